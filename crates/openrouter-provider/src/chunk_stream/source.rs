//! [`Source`]: the body of a streamed reply, and what reads it.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures::Stream;
use llm_provider_base::{
    Body, FailureClass, SseDecoder, SseEvent, SseFrame, StreamTimer, StreamTimers,
};
use llm_types::{ErrorKind, StreamEvent};
use openrouter_auth::KeyLease;
use openrouter_wire::chat::{ChunkDecoder, Payload};
use openrouter_wire::error::{self, ApiError};
use openrouter_wire::headers;
use tokio::time::Sleep;

use crate::client::{Client, Reply, STREAM_LIMIT};
use crate::convert::ChunkReader;
use crate::error::{Failure, expired, from_api_error, from_transport, malformed, not_understood};

/// How long the end of a stream is waited for once the model has said that it is done.
const GRACE: Duration = Duration::from_secs(5);

/// The body of a streamed reply, and what reads it.
#[derive(Debug)]
pub(super) struct Source {
    /// The generation's id as the reply's head has it, in case no chunk says it.
    pub(super) id: Option<String>,
    pub(super) body: Body,
    pub(super) reader: ChunkReader,
    pub(super) lease: Option<KeyLease>,
    frames: SseDecoder,
    chunks: ChunkDecoder,
    timers: StreamTimers,
    alarm: Option<Pin<Box<Sleep>>>,
    /// The service has said why the model stopped.
    finished: bool,
    /// How many more bytes are read.
    left: usize,
}

/// What one frame gave.
pub(super) enum Step {
    /// Text: the path of most chunks.
    Text(String),
    /// Events, or none, in `ready`.
    More,
    /// The frames that came are used up.
    Starved,
    /// `[DONE]`.
    Done,
    /// The end of the body.
    Eof,
    Failed(Failure),
}

impl Source {
    pub(super) fn new(client: &Client, reply: Reply) -> Self {
        let Reply { headers: head, body, lease } = reply;
        let id = head.get(headers::GENERATION_ID).and_then(|id| id.to_str().ok());
        Self {
            id: id.map(ToOwned::to_owned),
            body,
            reader: ChunkReader::new(),
            lease,
            frames: SseDecoder::new(),
            chunks: ChunkDecoder::new(),
            timers: StreamTimers::new(client.timeouts.stream.clone()),
            alarm: None,
            finished: false,
            left: STREAM_LIMIT,
        }
    }

    /// Reads one frame of those that came.
    pub(super) fn step(&mut self, ready: &mut VecDeque<StreamEvent>, client: &Client) -> Step {
        let step = match self.frames.next_frame() {
            Ok(None) => return Step::Starved,
            Ok(Some(SseFrame::Event(event))) => {
                read(&event, &mut self.chunks, &mut self.reader, ready, client)
            }
            // A sign of life, and nothing else.
            Ok(Some(_)) => return Step::More,
            Err(error) => {
                let message = format!("an event of the stream is too large: {error}");
                return Step::Failed(too_large(message));
            }
        };
        self.note(step, client)
    }

    /// The event that the end of the body cut off. Some servers leave the blank line after the last
    /// event out; what is not whole JSON was cut for real, and never came.
    fn unfinished(&mut self, ready: &mut VecDeque<StreamEvent>, client: &Client) -> Step {
        let Some(event) = self.frames.unfinished() else { return Step::Starved };
        let is_whole = event.data.trim_ascii() == "[DONE]"
            || serde_json::from_str::<serde::de::IgnoredAny>(&event.data).is_ok();
        if !is_whole {
            return Step::Starved;
        }
        let step = read(&event, &mut self.chunks, &mut self.reader, ready, client);
        self.note(step, client)
    }

