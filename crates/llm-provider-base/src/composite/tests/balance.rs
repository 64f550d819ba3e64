//! Calls shared by several members.

use std::sync::Arc;
use std::time::SystemTime;

use llm_types::mock::ScriptedProvider;
use llm_types::{
    AttemptOutcome, ChatProvider, ErrorKind, HealthProvider, HealthState, HealthStatus, ProviderExt,
};

use super::{Act, Actor, NOW, ends, failure, question, seconds};
use crate::{Balance, BreakerState, Fallback, FixedRandom, Member, Strategy};

fn says_its_name(name: &'static str) -> Arc<Actor> {
    Actor::new(name, [Act::says(NOW, &[name])])
}

async fn answers(provider: &Balance, count: usize) -> Vec<String> {
    let mut answers = Vec::new();
    for _ in 0..count {
        answers.push(provider.ask("Why?").await.unwrap().to_string());
    }
    answers
}

#[tokio::test(start_paused = true)]
async fn calls_are_shared_by_weights() {
    let heavy = Member::new(says_its_name("heavy")).with_weight(2);
    let provider = Balance::new([heavy, Member::new(says_its_name("light"))]);
    assert_eq!(answers(&provider, 6).await, ["heavy", "light", "heavy", "heavy", "light", "heavy"]);
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_in_flight_until_its_end() {
    let strategies = [Strategy::LeastInFlight, Strategy::TwoChoices];
    for strategy in strategies {
        let members = ["one", "two"].map(says_its_name);
        let provider = Balance::new(members).strategy(strategy).random(Arc::new(FixedRandom(0.0)));
        let first = provider.stream(question()).await.unwrap();
        let busy = provider.members().iter().map(|it| it.in_flight).collect::<Vec<_>>();
        assert_eq!(busy, [1, 0]);
        assert_eq!(answers(&provider, 2).await, ["two", "two"]);
        drop(first);
        assert!(answers(&provider, 2).await.contains(&"one".to_owned()), "{strategy:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn another_member_is_asked_where_one_fails_and_it_gets_no_calls_for_a_while() {
    let down = || Act::fails(NOW, failure(ErrorKind::Unavailable));
    let ill = Actor::new("ill", [down(), down(), down(), Act::says(NOW, &["ill"])]);
    let well = says_its_name("well");
    let provider = Balance::new([Arc::clone(&ill), well]);
    let answer = provider.ask("Why?").await.unwrap();
    let failed = AttemptOutcome::Failed(ErrorKind::Unavailable);
    let expected = [("ill", failed), ("well", AttemptOutcome::Succeeded)];
    assert_eq!(ends(&answer.attempts), expected);
    assert_eq!(answers(&provider, 20).await, ["well"; 20]);
    assert_eq!(ill.requests().len(), 3);
    tokio::time::advance(seconds(12)).await;
    let answers = answers(&provider, 8).await;
    assert_eq!(answers.iter().filter(|it| *it == "ill").count(), 4, "it has its share again");
}

#[tokio::test(start_paused = true)]
async fn what_a_check_finds_unhealthy_gets_no_calls_for_a_while() {
    let verdict = HealthStatus::new(HealthState::Unhealthy, NOW, SystemTime::UNIX_EPOCH);
    let script = ScriptedProvider::new().with_name("down").with_health(verdict);
    let down = Actor::of(script, [Act::says(NOW, &["down"])]);
    let provider = Balance::new([Arc::clone(&down), says_its_name("up")]);
    assert_eq!(provider.health_check().await.state, HealthState::Degraded);
    assert_eq!(answers(&provider, 3).await, ["up"; 3]);
    assert!(matches!(provider.members()[0].breaker, BreakerState::Open { .. }));
    tokio::time::advance(seconds(10)).await;
    assert!(answers(&provider, 2).await.contains(&"down".to_owned()), "a call looks again");
}

#[tokio::test(start_paused = true)]
async fn a_member_without_weight_is_the_last_resort() {
    let failing = Act::fails(NOW, failure(ErrorKind::Network));
    let drained = Member::new(says_its_name("drained")).with_weight(0);
    let first = Actor::new("first", [Act::says(NOW, &["first"]), failing]);
    let provider = Balance::new([drained, Member::new(first)]);
    assert_eq!(answers(&provider, 2).await, ["first", "drained"]);
}

#[tokio::test(start_paused = true)]
async fn without_turns_there_are_no_weights() {
    let first = Member::new(says_its_name("first")).with_weight(0);
    let provider = Fallback::new([first, Member::new(says_its_name("second"))]);
    assert_eq!(provider.ask("Why?").await.unwrap().to_string(), "first");
}
