//! [`ChunkStream`]: from the bytes of a reply to events.

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures::Stream;
use llm_provider_base::{Body, CallGuard, SseDecoder, SseFrame, StreamTimer, StreamTimers};
use llm_types::{Attempt, ErrorKind, ModelId, Operation, Result, Retry, StreamEvent};
use openrouter_auth::KeyLease;
use openrouter_wire::chat::{ChunkDecoder, Payload};
use openrouter_wire::headers;
use tokio::time::Sleep;

use crate::chat::{broken, finish, settle};
use crate::client::{Client, Reply};
use crate::convert::ChunkReader;
use crate::error::{Failure, expired, from_api_error, from_transport, not_understood, truncated};

/// How long the end of a stream is waited for once the model has said that it is done.
const GRACE: Duration = Duration::from_secs(5);

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

/// What is read from, and what reads it.
#[derive(Debug)]
struct Source {
    /// The generation's id as the reply's head has it, in case no chunk says it.
    id: Option<String>,
    body: Body,
    frames: SseDecoder,
    chunks: ChunkDecoder,
    reader: ChunkReader,
    timers: StreamTimers,
    alarm: Option<Pin<Box<Sleep>>>,
    lease: Option<KeyLease>,
    /// The service has said why the model stopped.
    finished: bool,
}

/// What is said of the call once it ends.
#[derive(Debug)]
struct CallRecord {
    attempts: Vec<Attempt>,
    guard: CallGuard,
    model: Option<ModelId>,
}

/// What one frame gave.
enum Step {
    /// Text: the path of most chunks.
    Text(String),
    /// Events, or none, in `ready`.
    More,
    /// The frames that came are used up.
    Starved,
    /// `[DONE]`.
    Done,
    Failed(Failure),
}

impl ChunkStream {
    /// Reads the reply, which is a stream of events.
    pub(crate) fn new(client: Arc<Client>, reply: Reply) -> Self {
        let Reply { headers: head, body, lease } = reply;
        let id = head.get(headers::GENERATION_ID).and_then(|id| id.to_str().ok());
        let source = Source {
            id: id.map(ToOwned::to_owned),
            body,
            frames: SseDecoder::new(),
            chunks: ChunkDecoder::new(),
            reader: ChunkReader::new(),
            timers: StreamTimers::new(client.timeouts.stream.clone()),
            alarm: None,
            lease,
            finished: false,
        };
        Self {
            client,
            source: Some(source),
            ready: VecDeque::new(),
            end: None,
            committed: false,
            call: None,
        }
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

    /// The next event, or the failure that ends the stream.
    fn poll_step(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<StreamEvent, Failure>>> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Poll::Ready(Some(Ok(event)));
            }
            if let Some(end) = self.end.take() {
                return Poll::Ready(Some(end));
            }
            let Some(source) = &mut self.source else { return Poll::Ready(None) };
            match source.step(&mut self.ready, &self.client) {
                Step::Text(text) => {
                    return Poll::Ready(Some(Ok(StreamEvent::Text { choice: 0, text })));
                }
                Step::More => {}
                Step::Starved => {
                    if let Some(end) = ready!(source.poll_bytes(cx, &self.client)) {
                        self.close(end);
                    }
                }
                Step::Done => self.close(Ok(Terminator::Done)),
                Step::Failed(failure) => self.close(Err(failure)),
            }
        }
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
                if let Some(CallRecord { attempts, guard, model }) = record {
                    guard.failed(error.kind(), now);
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

impl Source {
    /// Reads one frame of those that came.
    fn step(&mut self, ready: &mut VecDeque<StreamEvent>, client: &Client) -> Step {
        let data = match self.frames.next_frame() {
            Ok(None) => return Step::Starved,
            Ok(Some(SseFrame::Event(event))) => event.data,
            // A sign of life, and nothing else.
            Ok(Some(_)) => return Step::More,
            Err(error) => {
                let message = format!("an event of the stream is too large: {error}");
                return Step::Failed(Failure::fatal(ErrorKind::TooLarge, message));
            }
        };
        if data.trim_ascii().is_empty() {
            return Step::More;
        }
        self.timers.progress();
        let chunk = match self.chunks.decode(&data) {
            Ok(Payload::Text(text)) if text.is_empty() => return Step::More,
            Ok(Payload::Text(text)) => {
                return match self.reader.text(&text) {
                    Ok(()) => Step::Text(text.into_owned()),
                    Err(error) => Step::Failed(error.into()),
                };
            }
            Ok(Payload::Done) => return Step::Done,
            Ok(Payload::Chunk(chunk)) => chunk,
            Err(error) => return Step::Failed(not_understood("an event of the stream", error)),
        };
        let step = match self.reader.chunk(*chunk) {
            Ok(step) => step,
            Err(error) => return Step::Failed(error.into()),
        };
        ready.extend(step.events);
        if let Some(api) = step.error {
            return Step::Failed(from_api_error(&api, None, None, client.clock.wall()));
        }
        if !self.finished && self.reader.is_finished() {
            self.finished = true;
            self.timers.only_the_end_is_missing(GRACE);
        }
        Step::More
    }

    /// Waits for bytes. Ready with `None` when some came, else with how the stream ended.
    fn poll_bytes(
        &mut self,
        cx: &mut Context<'_>,
        client: &Client,
    ) -> Poll<Option<Result<Terminator, Failure>>> {
        match Pin::new(&mut self.body).poll_next(cx) {
            Poll::Ready(Some(Ok(bytes))) => {
                self.timers.bytes(client.clock.now());
                self.frames.push(bytes);
                Poll::Ready(None)
            }
            Poll::Ready(None) => {
                // Some servers leave the blank line after the last event out.
                let last = self.frames.unfinished();
                let done = last.is_some_and(|event| event.data.trim_ascii() == "[DONE]");
                let end = if done { Terminator::Done } else { Terminator::Eof };
                Poll::Ready(Some(Ok(end)))
            }
            // The model was done: what is missing is the end of the transfer.
            Poll::Ready(Some(Err(_))) if self.finished => Poll::Ready(Some(Ok(Terminator::Eof))),
            Poll::Ready(Some(Err(error))) => {
                Poll::Ready(Some(Err(broken_transfer(from_transport(error)))))
            }
            Poll::Pending => {
                let timer = ready!(self.poll_alarm(cx, client));
                if self.finished && timer == StreamTimer::Idle {
                    return Poll::Ready(Some(Ok(Terminator::Eof)));
                }
                Poll::Ready(Some(Err(expired(timer))))
            }
        }
    }

    /// Ready when a timer has run out. One alarm serves all timers: it is set anew only where the
    /// next one is due earlier, or when it rings too early.
    fn poll_alarm(&mut self, cx: &mut Context<'_>, client: &Client) -> Poll<StreamTimer> {
        loop {
            let now = client.clock.now();
            let Some(due) = self.timers.wait(now) else { return Poll::Pending };
            if let Some(timer) = self.timers.expired(now) {
                return Poll::Ready(timer);
            }
            let alarm = self.alarm.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(due)));
            if alarm.is_elapsed() || due < alarm.deadline() {
                alarm.as_mut().reset(due);
            }
            ready!(alarm.as_mut().poll(cx));
        }
    }
}

/// The connection broke within an answer.
fn broken_transfer(mut failure: Failure) -> Failure {
    if failure.error.kind() == ErrorKind::Network {
        failure.error = failure.error.with_kind(ErrorKind::Interrupted);
    }
    // Before the first content it counts as a failing upstream, and is tried again as one.
    failure.class = llm_provider_base::FailureClass::Server;
    failure
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
