//! Calls that are tried again.

use std::time::Duration;

use integration_tests::SkippingClock;
use llm_provider_base::RetryPolicy;
use llm_types::{AttemptOutcome, ChatProvider, ErrorKind, Retry};
use openrouter_sim::{Answer, Simulator};

use crate::set_up::{builder, provider, read, request, text};

#[tokio::test]
async fn a_stream_that_is_refused_for_haste_is_tried_again_when_the_service_says() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::error(429, "slow down").header("retry-after", "7"));
    simulator.script(Answer::text("now"));
    let clock = SkippingClock::default();
    let provider = builder(simulator.base_url()).clock(clock.clone()).build().unwrap();
    let (deltas, end) = read(provider.stream(request()).await.unwrap()).await;
    assert_eq!(text(&deltas), "now");
    let answer = end.unwrap();
    let outcomes: Vec<_> = answer.attempts.iter().map(|attempt| attempt.outcome).collect();
    assert_eq!(
        outcomes,
        [AttemptOutcome::Failed(ErrorKind::RateLimited), AttemptOutcome::Succeeded]
    );
    // In one wait or two: the account rests a little longer than it was asked to.
    let waited: Duration = clock.waits().iter().sum();
    assert!((7..=9).contains(&waited.as_secs()), "{waited:?}");
}

#[tokio::test]
async fn a_wait_that_is_too_long_is_left_to_the_caller() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::error(429, "slow down").header("retry-after", "3600").always());
    let error = provider(&simulator).stream(request()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert_eq!(error.retry(), Retry::After(Duration::from_secs(3600)));
    assert_eq!(simulator.requests().len(), 1);
}

#[tokio::test]
async fn a_failing_service_is_tried_as_often_as_the_policy_says() {
    for most in [1, 2, 5] {
        let simulator = Simulator::start().await.unwrap();
        simulator.script(Answer::error(503, "down").always());
        let mut policy = RetryPolicy::default();
        policy.max_attempts = most;
        let provider = builder(simulator.base_url()).retry_policy(policy).build().unwrap();
        let error = provider.complete(request()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unavailable);
        assert_eq!(simulator.requests().len(), most as usize);
        assert_eq!(error.attempts().len(), most as usize);
        assert!(!error.is_retryable(), "it has been tried enough");
    }
}

#[tokio::test]
async fn what_another_attempt_would_not_mend_is_tried_once() {
    for (status, kind) in [
        (400, ErrorKind::InvalidRequest),
        (402, ErrorKind::InsufficientCredits),
        (404, ErrorKind::ModelNotFound),
        (413, ErrorKind::TooLarge),
    ] {
        let simulator = Simulator::start().await.unwrap();
        simulator.script(Answer::error(status, "no").always());
        let error = provider(&simulator).stream(request()).await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (kind, Some(status)));
        assert_eq!(simulator.requests().len(), 1, "{status}");
    }
}
