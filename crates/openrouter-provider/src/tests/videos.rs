//! Waiting for a video, on paused time.

use std::time::Duration;

use futures::StreamExt;
use llm_types::{ErrorKind, HealthProvider};
use openrouter_wire::videos::Status;
use tokio::time::Instant;

use super::canned::{Canned, Reply};

fn job(status: &str) -> Reply {
    Reply::json(200, format!(r#"{{"id":"vid-1","status":"{status}"}}"#))
}

#[tokio::test(start_paused = true)]
async fn a_video_is_looked_at_until_it_is_there() {
    let canned = Canned::new(["pending", "in_progress", "unheard_of", "completed"].map(job));
    let began = Instant::now();
    let jobs: Vec<_> = canned.provider().wait_for_video("vid-1").collect().await;
    let statuses: Vec<_> = jobs.into_iter().map(|job| job.unwrap().status).collect();
    assert_eq!(
        statuses,
        [Status::Pending, Status::InProgress, Status::from("unheard_of"), Status::Completed]
    );
    assert_eq!(began.elapsed().as_secs(), 90, "looked at at once, and then every 30 s");
    assert_eq!(canned.urls()[0], "GET https://openrouter.ai/api/v1/videos/vid-1");
}

#[tokio::test(start_paused = true)]
async fn how_often_is_up_to_the_caller() {
    let canned = Canned::new(["pending", "completed"].map(job));
    let began = Instant::now();
    let provider = canned.provider();
    let wait = provider.wait_for_video("vid-1").every(Duration::from_secs(2));
    assert_eq!(wait.finished().await.unwrap().status, Status::Completed);
    assert_eq!(began.elapsed().as_secs(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_video_that_comes_to_nothing_is_an_error() {
    for (status, kind) in [
        ("failed", ErrorKind::Unavailable),
        ("cancelled", ErrorKind::Cancelled),
        ("expired", ErrorKind::Timeout),
    ] {
        let body = format!(
            r#"{{"id":"vid-1","generation_id":"gen-v","status":"{status}","error":"no sk-or-v1-0123456789 tern"}}"#
        );
        let canned = Canned::new([job("pending"), Reply::json(200, body)]);
        let error = canned.provider().wait_for_video("vid-1").finished().await.unwrap_err();
        assert_eq!(error.kind(), kind);
        assert!(error.to_string().contains("no [redacted] tern"), "{error}");
        assert_eq!(error.response_id().unwrap().as_str(), "gen-v");
    }
}

#[tokio::test(start_paused = true)]
async fn a_look_is_tried_as_any_call_and_a_failure_ends_the_wait() {
    let canned = Canned::new([Reply::json(503, "{}"), job("pending"), Reply::json(404, "{}")]);
    let provider = canned.provider();
    let mut wait = provider.wait_for_video("vid-1");
    assert_eq!(wait.next().await.unwrap().unwrap().status, Status::Pending);
    assert_eq!(wait.next().await.unwrap().unwrap_err().kind(), ErrorKind::NotFound);
    assert!(wait.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn patience_can_have_an_end() {
    let canned = Canned::new([job("pending")]);
    let provider = canned.provider();
    let began = Instant::now();
    let wait = provider.wait_for_video("vid-1").within(Duration::from_secs(100));
    let error = wait.finished().await.unwrap_err();
    assert_eq!((error.kind(), canned.sends()), (ErrorKind::Timeout, 4));
    assert_eq!(began.elapsed().as_secs(), 90, "the next look would be too late");
}

#[tokio::test(start_paused = true)]
async fn whoever_drops_the_wait_looks_no_more() {
    let canned = Canned::new([job("pending")]);
    let provider = canned.provider();
    let mut wait = provider.wait_for_video("vid-1");
    wait.next().await.unwrap().unwrap();
    assert!(futures::poll!(wait.next()).is_pending());
    drop(wait);
    tokio::time::advance(Duration::from_secs(300)).await;
    assert_eq!((canned.sends(), provider.metrics().total.in_flight), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn the_last_look_takes_no_longer_than_there_is_patience() {
    let canned = Canned::new([job("pending"), Reply::Hangs]);
    let began = Instant::now();
    let provider = canned.provider();
    let wait = provider.wait_for_video("vid-1").within(Duration::from_secs(31));
    let error = wait.finished().await.unwrap_err();
    assert_eq!((error.kind(), began.elapsed().as_secs()), (ErrorKind::Timeout, 31));
}

#[tokio::test(start_paused = true)]
async fn whoever_never_looks_again_is_told_so() {
    let canned = Canned::new([job("pending")]);
    let provider = canned.provider();
    let wait = provider.wait_for_video("vid-1").every(Duration::MAX);
    let error = wait.within(Duration::from_secs(100)).finished().await.unwrap_err();
    assert_eq!((error.kind(), canned.sends()), (ErrorKind::Timeout, 1));
}
