//! [`Streaming`]: from the bytes of a reply to items, whatever the items are.

mod alarm;
mod reader;
mod source;

pub use alarm::Alarm;
pub use reader::{ReadFailure, Reader, Step, Terminator};

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures::Stream;
use llm_types::{Result, Retry, StandardResponse, StreamEvent};
use tokio::time::{Instant, Sleep};
use tracing::Span;

use self::source::{Pulled, Source};
use crate::call::{Account, CallPath};
use crate::failure::Failure;
use crate::{Body, Clock};

/// How many frames without content, or pieces of a body, are read before others get their turn.
/// A body that never makes its reader wait would keep its thread, and its timers, for ever.
const PATIENCE: usize = 256;

/// How many items without content are kept until some comes. Each takes much more of the memory
/// than of the stream, and what reads them does not look at the time.
const PREAMBLE: usize = 4096;

/// An answer as it comes. Owns all that lives as long as it: the body, its reader, the account of
/// the call. Dropping it closes the connection and blames nobody.
#[derive(Debug)]
pub struct Streaming<R: Reader> {
    clock: Arc<dyn Clock>,
    /// What is read from; `None` after the end.
    source: Option<Source<R>>,
    /// Items that were read and not yet handed out.
    ready: VecDeque<R::Item>,
    /// The end, once it is known: handed out after the items.
    end: Option<Result<Option<R::Item>, ReadFailure<R>>>,
    /// True once content has been handed out: from then on nothing is tried again.
    committed: bool,
    account: Option<Account<R::Stake>>,
    /// Ends it, if the caller gave the whole of it so much time.
    time: Option<Pin<Box<Sleep>>>,
}

/// What comes next.
enum Next<R: Reader> {
    Item(R::Item),
    /// The end, with the last item if there is one more.
    End(Result<Option<R::Item>, ReadFailure<R>>),
    /// After the end.
    Nothing,
}

impl<R: Reader> Streaming<R> {
    /// Reads the reply, which is a stream of events.
    pub fn new(path: &CallPath, body: Body, reader: R) -> Self {
        let source = Some(Source::new(path, body, reader));
        Self {
            clock: Arc::clone(&path.clock),
            source,
            ready: VecDeque::new(),
            end: None,
            committed: false,
            account: None,
            time: None,
        }
    }

    /// Hands out what came whole.
    pub fn ready(path: &CallPath, items: impl IntoIterator<Item = R::Item>) -> Self {
        let (ready, end) = (items.into_iter().collect(), Some(Ok(None)));
        let clock = Arc::clone(&path.clock);
        Self { clock, source: None, ready, end, committed: true, account: None, time: None }
    }

    /// Waits for the first content, or for the end of an answer without any. What fails before it
    /// is a failure of the attempt; what comes before it is kept.
    ///
    /// # Errors
    ///
    /// What failed before the first content.
    ///
    /// # Cancel safety
    ///
    /// What was read is lost with the future: drop the stream as well.
    pub async fn commit(&mut self) -> Result<(), ReadFailure<R>> {
        let mut before = VecDeque::new();
        loop {
            match poll_fn(|cx| self.poll_step(cx)).await {
                Next::Item(item) => {
                    let is_content = R::is_content(&item);
                    before.push_back(item);
                    if is_content {
                        break;
                    }
                    if before.len() == PREAMBLE {
                        self.close(Err(Failure::says_nothing()));
                    }
                }
                Next::End(Ok(last)) => {
                    self.end = Some(Ok(last));
                    break;
                }
                Next::End(Err(failure)) => return Err(failure),
                // The end was handed out already.
                Next::Nothing => return Err(Failure::truncated()),
            }
        }
        if let Some(source) = &mut self.source {
            source.reader.committed();
        }
        before.append(&mut self.ready);
        self.ready = before;
        self.committed = true;
        Ok(())
    }

    /// The same, which breaks off at `end` if it is not over by then.
    #[must_use]
    pub fn until(mut self, end: Instant) -> Self {
        self.time = Some(Box::pin(tokio::time::sleep_until(end)));
        self
    }

    /// Takes over what outlives the call, whose first content is there.
    pub fn hand_over(&mut self, mut account: Account<R::Stake>) {
        account.first_content();
        self.account = Some(account);
    }

