//! Dropped at every point where a call waits: it is polled once and dropped, then twice, and so on
//! until it ends.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::StreamExt as _;
use futures::future::join3;
use llm_types::{ChatProvider as _, Result, StandardRequest};
use openrouter_auth::{
    ApiKey, KeyPool, KeyState, MemoryStore, PoolKey, ScopeId, ScopeRecord, StateStore, StoreError,
    Swap, Versioned,
};
use openrouter_provider::OpenRouter;
use openrouter_sim::fault::{Fault, FaultServer, Script};
use serde_json::json;
use tokio::time::Instant;

use super::{assert_given_back, assert_nothing_is_left, polled};
use crate::faults::{A1, A2, B1, Trial};

/// Reads a stream to its end.
async fn read(provider: &OpenRouter, request: StandardRequest) -> Result<()> {
    let mut stream = provider.stream(request).await?;
    while let Some(item) = stream.next().await {
        item?;
    }
    Ok(())
}

/// Makes a call, dropped at each point in turn; then another one, which must succeed if `mends`.
/// Gives how many points there were.
async fn dropped_everywhere(scripts: impl Fn() -> Vec<Script>, whole: bool, mends: bool) -> usize {
    for polls in 0.. {
        let why = format!("after {polls} polls");
        let (server, provider, request) = Trial::of(scripts()).begin().await;
        let call = async {
            if whole {
                provider.complete(request.clone()).await.map(drop)
            } else {
                read(&provider, request.clone()).await
            }
        };
        let ended = polled(polls, Box::pin(call)).await.is_some();
        assert_given_back(&provider, &why);
        if mends {
            // Longer than any rest that a key may have got.
            tokio::time::sleep(Duration::from_secs(120)).await;
            let after = read(&provider, request.clone()).await;
            assert!(after.is_ok(), "{why}: {after:?}");
            assert_given_back(&provider, &why);
        }
        assert_nothing_is_left(server, provider, &why).await;
        if ended {
            return polls;
        }
    }
    unreachable!("a call ends")
}

