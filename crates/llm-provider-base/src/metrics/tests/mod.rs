//! What is counted, call by call.

mod laws;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use llm_types::{Attempt, AttemptOutcome, CallEnd, ErrorKind, Usage};

use super::*;

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn start(metrics: &Metrics, model: &str, now: Instant) -> CallGuard {
    metrics.start_call(Operation::Chat, Some(&model.into()), now)
}

/// The same, of a call that costs money.
fn charged(metrics: &Metrics, model: &str, now: Instant) -> CallGuard {
    let mut call = start(metrics, model, now);
    call.charged();
    call
}

/// An attempt that ended like this.
fn attempt(outcome: AttemptOutcome) -> Attempt {
    Attempt::new(outcome, Duration::ZERO)
}

fn failure(kind: ErrorKind) -> Attempt {
    attempt(AttemptOutcome::Failed(kind))
}

/// Sends, and learns how that went.
fn make(call: &mut CallGuard, attempt: &Attempt) {
    call.sending();
    call.over(attempt);
}

/// The figures of one model.
fn model(metrics: &Metrics, name: &str) -> CallMetrics {
    metrics.snapshot().model(name).cloned().unwrap()
}

#[test]
fn a_call_that_succeeds_is_counted_with_its_times_and_its_usage() {
    let (metrics, zero) = (Metrics::new(), Instant::now());
    let mut call = start(&metrics, "m", zero);
    call.sending();
    let total = metrics.snapshot().total;
    assert_eq!((total.started, total.in_flight, total.attempts), (1, 1, 0));
    call.over(&attempt(AttemptOutcome::Succeeded));
    call.first_content(zero + seconds(1));
    call.first_content(zero + seconds(2));
    call.chunk(Duration::ZERO);
    call.chunk(seconds(3));
    call.finished(Some(&Usage::new(7, 3)), zero + seconds(5));

    let total = metrics.snapshot().total;
    assert_eq!((total.started, total.succeeded, total.in_flight), (1, 1, 0));
    assert_eq!((total.failed, total.cancelled, total.attempts, total.retries), (0, 0, 1, 0));
    assert_eq!(total.usage, Usage::new(7, 3));
    assert_eq!((total.first_content.count, total.first_content.sum), (1, seconds(1)));
    assert_eq!((total.chunk_gap.count, total.chunk_gap.sum), (2, seconds(3)));
    assert_eq!((total.duration.count, total.duration.sum), (1, seconds(5)));
    assert_eq!(model(&metrics, "m"), total);
}

#[test]
fn usage_that_nobody_reports_is_not_made_up() {
    let (metrics, zero) = (Metrics::new(), Instant::now());
    start(&metrics, "m", zero).finished(None, zero);
    let total = metrics.snapshot().total;
    assert_eq!((total.usage, total.first_content.count), (Usage::default(), 0));
}

#[test]
fn a_call_that_fails_is_counted_by_kind_and_its_retries_by_reason() {
    let (metrics, zero) = (Metrics::new(), Instant::now());
    let mut call = start(&metrics, "m", zero);
    for kind in [ErrorKind::Timeout, ErrorKind::Unavailable, ErrorKind::RateLimited] {
        make(&mut call, &failure(kind));
    }
    call.failed(ErrorKind::RateLimited, zero + seconds(2));
    start(&metrics, "m", zero).failed(ErrorKind::Timeout, zero);

    let total = metrics.snapshot().total;
    assert_eq!((total.started, total.failed, total.in_flight), (2, 2, 0));
    assert_eq!((total.attempts, total.retries, total.hedges), (3, 2, 0), "the other sent nothing");
    let once = |kinds: [ErrorKind; 2]| kinds.map(|kind| (kind, 1)).into();
    assert_eq!(total.retries_after, once([ErrorKind::Timeout, ErrorKind::Unavailable]));
    assert_eq!(total.errors, once([ErrorKind::RateLimited, ErrorKind::Timeout]));
    assert_eq!((total.duration.count, total.first_content.count), (2, 0));
}

