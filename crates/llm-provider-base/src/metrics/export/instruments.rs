//! [`Instruments`]: what the calls of one operation to one model are told to.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use llm_types::{CallEnd, ErrorKind, ModelId, Operation, Usage};
use metrics::{Counter, Gauge, Histogram, Label, Unit};

use super::super::tally::Tally;
use super::ChunkGaps;
use crate::gen_ai::{self, metric};

/// Calls that are over.
const CALLS: &str = "llm_provider.calls";
/// Calls going on.
const IN_FLIGHT: &str = "llm_provider.calls_in_flight";
/// Requests of calls.
const ATTEMPTS: &str = "llm_provider.attempts";
/// Those of them that were sent because another had failed.
const RETRIES: &str = "llm_provider.retries";
/// Those of them that were begun beside another.
const HEDGES: &str = "llm_provider.hedges";
/// Those of them that may have been billed for nothing.
const MAYBE_BILLED: &str = "llm_provider.maybe_billed";
/// Answers that the service remembered.
const CACHE_HITS: &str = "llm_provider.cache_hits";
/// What calls cost.
const COST: &str = "llm_provider.cost";
/// Parts of the tokens.
const TOKENS: &str = "llm_provider.tokens";

/// How a call ended: `succeeded`, `failed`, `cancelled`; `moved` if it went on to another model.
const OUTCOME: &str = "outcome";
/// How the attempt before a retry had failed.
const REASON: &str = "reason";

/// The instruments of the calls of one operation to one model.
pub(in crate::metrics) struct Instruments {
    labels: Vec<Label>,
    in_flight: Gauge,
    succeeded: Counter,
    cancelled: Counter,
    moved: Counter,
    attempts: Counter,
    hedges: Counter,
    maybe_billed: Counter,
    cache_hits: Counter,
    duration: Histogram,
    first_content: Histogram,
    chunk_gap: Histogram,
    usage: UsageInstruments,
    /// Of failed calls, and of retries, by kind of failure: there may be none.
    failed: Mutex<BTreeMap<ErrorKind, (Counter, Histogram)>>,
    retries: Mutex<BTreeMap<ErrorKind, Counter>>,
}

/// What answers say that they used.
struct UsageInstruments {
    input: Histogram,
    output: Histogram,
    cost: Histogram,
    cache_read: Counter,
    cache_creation: Counter,
    reasoning: Counter,
}

/// One call that is over, as far as it is exported.
pub(in crate::metrics) struct Ended<'a> {
    pub(in crate::metrics) end: CallEnd,
    pub(in crate::metrics) duration: Option<Duration>,
    pub(in crate::metrics) first_content: Option<Duration>,
    /// Set by who has them.
    pub(in crate::metrics) chunk_gaps: Option<&'a ChunkGaps>,
    pub(in crate::metrics) tally: &'a Tally,
    pub(in crate::metrics) is_from_cache: bool,
}

impl Instruments {
    /// Asks the recorder that is installed for the instruments.
    pub(in crate::metrics) fn new(
        provider: &'static str,
        operation: Operation,
        model: Option<&ModelId>,
    ) -> Self {
        let mut labels = vec![
            Label::from_static_parts(gen_ai::PROVIDER_NAME, provider),
            Label::from_static_parts(gen_ai::OPERATION_NAME, operation.as_str()),
        ];
        labels.extend(model.map(|model| Label::new(gen_ai::REQUEST_MODEL, model.to_string())));
        let outcome = |outcome| metrics::counter!(CALLS, with(&labels, OUTCOME, outcome));
        let tokens = |which| metrics::counter!(TOKENS, with(&labels, metric::TOKEN_TYPE, which));
        let used = |which| {
            metrics::histogram!(metric::TOKEN_USAGE, with(&labels, metric::TOKEN_TYPE, which))
        };
        let counter = |name: &'static str| metrics::counter!(name, labels.clone());
        let histogram = |name: &'static str| metrics::histogram!(name, labels.clone());
        Self {
            in_flight: metrics::gauge!(IN_FLIGHT, labels.clone()),
            succeeded: outcome("succeeded"),
            cancelled: outcome("cancelled"),
            moved: outcome("moved"),
            attempts: counter(ATTEMPTS),
            hedges: counter(HEDGES),
            maybe_billed: counter(MAYBE_BILLED),
            cache_hits: counter(CACHE_HITS),
            duration: histogram(metric::OPERATION_DURATION),
            first_content: histogram(metric::TIME_TO_FIRST_CHUNK),
            chunk_gap: histogram(metric::TIME_PER_OUTPUT_CHUNK),
            usage: UsageInstruments {
                input: used(metric::INPUT),
                output: used(metric::OUTPUT),
                cost: histogram(COST),
                cache_read: tokens("cache_read"),
                cache_creation: tokens("cache_creation"),
                reasoning: tokens("reasoning"),
            },
            failed: Mutex::default(),
            retries: Mutex::default(),
            labels,
        }
    }

    /// A call begins.
    pub(in crate::metrics) fn begin(&self) {
        self.in_flight.increment(1.0);
    }

    /// A call that began without a model asks one, in whose account it is from now on.
    pub(super) fn begins_elsewhere(&self) {
        self.in_flight.decrement(1.0);
    }

