//! [`play`]: a recorded call, made again.

use std::sync::Arc;
use std::time::Duration;

use futures::stream;
use llm_types::{
    Accumulator, Error, ErrorKind, Operation, Receipt, Result, StandardResponse, StandardStream,
    StreamEvent,
};
use tokio::time::Instant;

use super::line::{End, Line, Moment};
use crate::Clock;

/// Whether what was recorded takes its time.
#[derive(Debug, Clone)]
pub(super) enum Gaps {
    None,
    /// As long as it took, or until the time of the call is over.
    Recorded {
        clock: Arc<dyn Clock>,
        until: Option<Instant>,
    },
}

impl Gaps {
    /// In a call that begins now, and may take so long.
    pub(super) fn within(&self, timeout: Option<Duration>) -> Self {
        match self {
            Self::None => Self::None,
            Self::Recorded { clock, until: _ } => Self::Recorded {
                clock: Arc::clone(clock),
                until: timeout.and_then(|timeout| clock.now().checked_add(timeout)),
            },
        }
    }

    /// Waits for what comes next. Fails if it comes after the time of the call, at the end of that.
    async fn wait(&self, duration: Duration) -> Result<()> {
        let Self::Recorded { clock, until } = self else { return Ok(()) };
        if duration.is_zero() {
            return Ok(());
        }
        let left = until.map(|until| until.saturating_duration_since(clock.now()));
        match left.filter(|left| *left < duration) {
            None => {
                clock.sleep(duration).await;
                Ok(())
            }
            Some(left) => {
                clock.sleep(left).await;
                let message = "the recorded answer took longer than the call has time";
                Err(Error::new(ErrorKind::Timeout, message).with_operation(Operation::Chat))
            }
        }
    }
}

/// A recorded call as a whole answer.
pub(super) async fn play_whole(
    line: Line,
    receipt: Receipt,
    gaps: Gaps,
) -> Result<StandardResponse> {
    let open = begin(&receipt, &line.end);
    let mut tape = Playing::new(line.events.unwrap_or_default(), line.end_after, line.end, gaps);
    let result = loop {
        match tape.next().await {
            Ok(StreamEvent::Finished(answer)) => break Ok(*answer),
            Ok(_) => {}
            Err(error) => break Err(error),
        }
    };
    open.close(result.is_ok());
    result
}

/// A recorded call as a stream.
pub(super) async fn play(line: Line, receipt: Receipt, gaps: Gaps) -> Result<StandardStream> {
    let open = begin(&receipt, &line.end);
    let Line { events, end, end_after, .. } = line;
    let (events, end_after) = match (events, &end) {
        (Some(events), _) => (events, end_after),
        // The whole answer was asked for, and is given as it would have come.
        (None, End::Answer(answer)) => {
            let mut all: Vec<_> = StandardResponse::clone(answer).into_events();
            all.pop();
            let moments = (0..).zip(all).map(|(place, event)| {
                let after = if place == 0 { end_after } else { Duration::ZERO };
                Moment { after, event }
            });
            let moments: Vec<_> = moments.collect();
            let rest = if moments.is_empty() { end_after } else { Duration::ZERO };
            (moments, rest)
        }
        (None, End::Error(_) | End::Dropped) => {
            let ended = gaps.wait(end_after).await.and_then(|()| end.into_result());
            open.close(false);
            return ended.map(|answer| {
                StandardStream::from_items(answer.into_events().into_iter().map(Ok))
            });
        }
    };
    let mut tape = Playing::new(events, end_after, end, gaps);
    // A stream begins with its first event.
    if let Some(first) = tape.rest.as_mut_slice().first_mut() {
        let after = std::mem::take(&mut first.after);
        if let Err(error) = tape.gaps.wait(after).await {
            open.close(false);
            return Err(error);
        }
    }
    let items = stream::unfold(tape, async |mut tape| Some((tape.next().await, tape)));
    Ok(StandardStream::with_receipt(items, open))
}

/// A recorded call that is being played.
struct Playing {
    rest: std::vec::IntoIter<Moment>,
    end_after: Duration,
    end: Option<End>,
    gaps: Gaps,
    /// What there was so far.
    heard: Accumulator,
}

impl Playing {
    fn new(events: Vec<Moment>, end_after: Duration, end: End, gaps: Gaps) -> Self {
        let (rest, heard) = (events.into_iter(), Accumulator::new());
        Self { rest, end_after, end: Some(end), gaps, heard }
    }

    /// What comes next. After its end it is as if it had been dropped there.
    async fn next(&mut self) -> Result<StreamEvent> {
        let moment = self.rest.next();
        let after = moment.as_ref().map_or(self.end_after, |moment| moment.after);
        if let Err(late) = self.gaps.wait(after).await {
            return Err(self.broken_off(late));
        }
        if let Some(Moment { after: _, event }) = moment {
            // Longer than any answer may be it was not when it was recorded.
            drop(self.heard.push(&event));
            return Ok(event);
        }
        match self.end.take().unwrap_or(End::Dropped) {
            // Who dropped it was told nothing of what had come.
            dropped @ End::Dropped => {
                dropped.into_result().map_err(|error| self.broken_off(error)).map(finished)
            }
            end => end.into_result().map(finished),
        }
    }

    /// The error of an answer that breaks off here.
    fn broken_off(&mut self, error: Error) -> Error {
        let heard = std::mem::replace(&mut self.heard, Accumulator::new());
        if heard.is_empty() { error } else { error.with_partial(heard.into_partial()) }
    }
}

fn finished(answer: StandardResponse) -> StreamEvent {
    StreamEvent::Finished(Box::new(answer))
}

fn begin(receipt: &Receipt, end: &End) -> llm_types::OpenReceipt {
    let open = receipt.begin();
    for attempt in end.attempts() {
        drop(receipt.attempt(attempt.clone()));
    }
    open
}
