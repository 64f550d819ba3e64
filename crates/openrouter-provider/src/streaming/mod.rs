//! [`Streaming`]: from the bytes of a reply to items, whatever the items are.

mod alarm;
mod reader;
mod source;

pub(crate) use alarm::Alarm;
pub(crate) use reader::{Reader, Terminator, api_error};
pub(crate) use source::Step;

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures::Stream;
use llm_types::{Result, Retry};
use openrouter_auth::KeyLease;
use tokio::time::{Instant, Sleep};
use tracing::Span;

use self::source::Source;
use crate::client::{Account, Client, Reply, settle};
use crate::error::{Failure, late, says_nothing, truncated, within_answer};

/// How many frames without content, or pieces of a body, are read before others get their turn.
/// A body that never makes its reader wait would keep its thread, and its timers, for ever.
const PATIENCE: usize = 256;

/// How many items without content are kept until some comes. Each takes much more of the memory
/// than of the stream, and what reads them does not look at the time.
const PREAMBLE: usize = 4096;

/// An answer as it comes. Owns all that lives as long as it: the body, the key's lease, the account
/// of the call. Dropping it closes the connection and blames nobody.
#[derive(Debug)]
pub(crate) struct Streaming<R: Reader> {
    client: Arc<Client>,
    /// What is read from; `None` after the end.
    source: Option<Source<R>>,
    /// Items that were read and not yet handed out.
    ready: VecDeque<R::Item>,
    /// The end, once it is known: handed out after the items.
    end: Option<Result<Option<R::Item>, Failure>>,
    /// True once content has been handed out: from then on nothing is tried again.
    committed: bool,
    account: Option<Account>,
    /// Ends it, if the caller gave the whole of it so much time.
    time: Option<Pin<Box<Sleep>>>,
}

/// What comes next.
enum Next<T> {
    Item(T),
    /// The end, with the last item if there is one more.
    End(Result<Option<T>, Failure>),
    /// After the end.
    Nothing,
}

impl<R: Reader> Streaming<R> {
    /// Reads the reply, which is a stream of events.
    pub(crate) fn new(client: Arc<Client>, reply: Reply, reader: R) -> Self {
        let source = Some(Source::new(&client, reply, reader));
        Self {
            client,
            source,
            ready: VecDeque::new(),
            end: None,
            committed: false,
            account: None,
            time: None,
        }
    }

    /// Hands out what came whole.
    pub(crate) fn ready(client: Arc<Client>, items: impl IntoIterator<Item = R::Item>) -> Self {
        let (ready, end) = (items.into_iter().collect(), Some(Ok(None)));
        Self { client, source: None, ready, end, committed: true, account: None, time: None }
    }

    /// Waits for the first content, or for the end of an answer without any. What fails before it
    /// is a failure of the attempt; what comes before it is kept.
    pub(crate) async fn commit(&mut self) -> Result<(), Failure> {
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
                        self.close(Err(says_nothing()));
                    }
                }
                Next::End(Ok(last)) => {
                    self.end = Some(Ok(last));
                    break;
                }
                Next::End(Err(failure)) => return Err(failure),
                // The end was handed out already.
                Next::Nothing => return Err(truncated()),
            }
        }
        if let Some(Source { lease: Some(lease), .. }) = &mut self.source {
            // The key was taken, however long the rest of the answer is in coming.
            lease.confirm(self.client.clock.now());
        }
        before.append(&mut self.ready);
        self.ready = before;
        self.committed = true;
        Ok(())
    }

    /// The same, which breaks off at `end` if it is not over by then.
    pub(crate) fn until(mut self, end: Instant) -> Self {
        self.time = Some(Box::pin(tokio::time::sleep_until(end)));
        self
    }

    /// Takes over what outlives the call.
    pub(crate) fn hand_over(&mut self, account: Account) {
        self.account = Some(account);
    }

    /// The next item, or the end.
    fn poll_step(&mut self, cx: &mut Context<'_>) -> Poll<Next<R::Item>> {
        for _ in 0..PATIENCE {
            if let Some(item) = self.ready.pop_front() {
                return Poll::Ready(Next::Item(item));
            }
            if let Some(end) = self.end.take() {
                return Poll::Ready(Next::End(end));
            }
            let Some(source) = &mut self.source else { return Poll::Ready(Next::Nothing) };
            let mut step = source.step(&mut self.ready, &self.client);
            if matches!(step, Step::Starved) {
                step = ready!(source.poll_bytes(cx, &mut self.ready, &self.client));
            }
            if let (Some(waited), Some(account)) = (source.take_gap(), &mut self.account) {
                account.guard.chunk(waited);
            }
            match step {
                Step::Item(item) => return Poll::Ready(Next::Item(item)),
                Step::More | Step::Starved => {}
                Step::Done => self.close(Ok(Terminator::Done)),
                Step::Eof => self.close(Ok(Terminator::Eof)),
                Step::Failed(failure) => self.close(Err(failure)),
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    /// Lets go of everything and makes the end.
    pub(crate) fn close(&mut self, end: Result<Terminator, Failure>) {
        let Some(source) = self.source.take() else { return };
        let Source { head, body, reader, lease, echo, .. } = source;
        // The end of the body often comes a moment after its last event: nobody waits for it. What
        // failed is cancelled, or the service goes on with an answer that nobody reads.
        match end {
            Ok(_) => body.release(),
            Err(_) => drop(body),
        }
        let end =
            end.map_err(|failure| if self.committed { within_answer(failure) } else { failure });
        let mut end = reader.end(end, &head);
        // What the service says in the middle of an answer may be an echo as well.
        if let Err(failure) = &mut end {
            echo.take_out_of(&mut failure.error, lease.as_ref().map(KeyLease::key));
        }
        if let Some(lease) = lease {
            settle(lease, end.as_ref().err(), self.client.clock.now());
        }
        self.end = Some(end);
    }

    /// Dresses the end for the caller.
    fn ended(&mut self, end: Result<Option<R::Item>, Failure>) -> Option<Result<R::Item>> {
        let mut account = self.account.take();
        let now = self.client.clock.now();
        let mut failure = match end {
            Ok(mut last) => {
                if let Some(account) = &mut account {
                    account.answered(last.as_ref().and_then(R::model), now);
                }
                R::close(last.as_mut(), account, &self.client);
                return last.map(Ok);
            }
            Err(failure) => failure,
        };
        if self.committed {
            failure.error = failure.error.with_retry(Retry::Never);
        }
        Some(Err(match account {
            Some(account) => account.failed(failure, &self.client),
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
            self.close(Err(late()));
        }
        Poll::Ready(match ready!(self.poll_step(cx)) {
            Next::Item(item) => Some(Ok(item)),
            Next::End(end) => self.ended(end),
            Next::Nothing => None,
        })
    }
}
