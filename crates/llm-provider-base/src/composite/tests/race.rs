//! Side by side: who wins, and what becomes of the others.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use llm_types::{
    AttemptOutcome, ChatProvider, ErrorKind, HealthProvider, ProviderExt, Receipt, StandardResponse,
};
use tokio::time::Instant;

use super::{Act, Actor, NOW, ends, failure, question, seconds, text};
use crate::{Fallback, Member, Race};

const ANSWERED: AttemptOutcome = AttemptOutcome::Succeeded;
const LOST: AttemptOutcome = AttemptOutcome::Lost;

#[tokio::test(start_paused = true)]
async fn the_first_content_wins_and_the_others_are_dropped_at_once() {
    let slow = Actor::new("slow", [Act::says(seconds(3), &["s", "low"]).named("gen-1")]);
    let fast = Actor::new("fast", [Act::says(seconds(1), &["f", "ast"]).pausing(1, seconds(9))]);
    let told = Arc::new(Mutex::new(Vec::new()));
    let note = Arc::clone(&told);
    let loser = Arc::clone(&slow);
    let provider = Race::new([Arc::clone(&slow), Arc::clone(&fast)]).on_lost(move |attempt| {
        assert_eq!(loser.at_work(), 0, "it is gone before anything is said of it");
        note.lock().unwrap().push(attempt.clone());
    });
    let started = Instant::now();
    let receipt = Receipt::new();
    let mut stream = provider.stream(question().with_receipt(&receipt)).await.unwrap();
    assert_eq!(started.elapsed(), seconds(1));
    assert_eq!((slow.at_work(), fast.at_work()), (0, 1), "nobody waits for the rest of it");
    assert_eq!(ends(&receipt.attempts())[0], ("slow", LOST));
    let told = told.lock().unwrap().clone();
    assert_eq!(ends(&told), [("slow", LOST)]);
    assert_eq!((told[0].response_id.clone(), told[0].maybe_billed), (Some("gen-1".into()), true));
    assert_eq!(stream.next_event().await.unwrap(), Some(text("f")));
    let answer = stream.collect().await.unwrap();
    assert_eq!((answer.joined_text(), started.elapsed()), ("fast".to_owned(), seconds(10)));
    assert_eq!(ends(&answer.attempts), [("slow", LOST), ("fast", ANSWERED)]);
    let hedges: Vec<_> = answer.attempts.iter().map(|it| it.is_hedge).collect();
    assert_eq!(hedges, [false, true]);
    let counts: Vec<_> =
        provider.members().iter().map(|it| (it.answered, it.lost, it.in_flight)).collect();
    assert_eq!(counts, [(0, 1, 0), (1, 0, 0)]);
    let calls = provider.metrics().total;
    assert_eq!((calls.succeeded, calls.attempts, calls.hedges), (1, 2, 1));
    assert_eq!((calls.maybe_billed, calls.first_content.max), (1, Some(seconds(1))));
}

#[tokio::test(start_paused = true)]
async fn a_whole_answer_is_won_by_content_too() {
    let late = Act::says(seconds(1), &["be", "gan"]).pausing(1, seconds(9));
    let first = Actor::new("first", [late]);
    let other = Actor::new("other", [Act::says(seconds(2), &["done"])]);
    let provider = Race::new([first, Arc::clone(&other)]);
    assert_eq!(provider.ask("Why?").await.unwrap().to_string(), "began");
    assert_eq!(provider.members()[1].lost, 1);
}