    /// Sets the timers by what was read.
    fn note(&mut self, step: Option<Step>, client: &Client) -> Step {
        let Some(step) = step else { return Step::More };
        self.timers.progress();
        let finished = self.reader.is_finished();
        if finished != self.finished {
            self.finished = finished;
            // Another choice may go on where one has finished.
            self.timers = StreamTimers::new(client.timeouts.stream.clone());
            if finished {
                self.timers.only_the_end_is_missing(GRACE);
            }
        }
        step
    }

    /// Waits for bytes, or for the end of the stream.
    pub(super) fn poll_bytes(
        &mut self,
        cx: &mut Context<'_>,
        ready: &mut VecDeque<StreamEvent>,
        client: &Client,
    ) -> Poll<Step> {
        match Pin::new(&mut self.body).poll_next(cx) {
            Poll::Ready(Some(Ok(bytes))) => {
                self.timers.bytes(client.clock.now());
                let Some(left) = self.left.checked_sub(bytes.len()) else {
                    let message = format!("the stream has more than {STREAM_LIMIT} bytes");
                    return Poll::Ready(Step::Failed(too_large(message)));
                };
                self.left = left;
                self.frames.push(bytes);
                Poll::Ready(Step::More)
            }
            Poll::Ready(None) => Poll::Ready(match self.unfinished(ready, client) {
                Step::Starved => Step::Eof,
                step => step,
            }),
            // The model was done: what is missing is the end of the transfer.
            Poll::Ready(Some(Err(_))) if self.finished => Poll::Ready(Step::Eof),
            Poll::Ready(Some(Err(error))) => {
                Poll::Ready(Step::Failed(broken_transfer(from_transport(error))))
            }
            Poll::Pending => {
                let timer = ready!(self.poll_alarm(cx, client));
                if self.finished && timer == StreamTimer::Idle {
                    return Poll::Ready(Step::Eof);
                }
                Poll::Ready(Step::Failed(expired(timer)))
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
    failure.class = FailureClass::Server;
    failure
}

/// Reads one event; `None` if it says nothing.
fn read(
    event: &SseEvent<'_>,
    chunks: &mut ChunkDecoder,
    reader: &mut ChunkReader,
    ready: &mut VecDeque<StreamEvent>,
    client: &Client,
) -> Option<Step> {
    let data = &*event.data;
    if data.trim_ascii().is_empty() {
        return None;
    }
    if event.event == "error" {
        let api = api_error(data);
        return Some(Step::Failed(from_api_error(&api, None, None, client.clock.wall())));
    }
    let chunk = match chunks.decode(data) {
        Ok(Payload::Text(text)) if text.is_empty() => return Some(Step::More),
        Ok(Payload::Text(text)) => {
            return Some(match reader.text(&text) {
                Ok(()) => Step::Text(text.into_owned()),
                Err(error) => Step::Failed(malformed(error)),
            });
        }
        Ok(Payload::Done) => return Some(Step::Done),
        Ok(Payload::Chunk(chunk)) => chunk,
        Err(error) => {
            return Some(Step::Failed(not_understood("an event of the stream", error)));
        }
    };
    let step = match reader.chunk(*chunk) {
        Ok(step) => step,
        Err(error) => return Some(Step::Failed(malformed(error))),
    };
    ready.extend(step.events);
    Some(match step.error {
        Some(api) => Step::Failed(from_api_error(&api, None, None, client.clock.wall())),
        None => Step::More,
    })
}

/// The error in an event of that name: in its envelope, bare, or as mere text.
fn api_error(data: &str) -> ApiError {
    if let Ok(error::Body { error, .. }) = openrouter_wire::decode(data.as_bytes()) {
        return error;
    }
    openrouter_wire::decode(data.as_bytes())
        .unwrap_or_else(|_| ApiError { message: Some(data.to_owned()), ..ApiError::default() })
}

fn too_large(message: String) -> Failure {
    let mut failure = Failure::fatal(ErrorKind::TooLarge, message);
    failure.error = failure.error.with_maybe_billed(true);
    failure
}