    /// The next item, or the end.
    fn poll_step(&mut self, cx: &mut Context<'_>) -> Poll<Next<R>> {
        for _ in 0..PATIENCE {
            if let Some(item) = self.ready.pop_front() {
                return Poll::Ready(Next::Item(item));
            }
            if let Some(end) = self.end.take() {
                return Poll::Ready(Next::End(end));
            }
            let Some(source) = &mut self.source else { return Poll::Ready(Next::Nothing) };
            let mut pulled = source.step(&mut self.ready);
            if matches!(pulled, Pulled::Starved) {
                pulled = ready!(source.poll_bytes(cx, &mut self.ready, &*self.clock));
            }
            if let (Some(waited), Some(account)) = (source.take_gap(), &mut self.account) {
                account.chunk(waited);
            }
            match pulled {
                Pulled::Step(Step::Item(item)) => return Poll::Ready(Next::Item(item)),
                Pulled::Step(Step::More) | Pulled::Starved => {}
                Pulled::Step(Step::Done) => self.close(Ok(Terminator::Done)),
                Pulled::Eof => self.close(Ok(Terminator::Eof)),
                Pulled::Step(Step::Failed(failure)) => self.close(Err(failure)),
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    /// Lets go of everything and makes the end.
    fn close(&mut self, end: Result<Terminator, ReadFailure<R>>) {
        let Some(source) = self.source.take() else { return };
        let Source { body, reader, .. } = source;
        // The end of the body often comes a moment after its last event: nobody waits for it. What
        // failed is cancelled, or the service goes on with an answer that nobody reads.
        match end {
            Ok(_) => body.release(),
            Err(_) => drop(body),
        }
        let end =
            end.map_err(|failure| if self.committed { failure.within_answer() } else { failure });
        self.end = Some(reader.end(end));
    }

    /// Dresses the end for the caller.
    fn ended(&mut self, end: Result<Option<R::Item>, ReadFailure<R>>) -> Option<Result<R::Item>> {
        let account = self.account.take();
        let mut failure = match end {
            Ok(mut last) => {
                let answer = last.as_mut().and_then(R::answer);
                match (account, answer) {
                    (Some(account), Some(answer)) => account.answered(answer),
                    (Some(account), None) => drop(account.finished(None, None)),
                    (None, _) => {}
                }
                return last.map(Ok);
            }
            Err(failure) => failure,
        };
        if self.committed {
            failure.error = failure.error.with_retry(Retry::Never);
        }
        Some(Err(match account {
            Some(account) => account.failed(failure),
            None => failure.error,
        }))
    }
}

impl<R: Reader> Stream for Streaming<R> {
    type Item = Result<R::Item>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let span = self.account.as_ref().and_then(Account::span);
        let _entered = span.as_ref().map(Span::enter);
        if let Some(time) = &mut self.time
            && time.as_mut().poll(cx).is_ready()
        {
            self.time = None;
            self.close(Err(Failure::late()));
        }
        Poll::Ready(match ready!(self.poll_step(cx)) {
            Next::Item(item) => Some(Ok(item)),
            Next::End(end) => self.ended(end),
            Next::Nothing => None,
        })
    }
}

impl<R: Reader<Item = StreamEvent>> Streaming<R> {
    /// Reads to the end. At `deadline` the answer breaks off with this failure.
    ///
    /// # Errors
    ///
    /// The failure that ends the stream.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future cancels the call.
    pub async fn whole(
        mut self,
        deadline: Option<Instant>,
        late: impl Fn() -> ReadFailure<R>,
    ) -> Result<StandardResponse> {
        loop {
            let next = poll_fn(|cx| Pin::new(&mut self).poll_next(cx));
            let item = match deadline {
                Some(deadline) => {
                    let Ok(item) = tokio::time::timeout_at(deadline, next).await else {
                        self.close(Err(late()));
                        continue;
                    };
                    item
                }
                None => next.await,
            };
            match item {
                Some(Ok(StreamEvent::Finished(answer))) => return Ok(*answer),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error),
                // The end is an event or a failure, never nothing.
                None => return Err(ReadFailure::<R>::truncated().error),
            }
        }
    }
}

#[cfg(test)]
mod tests;
