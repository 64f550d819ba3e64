//! What must be true of every call, as checks of what came of one.
//!
//! Each is a function that says what is wrong, so that it can be shown to see it.

use std::fmt::Debug;
use std::time::Duration;

use futures::{Stream, StreamExt as _};
use integration_tests::Canaries;
use llm_provider_base::StreamTimeouts;
use llm_types::{
    Accumulator, Attempt, AttemptOutcome, CallMetrics, Error, ProviderMetrics, StandardResponse,
    StreamEvent,
};
use openrouter_auth::{ApiKey, KeyState, PoolStatus};
use openrouter_sim::fault::ReceivedRequest;
use tokio::runtime::Handle;
use tokio::time::Instant;

use super::heap::Heap;

/// What is wrong, if anything is.
pub(super) type Verdict = Result<(), String>;

/// What timers are late by, at the most.
const LATE: Duration = Duration::from_millis(10);

/// An answer of more bytes is not looked through.
const LARGE: usize = 1 << 20;

/// How often the client's tasks get their turn, until those that end have ended.
const TURNS: usize = 1000;

fn unless(wrong: bool, what: impl FnOnce() -> String) -> Verdict {
    if wrong { Err(what()) } else { Ok(()) }
}

/// How a call ended.
pub(super) type End = Result<StandardResponse, Error>;

/// Reads a stream: it has exactly one last item, nothing comes after that, and no item takes longer
/// than so long to come.
pub(super) async fn read(
    mut stream: impl Stream<Item = Result<StreamEvent, Error>> + Unpin,
    limits: &StreamTimeouts,
    pause: impl Future<Output = ()>,
    heap: &mut Heap,
) -> Result<(Vec<StreamEvent>, End), String> {
    let (mut events, mut end, mut pause) = (Vec::new(), None, Some(pause));
    let mut waited = Duration::ZERO;
    loop {
        let asked = Instant::now();
        let Some(item) = heap.measure(stream.next()).await else { break };
        waited += asked.elapsed();
        in_time("an item of the stream", asked.elapsed(), limits.progress)?;
        in_time("the stream", waited, limits.total)?;
        unless(end.is_some(), || format!("{item:?} follows the end"))?;
        match item {
            Ok(StreamEvent::Finished(answer)) => end = Some(Ok(*answer)),
            Ok(event) => events.push(event),
            Err(error) => end = Some(Err(error)),
        }
        if let Some(pause) = pause.take() {
            pause.await;
        }
    }
    for _ in 0..3 {
        let item = stream.next().await;
        unless(item.is_some(), || format!("{item:?} comes after the stream was over"))?;
    }
    Ok((events, end.ok_or("the stream has no last item")?))
}

/// Every byte that was delivered was handed over once and in order, and the answer, or what there is
/// of it, says the same.
pub(super) fn delivered(text: &str, events: &[StreamEvent], end: &End) -> Verdict {
    let said: String = events.iter().filter_map(text_of).collect();
    unless(said != text, || format!("{text:?} was delivered, and {said:?} handed over"))?;
    let answer = match end {
        Ok(answer) => Some(answer),
        Err(error) => error.partial(),
    };
    let (said, whole) = (texts(&folded(events)), answer.map(texts).unwrap_or_default());
    unless(whole != said, || format!("{said:?} was handed over, and {whole:?} is in the end"))
}

fn text_of(event: &StreamEvent) -> Option<&str> {
    match event {
        StreamEvent::Text { text, .. } => Some(text),
        _ => None,
    }
}

/// What the events come to.
fn folded(events: &[StreamEvent]) -> StandardResponse {
    let mut sum = Accumulator::new();
    for event in events {
        sum.push(event).unwrap();
    }
    sum.into_partial()
}

/// The text of each choice that has one.
fn texts(answer: &StandardResponse) -> Vec<(u32, String)> {
    let texts = answer.choices.iter().map(|choice| (choice.index, choice.message.joined_text()));
    texts.filter(|(_, text)| !text.is_empty()).collect()
}

/// There is a record of each attempt, in the order of the requests that the server read.
///
/// An attempt that the server did not read has a record, too, but no status.
pub(super) fn records(attempts: &[Attempt], keys: &[&str], is_ok: bool) -> Verdict {
    let mut records = attempts.iter();
    for key in keys {
        let id = ApiKey::new(*key).unwrap().id().to_string();
        let found = records.any(|attempt| attempt.key.as_deref() == Some(&id));
        unless(!found, || format!("no record, in its place, of the request with {id}"))?;
    }
    let answered = attempts.iter().filter(|attempt| attempt.status.is_some()).count();
    unless(answered > keys.len(), || format!("{answered} answers to {} requests", keys.len()))?;
    let succeeded = |attempt: &Attempt| attempt.outcome == AttemptOutcome::Succeeded;
    let alone = attempts.first().is_some_and(|attempt| attempt.is_hedge);
    unless(alone, || "an attempt ran beside one that has no record".to_owned())?;
    let lost = |attempt: &Attempt| attempt.outcome == AttemptOutcome::Lost;
    let beside = |two: &[Attempt]| two[0].is_hedge || two[1].is_hedge;
    let lost = attempts.iter().filter(|attempt| lost(attempt)).count();
    let beaten = attempts.len() > 1 && beside(&attempts[attempts.len() - 2..]);
    unless(lost > usize::from(beaten), || format!("{lost} attempts were broken off"))?;
    // The last one may have run beside the one that succeeded.
    let mut attempts = attempts;
    if let [before @ .., success, last] = attempts
        && succeeded(success)
        && last.is_hedge
    {
        attempts = &attempts[..=before.len()];
    }
    let before = attempts.split_last().map_or(attempts, |(_, before)| before);
    unless(before.iter().any(succeeded), || "an attempt follows one that succeeded".to_owned())?;
    let last = attempts.last().is_some_and(succeeded);
    unless(is_ok && !last, || "the last attempt did not succeed, and the call did".to_owned())
}

