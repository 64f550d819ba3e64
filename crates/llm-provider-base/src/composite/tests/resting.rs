//! Rests: how many failures bring one, how long it lasts, and what ends it.

use std::sync::Arc;

use llm_types::{ChatProvider, ErrorKind, ProviderExt, Retry};

use super::{Act, Actor, NOW, failure, question, seconds};
use crate::{BreakerPolicy, BreakerState, Fallback};

fn other() -> Arc<Actor> {
    Actor::new("other", [Act::says(NOW, &["other"])])
}

async fn asked(provider: &Fallback) -> String {
    provider.ask("Why?").await.unwrap().to_string()
}

#[tokio::test(start_paused = true)]
async fn members_rest_by_the_policy_that_was_given() {
    let one = Actor::new("one", [Act::fails(NOW, failure(ErrorKind::Unavailable))]);
    let policy = BreakerPolicy::default().with_failures_in_a_row(1);
    let provider = Fallback::new([one, other()]).breaker(policy);
    asked(&provider).await;
    assert!(matches!(provider.members()[0].breaker, BreakerState::Open { .. }));
}

#[tokio::test(start_paused = true)]
async fn no_service_has_itself_left_alone_for_longer_than_the_longest_rest() {
    let hour = Retry::After(seconds(3_600));
    let busy = failure(ErrorKind::RateLimited).with_retry(hour);
    let one = Actor::new("one", [Act::fails(NOW, busy), Act::says(NOW, &["one"])]);
    let provider = Fallback::new([one, other()]);
    assert_eq!(asked(&provider).await, "other");
    assert_eq!(BreakerPolicy::default().max_rest, seconds(300));
    tokio::time::advance(seconds(299)).await;
    assert_eq!(asked(&provider).await, "other");
    tokio::time::advance(seconds(1)).await;
    assert_eq!(asked(&provider).await, "one");
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_has_begun_to_answer_ends_the_rest() {
    let busy = failure(ErrorKind::RateLimited).with_retry(Retry::After(seconds(9)));
    let slow = Act::says(NOW, &["o", "ne"]).pausing(1, seconds(60));
    let one = Actor::new("one", [Act::fails(NOW, busy), slow]);
    let provider = Fallback::new([one, other()]);
    assert_eq!(asked(&provider).await, "other");
    tokio::time::advance(seconds(9)).await;
    let probe = provider.stream(question()).await.unwrap();
    assert_eq!(provider.members()[0].breaker, BreakerState::Closed);
    assert_eq!(asked(&provider).await, "one", "others need not wait for its end");
    drop(probe);
}
