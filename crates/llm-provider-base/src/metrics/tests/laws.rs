//! What is true of the figures after anything that calls may do.

use proptest::prelude::*;

use super::*;

/// What may happen next.
#[derive(Debug, Clone)]
enum Step {
    Begin { model: usize, charged: bool },
    Sends,
    Over { failure: Option<usize>, is_hedge: bool },
    Asks { model: usize },
    Content,
    Chunk { millis: u64 },
    Finishes { answered_by: Option<usize> },
    Fails { kind: usize },
    Drops,
}

const MODELS: [&str; 3] = ["a", "b", "c"];

fn steps() -> impl Strategy<Value = Vec<(Step, prop::sample::Index)>> {
    let model = 0..MODELS.len();
    let kind = 0..ErrorKind::ALL.len();
    let step = prop_oneof![
        3 => (model.clone(), any::<bool>())
            .prop_map(|(model, charged)| Step::Begin { model, charged }),
        2 => Just(Step::Sends),
        2 => (prop::option::of(kind.clone()), any::<bool>())
            .prop_map(|(failure, is_hedge)| Step::Over { failure, is_hedge }),
        1 => model.clone().prop_map(|model| Step::Asks { model }),
        1 => Just(Step::Content),
        1 => (0_u64..200_000).prop_map(|millis| Step::Chunk { millis }),
        1 => prop::option::of(model).prop_map(|answered_by| Step::Finishes { answered_by }),
        1 => kind.prop_map(|kind| Step::Fails { kind }),
        1 => Just(Step::Drops),
    ];
    prop::collection::vec((step, any::<prop::sample::Index>()), 0..80)
}

/// What was done, counted in the plainest way there is.
#[derive(Debug, Default)]
struct Expected {
    begun: u64,
    timed: u64,
    cancelled: u64,
    contents: u64,
    chunks: u64,
    sent: u64,
    tokens: u64,
}

/// A call, and what it did that is not in the figures before it is over.
struct Going {
    guard: CallGuard,
    has_content: bool,
    chunks: u64,
    sent: u64,
    over: u64,
}

impl Going {
    /// Takes a step that does not end the call.
    fn go_on(&mut self, step: &Step, zero: Instant) {
        match *step {
            Step::Sends => {
                self.guard.sending();
                self.sent += 1;
            }
            Step::Over { failure: kind, is_hedge } if self.over < self.sent => {
                let outcome = kind.map_or(AttemptOutcome::Succeeded, |n| {
                    AttemptOutcome::Failed(ErrorKind::ALL[n])
                });
                let mut attempt = attempt(outcome);
                attempt.is_hedge = is_hedge;
                self.guard.over(&attempt);
                self.over += 1;
            }
            Step::Asks { model } => self.guard.asks(&MODELS[model].into()),
            Step::Content => {
                self.guard.first_content(zero);
                self.has_content = true;
            }
            Step::Chunk { millis } => {
                self.guard.chunk(Duration::from_millis(millis));
                self.chunks += 1;
            }
            _ => {}
        }
    }
}

/// What is true of every account.
fn check_account(calls: &CallMetrics) -> Result<(), TestCaseError> {
    prop_assert_eq!(calls.started, calls.ended() + calls.in_flight);
    prop_assert_eq!(calls.errors.values().sum::<u64>(), calls.failed);
    prop_assert_eq!(calls.retries_after.values().sum::<u64>(), calls.retries);
    prop_assert!(calls.duration.count <= calls.succeeded + calls.failed);
    for histogram in [&calls.duration, &calls.first_content, &calls.chunk_gap] {
        prop_assert_eq!(histogram.buckets.iter().sum::<u64>(), histogram.count);
    }
    Ok(())
}

fn check(
    snapshot: &ProviderMetrics,
    calls: &[Going],
    expected: &Expected,
) -> Result<(), TestCaseError> {
    let total = &snapshot.total;
    check_account(total)?;
    prop_assert_eq!(total.started, expected.begun);
    prop_assert_eq!(total.in_flight, calls.len() as u64);
    prop_assert_eq!(total.cancelled, expected.cancelled);
    prop_assert_eq!(total.duration.count, expected.timed, "each that ended, but for drops");
    prop_assert_eq!(total.duration.count, total.succeeded + total.failed);
    prop_assert_eq!(total.first_content.count, expected.contents);
    prop_assert_eq!(total.chunk_gap.count, expected.chunks);
    prop_assert_eq!(total.usage.output_tokens, expected.tokens);
    prop_assert!(total.retries + total.hedges <= total.attempts);
    let mut models = CallMetrics::default();
    for row in &snapshot.models {
        check_account(&row.calls)?;
        models.merge(&row.calls);
    }
    // A call that went on to another model is one more that began and failed.
    prop_assert_eq!(models.started - total.started, models.failed - total.failed);
    let sums = |it: &CallMetrics| {
        let ends = (it.in_flight, it.succeeded, it.cancelled);
        let sent = (it.attempts, it.retries, it.hedges, it.maybe_billed);
        (ends, sent, it.usage.clone(), it.duration.clone(), it.chunk_gap.clone())
    };
    prop_assert_eq!(sums(&models), sums(total));
    prop_assert_eq!(snapshot.operation(Operation::Chat), Some(total).filter(|_| total.started > 0));
    Ok(())
}

proptest! {
    #[test]
    fn every_call_begun_has_ended_in_one_way_or_is_in_flight(steps in steps()) {
        let (metrics, zero) = (Metrics::new(), Instant::now());
        let mut calls: Vec<Going> = Vec::new();
        let mut expected = Expected::default();
        for (step, index) in steps {
            if let Step::Begin { model, charged } = step {
                let mut guard = start(&metrics, MODELS[model], zero);
                if charged {
                    guard.charged();
                }
                calls.push(Going { guard, has_content: false, chunks: 0, sent: 0, over: 0 });
                expected.begun += 1;
            } else if !calls.is_empty() {
                let place = index.index(calls.len());
                if !matches!(step, Step::Finishes { .. } | Step::Fails { .. } | Step::Drops) {
                    calls[place].go_on(&step, zero);
                    continue;
                }
                let mut call = calls.swap_remove(place);
                // Whoever tells how a call ended has told how its attempts did.
                let is_drop = matches!(step, Step::Drops)
                    || matches!(step, Step::Fails { kind } if ErrorKind::ALL[kind] == ErrorKind::Cancelled);
                expected.sent += if is_drop { call.sent } else { call.over };
                expected.contents += u64::from(call.has_content);
                expected.chunks += call.chunks;
                expected.timed += u64::from(!is_drop);
                expected.cancelled += u64::from(is_drop);
                match step {
                    Step::Finishes { answered_by } => {
                        if let Some(model) = answered_by {
                            call.guard.answered_by(&MODELS[model].into());
                        }
                        call.guard.finished(Some(&Usage::new(1, 2)), zero);
                        expected.tokens += 2;
                    }
                    Step::Fails { kind } => call.guard.failed(ErrorKind::ALL[kind], zero),
                    _ => drop(call),
                }
            }
            check(&metrics.snapshot(), &calls, &expected)?;
        }
        let open: u64 = calls.iter().map(|call| call.sent).sum();
        drop(calls);
        prop_assert_eq!(metrics.snapshot().total.attempts, expected.sent + open);
    }
}
