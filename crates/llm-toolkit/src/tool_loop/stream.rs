//! [`ToolLoopStream`]: a loop as it goes on.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use futures::Stream;
use futures::future::BoxFuture;

use super::{ToolLoopAnswer, ToolLoopError, ToolLoopEvent};

/// A loop as it goes on: a [`Stream`] of [`ToolLoopEvent`]s.
///
/// # Contract
///
/// Any number of events; then exactly one [`ToolLoopEvent::Finished`] *or* exactly one `Err`; then
/// `None` for ever.
///
/// Nothing goes on unless the stream is polled: neither the model's answer is read nor do tools
/// run. They do while the next event is waited for.
///
/// # Cancel safety
///
/// Dropping the stream cancels everything, the model's call and the tools that run. Dropping a
/// future that waits for the next event loses none.
#[must_use = "a stream does nothing until it is polled, and dropping it cancels the loop"]
pub struct ToolLoopStream<'a> {
    /// `None` after the end.
    work: Option<BoxFuture<'a, Result<ToolLoopAnswer, ToolLoopError>>>,
    events: Events,
}

impl<'a> ToolLoopStream<'a> {
    /// Of work that tells what it does to `events`.
    pub(super) fn new(
        work: impl Future<Output = Result<ToolLoopAnswer, ToolLoopError>> + Send + 'a,
        events: Events,
    ) -> Self {
        Self { work: Some(Box::pin(work)), events }
    }

    /// The next event, or `None` after the end.
    ///
    /// # Errors
    ///
    /// The one error of the stream, if the loop ends without an answer.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses nothing.
    pub async fn next_event(&mut self) -> Result<Option<ToolLoopEvent>, ToolLoopError> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await.transpose()
    }
}

impl Stream for ToolLoopStream<'_> {
    type Item = Result<ToolLoopEvent, ToolLoopError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(work) = &mut self.work else { return Poll::Ready(None) };
        match work.as_mut().poll(cx) {
            // Whoever tells something waits until it is taken, so that nothing is left here.
            Poll::Ready(end) => {
                self.work = None;
                let end = end.map(|answer| ToolLoopEvent::Finished(Box::new(answer)));
                Poll::Ready(Some(end))
            }
            Poll::Pending => {
                let event = self.events.slot().take();
                event.map_or(Poll::Pending, |event| Poll::Ready(Some(Ok(event))))
            }
        }
    }
}

impl fmt::Debug for ToolLoopStream<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ToolLoopStream")
            .field("ended", &self.work.is_none())
            .finish_non_exhaustive()
    }
}

/// Where a loop puts its events for whoever reads its stream. It holds one.
#[derive(Clone, Default)]
pub(super) struct Events(Arc<Mutex<Option<ToolLoopEvent>>>);

impl Events {
    /// Hands an event out, and waits until it is taken.
    ///
    /// To be awaited where each poll of the stream comes by, and not in a future that is polled only
    /// when it is woken: taking an event wakes nobody, since the stream polls its work anyway.
    pub(super) async fn send(&self, event: ToolLoopEvent) {
        *self.slot() = Some(event);
        poll_fn(|_| if self.slot().is_some() { Poll::Pending } else { Poll::Ready(()) }).await;
    }

    fn slot(&self) -> MutexGuard<'_, Option<ToolLoopEvent>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
