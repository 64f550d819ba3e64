//! What is counted, call by call.

use std::time::Duration;

use llm_types::{ErrorKind, Usage};
use proptest::prelude::*;

use super::*;

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn start(metrics: &Metrics, model: &str, now: Instant) -> CallGuard {
    metrics.start_call(Operation::Chat, Some(&model.into()), now)
}

/// The figures of one model.
fn model(metrics: &Metrics, name: &str) -> Option<CallMetrics> {
    metrics.snapshot().models.into_iter().find(|row| row.model == name).map(|row| row.calls)
}

#[test]
fn a_call_that_succeeds_is_counted_with_its_times_and_its_usage() {
    let (metrics, zero) = (Metrics::new(), Instant::now());
    let mut call = start(&metrics, "m", zero);
    call.attempt();
    assert_eq!(metrics.snapshot().total.in_flight, 1);
    call.first_content(zero + seconds(1));
    call.first_content(zero + seconds(2));
    call.finished(Some(&Usage::new(7, 3)), zero + seconds(5));

    let total = metrics.snapshot().total;
    assert_eq!((total.started, total.succeeded, total.in_flight, total.retries), (1, 1, 0, 0));
    assert_eq!((total.failed, total.cancelled), (0, 0));
    assert_eq!(total.usage, Usage::new(7, 3));
    assert_eq!((total.first_content.count, total.first_content.sum), (1, seconds(1)));
    assert_eq!((total.duration.count, total.duration.sum), (1, seconds(5)));
    assert_eq!(model(&metrics, "m"), Some(total));
}

#[test]
fn usage_that_nobody_reports_is_not_made_up() {
    let (metrics, zero) = (Metrics::new(), Instant::now());
    start(&metrics, "m", zero).finished(None, zero);
    assert_eq!(metrics.snapshot().total.usage, Usage::default());
}

#[test]
fn a_call_that_fails_is_counted_by_kind() {
    let (metrics, zero) = (Metrics::new(), Instant::now());
    let mut call = start(&metrics, "m", zero);
    for _ in 0..3 {
        call.attempt();
    }
    call.failed(ErrorKind::RateLimited, zero + seconds(2));
    start(&metrics, "m", zero).failed(ErrorKind::Timeout, zero);

    let total = metrics.snapshot().total;
    assert_eq!((total.started, total.failed, total.retries, total.in_flight), (2, 2, 2, 0));
    assert_eq!(
        total.errors,
        BTreeMap::from([(ErrorKind::RateLimited, 1), (ErrorKind::Timeout, 1)])
    );
    assert_eq!((total.duration.count, total.first_content.count), (2, 0));
}

#[test]
fn a_call_that_is_dropped_is_cancelled_and_not_failed() {
    let (metrics, zero) = (Metrics::new(), Instant::now());
    let mut call = start(&metrics, "m", zero);
    call.first_content(zero + seconds(1));
    drop(call);
    start(&metrics, "m", zero).failed(ErrorKind::Cancelled, zero + seconds(1));

    let total = metrics.snapshot().total;
    assert_eq!((total.started, total.cancelled, total.failed, total.in_flight), (2, 2, 0, 0));
    assert!(total.errors.is_empty());
    assert_eq!((total.duration.count, total.first_content.count), (0, 1));
}

#[test]
fn calls_are_told_apart_by_model_and_by_operation() {
    let (metrics, zero) = (Metrics::new(), Instant::now());
    start(&metrics, "b", zero).finished(None, zero);
    start(&metrics, "a", zero).failed(ErrorKind::Timeout, zero);
    metrics.start_call(Operation::Health, None, zero).finished(None, zero);

    let snapshot = metrics.snapshot();
    assert_eq!(snapshot.total.started, 3);
    let names: Vec<_> = snapshot.models.iter().map(|row| row.model.as_str()).collect();
    assert_eq!(names, ["a", "b"]);
    assert_eq!(model(&metrics, "a").map(|calls| (calls.succeeded, calls.failed)), Some((0, 1)));
    assert_eq!(model(&metrics, "b").map(|calls| (calls.succeeded, calls.failed)), Some((1, 0)));
    assert_eq!(metrics.operation(Operation::Chat).started, 2);
    assert_eq!(metrics.operation(Operation::Health).succeeded, 1);
    assert_eq!(metrics.operation(Operation::Login), CallMetrics::default());
}

