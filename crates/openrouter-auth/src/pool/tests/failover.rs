//! [`KeyPool::execute`](crate::KeyPool::execute).

use std::sync::Mutex;
use std::time::Duration;

use llm_provider_base::{Clock as _, SystemClock};

use super::{KIND, id, pool};
use crate::{ApiKey, Blame, ExecuteError, Exhaustion, KeyId, KeyPool, KeyState};

/// Runs a call that fails with each of these blames in turn, then succeeds.
async fn execute(
    pool: &KeyPool,
    failures: &[Blame],
) -> (Vec<KeyId>, Result<usize, ExecuteError<Blame>>) {
    let tried = Mutex::new(Vec::new());
    let call = async |key: ApiKey| {
        let mut tried = tried.lock().unwrap();
        tried.push(key.id());
        match failures.get(tried.len() - 1) {
            Some(blame) => Err(*blame),
            None => Ok(tried.len()),
        }
    };
    let result = pool.execute(&SystemClock, call, |blame| (*blame, KIND)).await;
    (tried.into_inner().unwrap(), result)
}

#[tokio::test]
async fn a_refused_key_gives_way_to_the_next() {
    let pool = pool(&["a", "b"]);
    let (tried, result) = execute(&pool, &[Blame::Rejected]).await;
    assert_eq!(tried, [id("a"), id("b")]);
    assert_eq!(result.unwrap(), 2);
    let status = pool.status(tokio::time::Instant::now());
    assert_eq!((status.keys[0].failures, status.keys[1].successes), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_key_whose_rest_ends_during_the_call_is_not_tried_again() {
    let pool = pool(&["a", "b"]);
    let tried = Mutex::new(Vec::new());
    let call = async |key: ApiKey| {
        tried.lock().unwrap().push(key.id());
        // Longer than the first cooldown; no time passes in fact.
        SystemClock.sleep(Duration::from_secs(5)).await;
        Err::<(), _>(Blame::Failed)
    };
    let result = pool.execute(&SystemClock, call, |blame| (*blame, KIND)).await;
    assert!(matches!(result, Err(ExecuteError::Call(Blame::Failed))));
    assert_eq!(*tried.lock().unwrap(), [id("a"), id("b")]);
}

#[tokio::test(start_paused = true)]
async fn at_most_three_keys_are_tried_and_none_twice() {
    let pool = pool(&["a", "b", "c", "d"]);
    let (tried, result) = execute(&pool, &[Blame::Failed; 9]).await;
    assert_eq!(tried, [id("a"), id("b"), id("c")]);
    assert!(matches!(result, Err(ExecuteError::Call(Blame::Failed))));
}

#[tokio::test]
async fn a_failure_that_is_not_the_keys_own_is_given_back_at_once() {
    let pool = pool(&["a", "b"]);
    for _ in 0..100 {
        let (tried, result) = execute(&pool, &[Blame::None; 9]).await;
        assert_eq!(tried.len(), 1);
        assert!(matches!(result, Err(ExecuteError::Call(Blame::None))));
    }
    let status = pool.status(tokio::time::Instant::now());
    assert!(status.keys.iter().all(|key| key.state == KeyState::Healthy && key.failures == 0));
}

#[tokio::test]
async fn when_no_key_is_left_the_last_failure_of_the_call_is_told() {
    let pool = pool(&["a", "b"]);
    let (tried, result) = execute(&pool, &[Blame::Rejected; 9]).await;
    assert_eq!(tried.len(), 2);
    assert!(matches!(result, Err(ExecuteError::Call(Blame::Rejected))));

    let (tried, result) = execute(&pool, &[]).await;
    assert_eq!(tried, []);
    let Err(ExecuteError::Exhausted(exhausted)) = result else { panic!("{result:?}") };
    assert_eq!(exhausted.reason, Exhaustion::Quarantined);
}