#[test]
fn a_hedge_is_no_retry_and_the_retry_after_it_has_the_reason_of_the_one_that_decided() {
    let (metrics, zero) = (Metrics::new(), Instant::now());
    let mut call = start(&metrics, "m", zero);
    let mut hedge = failure(ErrorKind::Network);
    hedge.is_hedge = true;
    make(&mut call, &hedge);
    make(&mut call, &failure(ErrorKind::Timeout));
    let mut loss = attempt(AttemptOutcome::Lost);
    loss.maybe_billed = true;
    make(&mut call, &loss);
    hedge.outcome = AttemptOutcome::Succeeded;
    make(&mut call, &hedge);
    call.finished(None, zero);
    let total = metrics.snapshot().total;
    assert_eq!((total.attempts, total.retries, total.hedges), (4, 1, 2));
    assert_eq!(total.retries_after, BTreeMap::from([(ErrorKind::Timeout, 1)]));
    assert_eq!(total.maybe_billed, 1);
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
fn what_is_dropped_may_be_billed_if_it_was_sent_and_costs_money() {
    let (metrics, zero) = (Metrics::new(), Instant::now());
    let billed = || {
        let total = metrics.snapshot().total;
        (total.attempts, total.retries, total.hedges, total.maybe_billed)
    };
    drop(charged(&metrics, "m", zero));
    assert_eq!(billed(), (0, 0, 0, 0), "nothing was sent");
    let free = start(&metrics, "m", zero);
    free.sending();
    drop(free);
    assert_eq!(billed(), (1, 0, 0, 0), "it costs nothing");
    let mut retried = charged(&metrics, "m", zero);
    make(&mut retried, &failure(ErrorKind::Timeout));
    retried.sending();
    retried.sending();
    drop(retried);
    assert_eq!(billed(), (4, 1, 1, 2), "a retry and a hedge are under way");
    let mut answering = charged(&metrics, "m", zero);
    make(&mut answering, &attempt(AttemptOutcome::Succeeded));
    drop(answering);
    assert_eq!(billed(), (5, 1, 1, 3));
    let mut cached = charged(&metrics, "m", zero);
    make(&mut cached, &attempt(AttemptOutcome::Succeeded));
    cached.from_cache();
    drop(cached);
    assert_eq!(billed(), (6, 1, 1, 3));
    assert_eq!(metrics.snapshot().total.cache_hits, 1);
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
    let ends = |name| (model(&metrics, name).succeeded, model(&metrics, name).failed);
    assert_eq!((ends("a"), ends("b")), ((0, 1), (1, 0)));
    assert_eq!(snapshot.operation(Operation::Chat).unwrap().started, 2);
    assert_eq!(snapshot.operation(Operation::Health).unwrap().succeeded, 1);
    assert_eq!(snapshot.operation(Operation::Login), None);
}

#[test]
fn m12_made_up_model_names_do_not_fill_the_memory() {
    let (metrics, zero) = (Metrics::new(), Instant::now());
    for n in 0..Metrics::MAX_MODELS + 5 {
        start(&metrics, &format!("model-{n}"), zero).finished(None, zero);
    }
    start(&metrics, "model-0", zero).finished(None, zero);
    let other = metrics.clone();
    // Another thread has accounts of its own, but no other names.
    std::thread::spawn(move || start(&other, "one-more", zero).finished(None, zero))
        .join()
        .unwrap();
    assert_eq!(metrics.snapshot().models.len(), Metrics::MAX_MODELS + 1);
    assert_eq!(model(&metrics, Metrics::OTHER_MODELS).succeeded, 6);
    assert_eq!(model(&metrics, "model-0").succeeded, 2);
}

#[test]
fn a_model_that_is_called_by_a_long_text_is_one_of_the_others() {
    let (metrics, zero) = (Metrics::new(), Instant::now());
    let name = |length| "m".repeat(length);
    let mut call = start(&metrics, &name(Metrics::MAX_MODEL_NAME), zero);
    call.answered_by(&name(Metrics::MAX_MODEL_NAME + 1).into());
    call.finished(Some(&Usage::new(7, 3)), zero);
    assert_eq!(model(&metrics, &name(Metrics::MAX_MODEL_NAME)).succeeded, 1);
    assert_eq!(model(&metrics, Metrics::OTHER_MODELS).usage, Usage::new(7, 3));
    assert_eq!(metrics.snapshot().models.len(), 2);
}

#[test]
fn a_call_that_goes_on_to_another_model_has_failed_with_the_first() {
    let (metrics, zero) = (Metrics::new(), Instant::now());
    let mut call = metrics.start_call(Operation::Chat, None, zero);
    call.asks(&"a".into());
    assert_eq!(model(&metrics, "a").in_flight, 1);
    make(&mut call, &failure(ErrorKind::Unavailable));
    call.asks(&"a".into());
    make(&mut call, &failure(ErrorKind::Timeout));
    call.asks(&"b".into());
    make(&mut call, &attempt(AttemptOutcome::Succeeded));
    call.answered_by(&"b-2026".into());
    call.finished(Some(&Usage::new(7, 3)), zero);
    let of = |name: &str| {
        let calls = model(&metrics, name);
        let ends = (calls.succeeded, calls.failed, calls.in_flight);
        let sent = (calls.attempts, calls.retries_after);
        (calls.started, ends, sent, calls.usage.output_tokens, calls.errors)
    };
    let once = |kind| BTreeMap::from([(kind, 1)]);
    let (unavailable, timeout) = (once(ErrorKind::Unavailable), once(ErrorKind::Timeout));
    assert_eq!(of("a"), (1, (0, 1, 0), (2, unavailable), 0, timeout.clone()));
    assert_eq!(of("b"), (1, (1, 0, 0), (1, timeout), 0, BTreeMap::new()));
    assert_eq!(of("b-2026"), (0, (0, 0, 0), (0, BTreeMap::new()), 3, BTreeMap::new()));
    let total = metrics.snapshot().total;
    assert_eq!((total.started, total.succeeded, total.failed), (1, 1, 0));
    assert_eq!((total.attempts, total.retries), (3, 2));
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
        // A snapshot in the middle of it is of one moment.
        for _ in 0..50 {
            let snapshot = metrics.snapshot();
            let total = &snapshot.total;
            assert_eq!(total.started, total.ended() + total.in_flight);
            assert_eq!(total.usage.input_tokens, total.succeeded);
            let by_model: u64 = snapshot.models.iter().map(|row| row.calls.started).sum();
            assert_eq!(total.started, by_model);
            assert!(total.in_flight <= 4, "{}", total.in_flight);
        }
    });
    let total = metrics.snapshot().total;
    assert_eq!((total.succeeded, total.in_flight, total.usage.input_tokens), (2000, 0, 2000));
    assert_eq!(model(&metrics, "a").succeeded, 1000);
}