#[test]
fn m12_made_up_model_names_do_not_fill_the_memory() {
    let (metrics, zero) = (Metrics::new(), Instant::now());
    for n in 0..Metrics::MAX_MODELS + 5 {
        start(&metrics, &format!("model-{n}"), zero).finished(None, zero);
    }
    start(&metrics, "model-0", zero).finished(None, zero);
    assert_eq!(metrics.snapshot().models.len(), Metrics::MAX_MODELS + 1);
    assert_eq!(model(&metrics, Metrics::OTHER_MODELS).map(|calls| calls.succeeded), Some(5));
    assert_eq!(model(&metrics, "model-0").map(|calls| calls.succeeded), Some(2));
}

#[test]
fn a_call_that_goes_on_to_another_model_has_failed_with_the_first() {
    let (metrics, zero) = (Metrics::new(), Instant::now());
    let mut call = metrics.start_call(Operation::Chat, None, zero);
    call.asks(&"a".into(), None);
    assert_eq!(model(&metrics, "a").map(|calls| calls.in_flight), Some(1));
    call.asks(&"a".into(), Some(ErrorKind::Timeout));
    call.asks(&"b".into(), Some(ErrorKind::Unavailable));
    call.answered_by(&"b-2026".into());
    call.finished(Some(&Usage::new(7, 3)), zero);
    let of = |name: &str| {
        let calls = model(&metrics, name).unwrap();
        let ends = (calls.succeeded, calls.failed, calls.in_flight);
        (calls.started, ends, calls.usage.output_tokens, calls.errors)
    };
    let failed = BTreeMap::from([(ErrorKind::Unavailable, 1)]);
    assert_eq!(of("a"), (1, (0, 1, 0), 0, failed));
    assert_eq!(of("b"), (1, (1, 0, 0), 0, BTreeMap::new()));
    assert_eq!(of("b-2026"), (0, (0, 0, 0), 3, BTreeMap::new()));
    let total = metrics.snapshot().total;
    assert_eq!((total.started, total.succeeded, total.failed), (1, 1, 0));
    assert_eq!(total.usage, Usage::new(7, 3));
}

#[test]
fn threads_lose_no_call() {
    let (metrics, zero) = (Metrics::new(), Instant::now());
    std::thread::scope(|scope| {
        for name in ["a", "b", "a", "b"] {
            let metrics = metrics.clone();
            scope.spawn(move || {
                for _ in 0..500 {
                    start(&metrics, name, zero).finished(Some(&Usage::new(1, 0)), zero);
                }
            });
        }
    });
    let total = metrics.snapshot().total;
    assert_eq!((total.succeeded, total.in_flight, total.usage.input_tokens), (2000, 0, 2000));
    assert_eq!(model(&metrics, "a").map(|calls| calls.succeeded), Some(1000));
}

proptest! {
    #[test]
    fn every_call_begun_has_ended_in_one_way_or_is_in_flight(
        steps in prop::collection::vec((0_u8..4, 0_usize..3, any::<prop::sample::Index>()), 0..60),
    ) {
        let (metrics, zero) = (Metrics::new(), Instant::now());
        let mut calls: Vec<CallGuard> = Vec::new();
        for (step, name, index) in steps {
            if step == 0 || calls.is_empty() {
                calls.push(start(&metrics, ["a", "b", "c"][name], zero));
            } else {
                let call = calls.swap_remove(index.index(calls.len()));
                match step {
                    1 => call.finished(None, zero),
                    2 => call.failed(ErrorKind::ALL[index.index(ErrorKind::ALL.len())], zero),
                    _ => drop(call),
                }
            }
            let snapshot = metrics.snapshot();
            let by_model = snapshot.models.iter().map(|row| &row.calls);
            for calls in by_model.clone().chain([&snapshot.total]) {
                let ended = calls.succeeded + calls.failed + calls.cancelled;
                prop_assert_eq!(calls.started, ended + calls.in_flight);
                prop_assert_eq!(calls.errors.values().sum::<u64>(), calls.failed);
            }
            let in_flight: u64 = by_model.map(|calls| calls.in_flight).sum();
            prop_assert_eq!(in_flight, snapshot.total.in_flight);
            prop_assert_eq!(in_flight, calls.len() as u64);
        }
    }
}