fn document() -> Script {
    Script::replies(
        200,
        &json!({
            "id": "gen-1", "object": "chat.completion", "created": 1, "model": "a/model",
            "choices": [{ "index": 0, "finish_reason": "stop",
                "message": { "role": "assistant", "content": "w0 w1 " } }],
            "usage": { "prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3 },
        }),
    )
}

/// One key is refused, the others are taken.
fn refusing() -> Script {
    let refusal = json!({ "error": { "code": 401, "message": "User not found." } });
    let healthy = || Script::new().events().words(2).finish("stop").usage(2).done().end();
    Script::new().read().by_key([(A1, Script::new().json(401, &refusal))], healthy())
}

#[tokio::test(start_paused = true)]
async fn z06_a_healthy_stream_dropped_anywhere_gives_everything_back() {
    let slow = || {
        let words = Script::new().read().events().comment().wait(Duration::from_secs(1)).words(1);
        let rest = words.wait(Duration::from_secs(1)).text("w1 ").finish("stop");
        vec![rest.wait(Duration::from_secs(1)).usage(2).done().end(), Script::healthy(2)]
    };
    let points = dropped_everywhere(slow, false, true).await;
    assert!(points >= 5, "{points}");
}

#[tokio::test(start_paused = true)]
async fn z06_a_whole_answer_dropped_anywhere_gives_everything_back() {
    let points = dropped_everywhere(|| vec![document(), Script::healthy(1)], true, true).await;
    assert!(points >= 3, "{points}");
}

#[tokio::test(start_paused = true)]
async fn z06_a_retry_dropped_anywhere_gives_everything_back() {
    for fault in [Fault::Overloaded, Fault::TooFast, Fault::ResetAfterRequest, Fault::EmptyStream] {
        let points =
            dropped_everywhere(|| vec![fault.script(), Script::healthy(2)], false, true).await;
        assert!(points >= 5, "{fault}: {points}");
    }
}

#[tokio::test(start_paused = true)]
async fn z06_a_failover_dropped_anywhere_gives_everything_back() {
    let points = dropped_everywhere(|| vec![refusing()], false, true).await;
    assert!(points >= 5, "{points}");
}

#[tokio::test(start_paused = true)]
async fn z06_a_stream_that_fails_dropped_anywhere_gives_everything_back() {
    for fault in [Fault::Stalled, Fault::ResetInStream, Fault::ErrorInStream] {
        let points = dropped_everywhere(|| vec![fault.script()], false, false).await;
        assert!(points >= 3, "{fault}: {points}");
    }
}

/// A key that was refused is asked about beside a call, an hour later.
#[tokio::test(start_paused = true)]
async fn z06_a_check_of_a_key_dropped_anywhere_is_made_again() {
    for polls in 0.. {
        let why = format!("after {polls} polls");
        let (server, provider, request) = Trial::of([refusing()]).begin().await;
        read(&provider, request.clone()).await.unwrap();
        let state = || provider.key_pool().status(Instant::now()).keys[0].state;
        assert_eq!(state(), KeyState::Quarantined, "{why}");
        tokio::time::sleep(Duration::from_secs(3600)).await;
        let ended = polled(polls, Box::pin(read(&provider, request.clone()))).await.is_some();
        assert_given_back(&provider, &why);
        tokio::time::sleep(Duration::from_secs(2 * 3600)).await;
        let check = provider.key_pool().next_check(Instant::now());
        assert!(check.is_some(), "{why}: it is still to be asked about");
        drop(check);
        assert_nothing_is_left(server, provider, &why).await;
        if ended {
            assert!(polls >= 3, "{polls}");
            return;
        }
    }
}

/// All keys were refused: the call itself asks about them before it gives up.
#[tokio::test(start_paused = true)]
async fn z06_a_question_about_the_key_dropped_anywhere_gives_everything_back() {
    let refusal = json!({ "error": { "code": 401, "message": "User not found." } });
    for polls in 0.. {
        let why = format!("after {polls} polls");
        let refusing = Script::new().read().json(401, &refusal);
        let (server, provider, request) = Trial::of([refusing]).begin().await;
        let calls = async {
            for _ in 0..2 {
                assert!(read(&provider, request.clone()).await.is_err());
                assert!(provider.key_info().await.is_err());
            }
        };
        let ended = polled(polls, Box::pin(calls)).await.is_some();
        assert_given_back(&provider, &why);
        assert_nothing_is_left(server, provider, &why).await;
        if ended {
            assert!(polls >= 8, "{polls}");
            return;
        }
    }
}

/// One key that goes out to one call at a time.
async fn queueing() -> (FaultServer, OpenRouter, StandardRequest) {
    let one = || KeyPool::builder().keys([PoolKey::new(ApiKey::new(A2).unwrap())]).max_per_key(1);
    let held = Script::new().read().events().words(1).hold();
    let trial = Trial::of([held, Script::healthy(1)]).with(move |it| it.key_pool(one()));
    trial.begin().await
}

#[tokio::test(start_paused = true)]
async fn z06_a_place_in_the_queue_for_a_key_dropped_anywhere_goes_to_the_next() {
    for polls in 0.. {
        let why = format!("after {polls} polls");
        let (server, provider, request) = queueing().await;
        let first = provider.stream(request.clone()).await.unwrap();
        let free = async {
            tokio::task::yield_now().await;
            drop(first);
        };
        let waits = polled(polls, Box::pin(read(&provider, request.clone())));
        // Stands behind the one that goes away.
        let (ended, (), next) = join3(waits, free, read(&provider, request.clone())).await;
        assert!(next.is_ok(), "{why}: {next:?}");
        assert_given_back(&provider, &why);
        assert_nothing_is_left(server, provider, &why).await;
        if ended.is_some() {
            assert!(polls >= 3, "{polls}");
            return;
        }
    }
}

/// A store that takes a moment.
#[derive(Debug)]
struct Distant(MemoryStore);

const MOMENT: Duration = Duration::from_millis(5);

#[async_trait]
impl StateStore for Distant {
    async fn load(&self, scope: &ScopeId) -> Result<Option<Versioned>, StoreError> {
        tokio::time::sleep(MOMENT).await;
        self.0.load(scope).await
    }

    async fn compare_and_set(
        &self,
        scope: &ScopeId,
        expected: Option<u64>,
        record: &ScopeRecord,
        time_to_live: Duration,
    ) -> Result<Swap, StoreError> {
        tokio::time::sleep(MOMENT).await;
        self.0.compare_and_set(scope, expected, record, time_to_live).await
    }
}

/// Two providers with one memory of their keys, which takes a while.
#[tokio::test(start_paused = true)]
async fn z06_a_call_with_shared_keys_dropped_anywhere_leaves_them_usable() {
    for polls in 0.. {
        let why = format!("after {polls} polls");
        let store: Arc<dyn StateStore> = Arc::new(Distant(MemoryStore::new()));
        let shared = move || {
            let keys = [A1, B1].map(|key| PoolKey::new(ApiKey::new(key).unwrap()));
            KeyPool::builder().keys(keys).store(Arc::clone(&store))
        };
        let (again, trial) = (shared.clone(), Trial::of([refusing()]));
        let (server, provider, request) = trial.with(move |it| it.key_pool(shared())).begin().await;
        let ended = polled(polls, Box::pin(read(&provider, request.clone()))).await.is_some();
        assert_given_back(&provider, &why);
        let other = OpenRouter::builder().base_url(server.base_url()).key_pool(again());
        let other = other.build().unwrap();
        tokio::time::sleep(Duration::from_secs(120)).await;
        assert!(read(&other, request.clone()).await.is_ok(), "{why}");
        assert!(read(&provider, request).await.is_ok(), "{why}");
        assert_given_back(&provider, &why);
        assert_given_back(&other, &why);
        drop(other);
        assert_nothing_is_left(server, provider, &why).await;
        if ended {
            assert!(polls >= 5, "{polls}");
            return;
        }
    }
}
