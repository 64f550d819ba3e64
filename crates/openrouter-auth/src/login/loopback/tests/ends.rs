//! How a login ends when nobody comes.

use std::time::Duration;

use tokio::time::Instant;

use super::support::{HeldTime, start};
use crate::{LoopbackLogin, OAuthError};

#[tokio::test(start_paused = true)]
async fn o12_when_the_user_never_returns_the_login_ends_after_five_minutes() {
    let minutes = |minutes: u64| Duration::from_secs(minutes * 60);
    let check = async |patience: Option<Duration>, expected: Duration| {
        let (login, target) = start();
        let login = match patience {
            Some(patience) => login.with_patience(patience),
            None => login,
        };
        let began = Instant::now();
        let error = login.wait().await.map(|_| ()).unwrap_err();
        assert!(matches!(error, OAuthError::Expired), "{error}");
        let took = began.elapsed();
        assert!(took >= expected && took < expected + Duration::from_secs(1), "{took:?}");
        assert!(target.is_closed().await);
    };
    check(None, minutes(5)).await;
    check(Some(minutes(1)), minutes(1)).await;
    // A code would be dead by then.
    check(Some(minutes(60)), minutes(10)).await;
    check(Some(Duration::ZERO), Duration::ZERO).await;
}

#[tokio::test(start_paused = true)]
async fn o12_the_time_runs_from_the_opening_of_the_port() {
    let (login, _) = start();
    tokio::time::advance(LoopbackLogin::PATIENCE).await;
    let began = Instant::now();
    let error = login.wait().await.map(|_| ()).unwrap_err();
    assert!(matches!(error, OAuthError::Expired), "{error}");
    assert!(began.elapsed() < Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn o12_strangers_do_not_prolong_it() {
    let time = HeldTime::new().await;
    let (login, target) = start();
    let busy = async {
        loop {
            let reply = target.send(target.request("GET", "/")).await;
            assert_eq!(reply.status(), 404, "{reply:?}");
            time.pass(Duration::from_secs(10)).await;
        }
    };
    let began = Instant::now();
    let result = tokio::select! {
        result = login.wait() => result,
        () = busy => unreachable!("it never ends"),
    };
    assert!(matches!(result.map(|_| ()).unwrap_err(), OAuthError::Expired));
    assert!(began.elapsed() <= LoopbackLogin::PATIENCE + Duration::from_secs(10));
}

#[tokio::test]
async fn o13_a_login_that_is_dropped_closes_its_port_and_leaves_no_task() {
    let (login, target) = start();
    drop(login);
    assert!(target.is_closed().await);

    let (login, target) = start();
    let mut silent = target.connect().await;
    let mut wait = Box::pin(login.wait());
    tokio::select! {
        biased;
        _ = &mut wait => unreachable!("nobody came back"),
        reply = target.send(target.request("GET", "/")) => assert_eq!(reply.status(), 404),
    }
    let tasks = tokio::runtime::Handle::current().metrics().num_alive_tasks();
    assert_eq!(tasks, 0, "all is inside the one future");
    drop(wait);
    assert!(target.is_closed().await);
    let reply = super::support::read(&mut silent).await;
    assert_eq!(reply.0, "");
}
