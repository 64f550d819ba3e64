//! [`play`]: a recorded call, made again.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt as _;
use llm_types::{Receipt, Result, StandardResponse, StandardStream, StreamEvent};

use super::line::{End, Line, Moment};
use crate::Clock;

/// Whether what was recorded takes its time.
#[derive(Debug, Clone)]
pub(super) enum Gaps {
    None,
    /// As long as it took.
    Recorded(Arc<dyn Clock>),
}

impl Gaps {
    async fn wait(&self, duration: Duration) {
        match self {
            Self::Recorded(clock) if !duration.is_zero() => clock.sleep(duration).await,
            _ => {}
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
    let moments = line.events.iter().flatten();
    gaps.wait(moments.map(|moment| moment.after).sum::<Duration>() + line.end_after).await;
    let result = line.end.into_result();
    open.close(result.is_ok());
    result
}

/// A recorded call as a stream.
pub(super) async fn play(line: Line, receipt: Receipt, gaps: Gaps) -> Result<StandardStream> {
    let open = begin(&receipt, &line.end);
    let Line { events, end, end_after, .. } = line;
    let (mut events, end_after) = match (events, &end) {
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
            gaps.wait(end_after).await;
            open.close(false);
            return end.into_result().map(|answer| {
                StandardStream::from_items(answer.into_events().into_iter().map(Ok))
            });
        }
    };
    // A stream begins with its first event.
    let waited = match events.first_mut() {
        Some(first) => std::mem::take(&mut first.after),
        None => Duration::ZERO,
    };
    gaps.wait(waited).await;
    let moments = events.into_iter().map(|Moment { after, event }| (after, Ok(event)));
    let last = end.into_result().map(|answer| StreamEvent::Finished(Box::new(answer)));
    let items = futures::stream::iter(moments.chain([(end_after, last)]));
    let items = items.then(move |(after, item)| {
        let gaps = gaps.clone();
        async move {
            gaps.wait(after).await;
            item
        }
    });
    Ok(StandardStream::with_receipt(items, open))
}

fn begin(receipt: &Receipt, end: &End) -> llm_types::OpenReceipt {
    let open = receipt.begin();
    for attempt in end.attempts() {
        drop(receipt.attempt(attempt.clone()));
    }
    open
}
