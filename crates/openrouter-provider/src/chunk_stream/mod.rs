//! [`ChunkStream`]: from the bytes of a reply to events.

mod source;

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures::Stream;
use llm_provider_base::CallGuard;
use llm_types::{
    Attempt, AttemptOutcome, ModelId, Operation, Result, Retry, StandardResponse, StreamEvent,
};
use tokio::time::Instant;

use self::source::{Source, Step};
use crate::client::{Client, Reply, settle};
use crate::ending::{broken, finish};
use crate::error::{Failure, truncated};

/// How many frames without content, or pieces of a body, are read before others get their turn.
/// A body that never makes its reader wait would keep its thread, and its timers, for ever.
const PATIENCE: usize = 256;

/// An answer as it comes. Owns all that lives as long as it: the body, the key's lease, the account
/// of the call. Dropping it closes the connection and blames nobody.
#[derive(Debug)]
pub(crate) struct ChunkStream {
    client: Arc<Client>,
    /// What is read from; `None` after the end.
    source: Option<Source>,
    /// Events that were read and not yet handed out.
    ready: VecDeque<StreamEvent>,
    /// The end, once it is known: handed out after the events.
    end: Option<Result<StreamEvent, Failure>>,
    /// True once content has been handed out: from then on nothing is tried again.
    committed: bool,
    call: Option<CallRecord>,
}

/// What is said of the call once it ends.
#[derive(Debug)]
struct CallRecord {
    attempts: Vec<Attempt>,
    guard: CallGuard,
    model: Option<ModelId>,
}

impl ChunkStream {
    /// Reads the reply, which is a stream of events.
    pub(crate) fn new(client: Arc<Client>, reply: Reply) -> Self {
        let source = Some(Source::new(&client, reply));
        Self { client, source, ready: VecDeque::new(), end: None, committed: false, call: None }
    }

    /// Waits for the first content, or for the end of an answer without any. What fails before it
    /// is a failure of the attempt.
    pub(crate) async fn commit(&mut self) -> Result<(), Failure> {
        let first = poll_fn(|cx| self.poll_step(cx)).await;
        match first {
            Some(Ok(event)) => self.ready.push_front(event),
            Some(Err(failure)) => return Err(failure),
            // The end is an event or a failure, never nothing.
            None => return Err(truncated()),
        }
        self.committed = true;
        Ok(())
    }

    /// Takes over what outlives the call.
    pub(crate) fn hand_over(
        &mut self,
        attempts: Vec<Attempt>,
        guard: CallGuard,
        model: Option<ModelId>,
    ) {
        self.call = Some(CallRecord { attempts, guard, model });
    }

    /// Reads to the end. At `deadline` the answer breaks off with this failure.
    pub(crate) async fn whole(
        mut self,
        deadline: Option<Instant>,
        late: impl Fn() -> Failure,
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
                None => return Err(truncated().error),
            }
        }
    }

    /// The next event, or the failure that ends the stream.
    fn poll_step(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<StreamEvent, Failure>>> {
        for _ in 0..PATIENCE {
            if let Some(event) = self.ready.pop_front() {
                return Poll::Ready(Some(Ok(event)));
            }
            if let Some(end) = self.end.take() {
                return Poll::Ready(Some(end));
            }
            let Some(source) = &mut self.source else { return Poll::Ready(None) };
            let mut step = source.step(&mut self.ready, &self.client);
            if matches!(step, Step::Starved) {
                step = ready!(source.poll_bytes(cx, &mut self.ready, &self.client));
            }
            match step {
                Step::Text(text) => {
                    return Poll::Ready(Some(Ok(StreamEvent::Text { choice: 0, text })));
                }
                Step::More | Step::Starved => {}
                Step::Done => self.close(Ok(Terminator::Done)),
                Step::Eof => self.close(Ok(Terminator::Eof)),
                Step::Failed(failure) => self.close(Err(failure)),
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    /// Lets go of everything and makes the terminal item.
    fn close(&mut self, end: Result<Terminator, Failure>) {
        let Some(source) = self.source.take() else { return };
        let Source { id, body, mut reader, lease, .. } = source;
        reader.set_id(id.as_deref());
        // The end of the body often comes a moment after its last event: nobody waits for it.
        body.release();
        let end = match end {
            Ok(Terminator::Done) => finish(reader),
            Ok(Terminator::Eof) if reader.is_finished() => {
                reader.set_unterminated();
                finish(reader)
            }
            Ok(Terminator::Eof) => Err(broken(truncated(), reader)),
            Err(failure) => Err(broken(failure, reader)),
        };
        if let Some(lease) = lease {
            settle(lease, end.as_ref().err(), self.client.clock.now());
        }
        self.end = Some(end.map(|answer| StreamEvent::Finished(Box::new(answer))));
    }

    /// Dresses the terminal item for the caller.
    fn ended(&mut self, end: Result<StreamEvent, Failure>) -> Result<StreamEvent> {
        let record = self.call.take();
        let now = self.client.clock.now();
        match end {
            Ok(StreamEvent::Finished(mut answer)) => {
                if let Some(CallRecord { attempts, guard, model: _ }) = record {
                    answer.attempts = attempts;
                    guard.finished(answer.usage.as_ref(), now);
                }
                self.client.note_answer(&answer);
                Ok(StreamEvent::Finished(answer))
            }
            Ok(event) => Ok(event),
            Err(Failure { mut error, .. }) => {
                error = error.with_operation(Operation::Chat);
                if self.committed {
                    error = error.with_retry(Retry::Never);
                }
                if let Some(CallRecord { mut attempts, guard, model }) = record {
                    guard.failed(error.kind(), now);
                    // Up to its first content it was a success.
                    if let Some(last) = attempts.last_mut() {
                        last.outcome = AttemptOutcome::Failed(error.kind());
                        last.maybe_billed = error.maybe_billed();
                    }
                    error = error.with_attempts(attempts);
                    if let Some(model) = model {
                        error = error.with_model(model);
                    }
                }
                Err(error)
            }
        }
    }
}

/// How a stream came to its end.
enum Terminator {
    Done,
    Eof,
}

impl Stream for ChunkStream {
    type Item = Result<StreamEvent>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(item) = ready!(self.poll_step(cx)) else { return Poll::Ready(None) };
        let terminal = matches!(item, Ok(StreamEvent::Finished(_)) | Err(_));
        Poll::Ready(Some(match item {
            Ok(event) if !terminal => Ok(event),
            end => self.ended(end),
        }))
    }
}