#[test]
fn a_call_may_end_in_another_thread_than_it_began() {
    let (metrics, zero) = (Metrics::new(), Instant::now());
    let mut call = start(&metrics, "m", zero);
    make(&mut call, &attempt(AttemptOutcome::Succeeded));
    std::thread::spawn(move || call.finished(None, zero)).join().unwrap();
    assert_eq!((model(&metrics, "m").succeeded, model(&metrics, "m").in_flight), (1, 0));
}

#[test]
fn an_observer_is_told_of_each_call_that_is_over() {
    let reports = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&reports);
    let metrics =
        Metrics::new().on_call_end(move |report| told.lock().unwrap().push(report.clone()));
    let zero = Instant::now();
    let mut call = charged(&metrics, "a", zero);
    make(&mut call, &failure(ErrorKind::Timeout));
    call.asks(&"b".into());
    make(&mut call, &attempt(AttemptOutcome::Succeeded));
    call.first_content(zero + seconds(1));
    call.answered_by(&"b-2026".into());
    call.finished(Some(&Usage::new(7, 3)), zero + seconds(2));
    drop(metrics.start_call(Operation::Models, None, zero));
    metrics.start_call(Operation::Health, None, zero).failed(ErrorKind::Network, zero);

    let reports = reports.lock().unwrap().clone();
    let ends: Vec<_> = reports.iter().map(|report| (report.operation, report.end)).collect();
    let failed = CallEnd::Failed(ErrorKind::Network);
    let expected = [
        (Operation::Chat, CallEnd::Succeeded),
        (Operation::Models, CallEnd::Cancelled),
        (Operation::Health, failed),
    ];
    assert_eq!(ends, expected);
    let names = |report: &CallReport| (report.model.clone(), report.answered_by.clone());
    assert_eq!(names(&reports[0]), (Some("b".into()), Some("b-2026".into())));
    assert_eq!((reports[0].attempts, reports[0].hedges, reports[0].maybe_billed), (2, 0, 0));
    assert_eq!(reports[0].duration, Some(seconds(2)));
    assert_eq!(reports[0].first_content, Some(seconds(1)));
    assert_eq!(reports[0].usage, Some(Usage::new(7, 3)));
    assert_eq!((reports[1].duration, reports[1].attempts), (None, 0));
}

#[test]
fn an_observer_that_panics_harms_nobody() {
    let told = Arc::new(Mutex::new(0));
    let count = Arc::clone(&told);
    let metrics = Metrics::new().on_call_end(|_| std::panic::resume_unwind(Box::new("broken")));
    let metrics = metrics.on_call_end(move |_| *count.lock().unwrap() += 1);
    start(&metrics, "m", Instant::now()).finished(None, Instant::now());
    drop(start(&metrics, "m", Instant::now()));
    assert_eq!(*told.lock().unwrap(), 2, "the other one is told");
    assert_eq!(metrics.snapshot().total.ended(), 2);
}

#[test]
fn an_observer_may_look_at_the_metrics_and_finds_the_call_in_them() {
    let metrics: Arc<Mutex<Option<Metrics>>> = Arc::default();
    let seen = Arc::new(Mutex::new(0));
    let (inside, count) = (Arc::clone(&metrics), Arc::clone(&seen));
    let observed = Metrics::new().on_call_end(move |_| {
        let metrics = inside.lock().unwrap().clone().unwrap();
        *count.lock().unwrap() = metrics.snapshot().total.succeeded;
    });
    *metrics.lock().unwrap() = Some(observed.clone());
    start(&observed, "m", Instant::now()).finished(None, Instant::now());
    assert_eq!(*seen.lock().unwrap(), 1);
}