#[tokio::test(start_paused = true)]
async fn an_error_wins_nothing() {
    for kind in [ErrorKind::Unavailable, ErrorKind::InvalidRequest] {
        let refuses = Actor::new("refuses", [Act::fails(seconds(1), failure(kind))]);
        let slow = Actor::new("slow", [Act::says(seconds(2), &["slow"])]);
        let answer = Race::new([refuses, slow]).ask("Why?").await.unwrap();
        let expected = [("refuses", AttemptOutcome::Failed(kind)), ("slow", ANSWERED)];
        assert_eq!(ends(&answer.attempts), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_without_content_wins_nothing() {
    let eager = Actor::new("eager", [Act::says(seconds(5), &["eager"]).eagerly()]);
    let breaks = Act::fails(seconds(1), failure(ErrorKind::Interrupted)).eagerly();
    let breaks = Actor::new("breaks", [breaks]);
    let slow = Actor::new("slow", [Act::says(seconds(2), &["slow"])]);
    let answer = Race::new([Arc::clone(&eager), breaks, slow]).ask("Why?").await.unwrap();
    let broken = AttemptOutcome::Failed(ErrorKind::Interrupted);
    let expected = [("eager", LOST), ("breaks", broken), ("slow", ANSWERED)];
    assert_eq!(ends(&answer.attempts), expected);
    assert_eq!(eager.at_work(), 0);
}

#[tokio::test(start_paused = true)]
async fn the_next_one_is_asked_when_the_one_before_keeps_its_caller_waiting() {
    let second = Act::says(seconds(2), &["second"]);
    let race = |first: Act| {
        let members = [
            Actor::new("first", [first]),
            Actor::new("second", [second.clone()]),
            Actor::new("third", [Act::hangs()]),
        ];
        (Race::new(members.clone()).stagger(seconds(4)), members)
    };
    let asked = |members: &[Arc<Actor>; 3]| members.each_ref().map(|it| it.requests().len());

    let started = Instant::now();
    let (provider, members) = race(Act::says(seconds(3), &["first"]));
    assert_eq!(provider.ask("Why?").await.unwrap().to_string(), "first");
    assert_eq!((asked(&members), started.elapsed()), ([1, 0, 0], seconds(3)));

    let started = Instant::now();
    let (provider, members) = race(Act::says(seconds(7), &["first"]));
    assert_eq!(provider.ask("Why?").await.unwrap().to_string(), "second");
    assert_eq!((asked(&members), started.elapsed()), ([1, 1, 0], seconds(6)));

    let started = Instant::now();
    let (provider, members) = race(Act::fails(seconds(1), failure(ErrorKind::Network)));
    assert_eq!(provider.ask("Why?").await.unwrap().to_string(), "second");
    assert_eq!((asked(&members), started.elapsed()), ([1, 1, 0], seconds(3)), "at once");

    let started = Instant::now();
    let (provider, members) = race(Act::fails(seconds(1), failure(ErrorKind::InvalidRequest)));
    provider.ask("Why?").await.unwrap_err();
    assert_eq!(
        (asked(&members), started.elapsed()),
        ([1, 0, 0], seconds(1)),
        "it is as wrong there"
    );
}

#[tokio::test(start_paused = true)]
async fn where_no_other_member_helps_those_at_work_are_waited_for_and_nobody_else_is_asked() {
    let wrong = Act::fails(seconds(3), failure(ErrorKind::InvalidRequest));
    let wrong = Actor::new("wrong", [wrong]);
    let lax = Actor::new("lax", [Act::says(seconds(9), &["lax"])]);
    let third = Actor::new("third", [Act::says(NOW, &["third"])]);
    let members = [wrong, lax, Arc::clone(&third)];
    let provider = Race::new(members).stagger(seconds(2));
    assert_eq!(provider.ask("Why?").await.unwrap().to_string(), "lax");
    assert!(third.requests().is_empty());
}

#[tokio::test(start_paused = true)]
async fn no_more_attempts_are_made_side_by_side_than_the_call_may_make() {
    let members = ["one", "two", "three"].map(|name| Actor::new(name, [Act::hangs()]));
    let request = question().with_max_attempts(4).with_timeout(seconds(9));
    let error = Race::new(members.clone()).ask(request).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts().len()), (ErrorKind::Timeout, 3));
    let granted = members.each_ref().map(|it| it.requests()[0].max_attempts);
    assert_eq!(granted, [Some(2), Some(1), Some(1)]);
    assert!(members.iter().all(|it| it.at_work() == 0));
}

#[tokio::test(start_paused = true)]
async fn who_is_at_work_when_the_time_is_over_is_heard_and_nobody_else_is_asked() {
    let partial = StandardResponse::text("Be");
    let late = failure(ErrorKind::Timeout);
    let one = Actor::new("one", [Act::fails(seconds(5), late.clone())]);
    let moment = Duration::from_millis(20);
    let says_more = Act::fails(seconds(2) + moment, late.with_partial(partial.clone()));
    let third = Actor::new("third", [Act::says(NOW, &["third"])]);
    let members = [one, Actor::new("other", [says_more]), Arc::clone(&third)];
    let started = Instant::now();
    let request = question().with_timeout(seconds(5));
    let error = Race::new(members).stagger(seconds(3)).ask(request).await.unwrap_err();
    assert_eq!((error.kind(), started.elapsed()), (ErrorKind::Timeout, seconds(5) + moment));
    assert_eq!(error.partial(), Some(&partial));
    assert!(third.requests().is_empty());
}

#[tokio::test(start_paused = true)]
async fn only_what_lost_is_told_as_lost() {
    let down = Actor::new("down", [Act::fails(NOW, failure(ErrorKind::Unavailable))]);
    let cloud = Fallback::new([down, Actor::new("slow", [Act::hangs()])]).named("cloud");
    let fast = Actor::new("fast", [Act::says(seconds(1), &["fast"])]);
    let waits = Actor::new("waits", [Act::hangs().sending_nothing()]);
    let told = Arc::new(Mutex::new(Vec::new()));
    let note = Arc::clone(&told);
    let provider = Race::new([Member::new(cloud), Member::new(waits), Member::new(fast)])
        .on_lost(move |attempt| note.lock().unwrap().push(attempt.clone()));
    let answer = provider.ask("Why?").await.unwrap();
    let down = ("down", AttemptOutcome::Failed(ErrorKind::Unavailable));
    let expected = [down, ("slow", LOST), ("waits", LOST), ("fast", ANSWERED)];
    assert_eq!(ends(&answer.attempts), expected);
    let told = told.lock().unwrap().clone();
    assert_eq!(ends(&told), [("slow", LOST), ("waits", LOST)]);
    let billed: Vec<_> = told.iter().map(|it| it.maybe_billed).collect();
    assert_eq!(billed, [true, false], "it had sent nothing");
}

#[tokio::test(start_paused = true)]
async fn who_rests_is_in_no_race_that_others_run() {
    let refused = Act::fails(NOW, failure(ErrorKind::Authentication));
    let refused = Actor::new("refused", [refused]);
    let other = Actor::new("other", [Act::says(seconds(1), &["Hi"])]);
    let provider = Race::new([Arc::clone(&refused), other]);
    for _ in 0..5 {
        provider.ask("Why?").await.unwrap();
    }
    assert_eq!(refused.requests().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn whoever_is_told_of_losses_may_panic() {
    let slow = Actor::new("slow", [Act::hangs()]);
    let fast = Actor::new("fast", [Act::says(NOW, &["fast"])]);
    let provider = Race::new([slow, fast]).on_lost(|_| panic!("on purpose"));
    assert_eq!(provider.ask("Why?").await.unwrap().to_string(), "fast");
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_leaves_nothing_at_work() {
    let members = ["one", "two"].map(|name| Actor::new(name, [Act::hangs().named("gen")]));
    let provider = Race::new(members.clone());
    let mut call = Box::pin(provider.stream(question()));
    assert!(futures::poll!(&mut call).is_pending());
    let in_flight = || provider.members().iter().map(|it| it.in_flight).sum::<u64>();
    assert_eq!((in_flight(), members[0].at_work() + members[1].at_work()), (2, 2));
    drop(call);
    assert_eq!((in_flight(), members[0].at_work() + members[1].at_work()), (0, 0));
    let calls = provider.metrics().total;
    assert_eq!((calls.cancelled, calls.in_flight, calls.attempts), (1, 0, 2));
    assert_eq!((calls.hedges, calls.maybe_billed), (1, 2));
    assert!(provider.members().iter().all(|it| it.cancelled == 1));
}

#[tokio::test(start_paused = true)]
async fn a_member_that_panics_leaves_nothing_at_work() {
    use futures::FutureExt as _;
    let slow = Actor::new("slow", [Act::hangs()]);
    let panics = Act { panics: true, ..Act::says(seconds(1), &["no"]) };
    let panics = Actor::new("panics", [panics]);
    let provider = Race::new([Arc::clone(&slow), panics]);
    let call = std::panic::AssertUnwindSafe(provider.stream(question())).catch_unwind();
    assert!(call.await.is_err());
    assert_eq!(slow.at_work(), 0);
    assert!(provider.members().iter().all(|it| (it.in_flight, it.cancelled) == (0, 1)));
    assert_eq!(provider.metrics().total.cancelled, 1);
}