    /// A call goes on to another model.
    pub(in crate::metrics) fn moves(&self, tally: &Tally) {
        self.in_flight.decrement(1.0);
        self.moved.increment(1);
        self.sent(tally);
    }

    /// A call is over.
    pub(in crate::metrics) fn end(&self, call: &Ended<'_>) {
        self.in_flight.decrement(1.0);
        self.sent(call.tally);
        self.cache_hits.increment(call.is_from_cache.into());
        match call.end {
            CallEnd::Succeeded => {
                self.succeeded.increment(1);
                record(&self.duration, call.duration);
            }
            CallEnd::Failed(kind) => {
                let (calls, durations) = self.failed(kind);
                calls.increment(1);
                record(&durations, call.duration);
            }
            _ => self.cancelled.increment(1),
        }
        record(&self.first_content, call.first_content);
        for (gap, count) in call.chunk_gaps.iter().flat_map(|gaps| gaps.means()) {
            self.chunk_gap.record_many(gap, count);
        }
    }

    /// An answer says what it used.
    #[expect(clippy::cast_precision_loss, reason = "exporters know floats only")]
    pub(in crate::metrics) fn used(&self, usage: &Usage) {
        let instruments = &self.usage;
        instruments.input.record(usage.input_tokens as f64);
        instruments.output.record(usage.output_tokens as f64);
        instruments.cache_read.increment(usage.cache_read_tokens.unwrap_or_default());
        instruments.cache_creation.increment(usage.cache_creation_tokens.unwrap_or_default());
        instruments.reasoning.increment(usage.reasoning_tokens.unwrap_or_default());
        // Exact it is in the snapshot.
        if let Some(cost) = usage.cost.and_then(|cost| cost.to_string().parse::<f64>().ok()) {
            instruments.cost.record(cost);
        }
    }

    fn sent(&self, tally: &Tally) {
        let (attempts, hedges, maybe_billed) = tally.counts();
        self.attempts.increment(attempts.into());
        self.hedges.increment(hedges.into());
        self.maybe_billed.increment(maybe_billed.into());
        for kind in tally.retries() {
            let labels = || with(&self.labels, REASON, kind.as_str());
            of_kind(&self.retries, *kind, || metrics::counter!(RETRIES, labels())).increment(1);
        }
    }

    /// The instruments of a kind of failure.
    fn failed(&self, kind: ErrorKind) -> (Counter, Histogram) {
        of_kind(&self.failed, kind, || {
            let labels = with(&self.labels, gen_ai::ERROR_TYPE, kind.as_str());
            let durations = metrics::histogram!(metric::OPERATION_DURATION, labels.clone());
            (metrics::counter!(CALLS, with(&labels, OUTCOME, "failed")), durations)
        })
    }
}

/// What is known of a kind, or is looked up for it now.
fn of_kind<T: Clone>(
    known: &Mutex<BTreeMap<ErrorKind, T>>,
    kind: ErrorKind,
    look_up: impl FnOnce() -> T,
) -> T {
    let lock = || known.lock().unwrap_or_else(PoisonError::into_inner);
    let found = lock().get(&kind).cloned();
    found.unwrap_or_else(|| {
        let new = look_up();
        lock().entry(kind).or_insert(new).clone()
    })
}

impl std::fmt::Debug for Instruments {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Instruments").field("labels", &self.labels).finish_non_exhaustive()
    }
}

fn record(histogram: &Histogram, duration: Option<Duration>) {
    if let Some(duration) = duration {
        histogram.record(duration);
    }
}

/// The labels, and one more.
fn with(labels: &[Label], name: &'static str, value: &'static str) -> Vec<Label> {
    let more = Label::from_static_parts(name, value);
    labels.iter().cloned().chain([more]).collect()
}

/// Tells the recorder what the instruments are about.
pub(in crate::metrics) fn describe() {
    let seconds = [
        (metric::OPERATION_DURATION, "How long calls took, all attempts together."),
        (metric::TIME_TO_FIRST_CHUNK, "From a call to the first content of its stream."),
        (metric::TIME_PER_OUTPUT_CHUNK, "How long the reader of a stream waited for each chunk."),
    ];
    for (name, description) in seconds {
        metrics::describe_histogram!(name, Unit::Seconds, description);
    }
    metrics::describe_histogram!(metric::TOKEN_USAGE, Unit::Count, "Tokens of calls.");
    metrics::describe_histogram!(COST, "What calls cost, in US dollars.");
    metrics::describe_gauge!(IN_FLIGHT, Unit::Count, "Calls going on.");
    let counts = [
        (CALLS, "Calls that are over, or went on to another model."),
        (ATTEMPTS, "Requests of calls."),
        (RETRIES, "Requests that were sent because the one before had failed."),
        (HEDGES, "Requests that were begun beside one that kept its caller waiting."),
        (MAYBE_BILLED, "Requests that may have been billed and gave nothing."),
        (CACHE_HITS, "Answers that the service had in its cache of responses."),
        (TOKENS, "Tokens that are a part of the others: from a cache, into a cache, of reasoning."),
    ];
    for (name, description) in counts {
        metrics::describe_counter!(name, Unit::Count, description);
    }
}