/// How long an answer a request asks for: one that was shortened is asked for in other bytes.
pub(super) fn longest_answer(request: &ReceivedRequest) -> Option<u64> {
    serde_json::from_slice::<serde_json::Value>(&request.body).ok()?["max_tokens"].as_u64()
}

/// One call more is counted, as what it was, and with the attempts that it had.
pub(super) fn counted(before: &CallMetrics, after: &CallMetrics, end: &End) -> Verdict {
    let attempts = match end {
        Ok(answer) => answer.attempts.len(),
        Err(error) => error.attempts().len(),
    };
    let ends = |calls: &CallMetrics| [calls.succeeded, calls.failed, calls.cancelled];
    let [succeeded, failed, cancelled] = ends(before);
    let expected = if end.is_ok() {
        [succeeded + 1, failed, cancelled]
    } else {
        [succeeded, failed + 1, cancelled]
    };
    unless(after.started != before.started + 1, || format!("{} calls begun", after.started))?;
    unless(ends(after) != expected, || format!("{:?} calls ended", ends(after)))?;
    let counted = after.attempts - before.attempts;
    let told = u64::try_from(attempts).unwrap();
    unless(counted != told, || format!("{counted} attempts are counted, and {told} recorded"))?;
    let again = after.retries + after.hedges - before.retries - before.hedges;
    unless(again != told.saturating_sub(1), || format!("{again} of them are retries and hedges"))
}

/// What is counted by name is counted by the name of a model that was asked.
pub(super) fn labels(metrics: &ProviderMetrics, asked: &[&str]) -> Verdict {
    let known = |model: &str| asked.contains(&model) || model == "other";
    let stray = metrics.models.iter().find(|model| !known(model.model.as_str()));
    unless(stray.is_some(), || format!("{stray:?} was not asked"))
}

/// What a call holds is given back: no call in flight, no lease out, no probe under way.
pub(super) fn given_back(metrics: &CallMetrics, pool: &PoolStatus) -> Verdict {
    unless(metrics.in_flight != 0, || format!("{} calls in flight", metrics.in_flight))?;
    let keys = pool.keys.iter().map(|key| (key.in_flight, key.state));
    let accounts = pool.accounts.iter().map(|account| (account.in_flight, account.state));
    let kept = |(leases, state)| leases > 0 || state == KeyState::Probing;
    unless(keys.chain(accounts).any(kept), || format!("leases are out: {pool:?}"))
}

/// It took no longer than it may.
pub(super) fn in_time(what: &str, took: Duration, limit: Option<Duration>) -> Verdict {
    let over = limit.is_some_and(|limit| took > limit.saturating_add(LATE));
    unless(over, || format!("{what} took {took:?}, and {limit:?} is the limit"))
}

/// None can be read in any form of it.
pub(super) fn hidden(canaries: &Canaries, what: &str, text: impl AsRef<[u8]>) -> Verdict {
    canaries.find(text.as_ref()).map_or(Ok(()), |leak| Err(format!("{what} shows {leak}")))
}

/// None can be read in what an end prints, with all that it holds.
pub(super) fn hidden_in(canaries: &Canaries, end: &End) -> Verdict {
    let attempts = match end {
        Ok(answer) => &answer.attempts,
        Err(error) => error.attempts(),
    };
    hidden(canaries, "the attempts", serde_json::to_string(attempts).unwrap())?;
    match end {
        // A large one takes long, and holds what the server said and nothing else.
        Ok(answer) if answer.joined_text().len() > LARGE => Ok(()),
        Ok(answer) => hidden(canaries, "the answer", debug(answer)),
        Err(error) => {
            hidden(canaries, "the error", format!("{error} {}", debug(error)))?;
            let mut source = std::error::Error::source(error);
            while let Some(error) = source {
                hidden(canaries, "a source", format!("{error} {}", debug(error)))?;
                source = error.source();
            }
            Ok(())
        }
    }
}

/// Both ways of printing it.
pub(super) fn debug(value: impl Debug) -> String {
    format!("{value:?} {value:#?}")
}

/// No more tasks live than so many, once each had its turn.
pub(super) async fn tasks(at_most: impl Fn() -> usize) -> Verdict {
    let alive = || Handle::current().metrics().num_alive_tasks();
    for _ in 0..TURNS {
        if alive() <= at_most() {
            return Ok(());
        }
        tokio::task::yield_now().await;
    }
    Err(format!("{} tasks live where {} should", alive(), at_most()))
}
