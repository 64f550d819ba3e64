//! [`Source`]: the body of a streamed reply, and what reads it.

use std::collections::VecDeque;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures::Stream;
use llm_provider_base::{Body, FailureClass, SseDecoder, SseFrame, SseLimits, TransportErrorKind};
use llm_types::ErrorKind;
use openrouter_auth::KeyLease;
use openrouter_wire::headers;

use super::{Alarm, Reader};
use crate::client::{Client, Echo, Reply, said};
use crate::error::{Failure, broken_transfer, expired, from_transport};

/// How long the end of a stream is waited for once the service has said that the answer is whole.
const GRACE: Duration = Duration::from_secs(5);

/// The body of a streamed reply, and what reads it.
#[derive(Debug)]
pub(super) struct Source<R> {
    /// What the reply's head says of the answer.
    pub(super) head: headers::Reply,
    pub(super) body: Body,
    pub(super) reader: R,
    pub(super) lease: Option<KeyLease>,
    pub(super) echo: Echo,
    frames: SseDecoder,
    alarm: Alarm,
    /// How long content has been waited for since it last came.
    waited: Duration,
    /// How long the content was waited for that came last, and was not asked about.
    gap: Option<Duration>,
    /// The service has said that the answer is whole.
    finished: bool,
    /// How many more bytes are read.
    left: usize,
}

/// What one frame gave.
pub(crate) enum Step<T> {
    /// One item: the path of most events.
    Item(T),
    /// Items, or none, in `ready`.
    More,
    /// The frames that came are used up.
    Starved,
    /// `[DONE]`.
    Done,
    /// The end of the body.
    Eof,
    Failed(Failure),
}

impl<R: Reader> Source<R> {
    pub(super) fn new(client: &Client, reply: Reply, reader: R) -> Self {
        let Reply { headers: head, body, lease, echo, naming: _ } = reply;
        Self {
            head: said(&head),
            body,
            reader,
            lease,
            echo,
            frames: SseDecoder::with_limits(limits(client.limits.event)),
            alarm: Alarm::new(client.timeouts.stream.clone()),
            waited: Duration::ZERO,
            gap: None,
            finished: false,
            left: client.limits.answer,
        }
    }

    /// Reads one frame of those that came.
    pub(super) fn step(&mut self, ready: &mut VecDeque<R::Item>, client: &Client) -> Step<R::Item> {
        let step = match self.frames.next_frame() {
            Ok(None) => return Step::Starved,
            Ok(Some(SseFrame::Event(event))) => self.reader.read(&event, ready, client),
            // A sign of life, and nothing else.
            Ok(Some(_)) => return Step::More,
            Err(error) => {
                let message = format!("an event of the stream is too large: {error}");
                return Step::Failed(too_large(message));
            }
        };
        self.note(step, ready, client)
    }

    /// How long the content was waited for that was just read, if it was content.
    pub(super) const fn take_gap(&mut self) -> Option<Duration> {
        self.gap.take()
    }

    /// The event that the end of the body cut off. Some servers leave the blank line after the last
    /// event out; what is not whole JSON was cut for real, and never came.
    fn unfinished(&mut self, ready: &mut VecDeque<R::Item>, client: &Client) -> Step<R::Item> {
        let Some(event) = self.frames.unfinished() else { return Step::Starved };
        let is_whole = event.data.trim_ascii() == "[DONE]"
            || serde_json::from_str::<serde::de::IgnoredAny>(&event.data).is_ok();
        if !is_whole {
            return Step::Starved;
        }
        let step = self.reader.read(&event, ready, client);
        self.note(step, ready, client)
    }

    /// Sets the timers by what was read.
    fn note(
        &mut self,
        step: Option<Step<R::Item>>,
        ready: &VecDeque<R::Item>,
        client: &Client,
    ) -> Step<R::Item> {
        let Some(step) = step else { return Step::More };
        self.waited += self.alarm.progress();
        if !ready.is_empty() || matches!(step, Step::Item(_)) {
            self.gap = Some(mem::take(&mut self.waited));
        }
        let finished = self.reader.is_finished();
        if finished != self.finished {
            self.finished = finished;
            // Another part of the answer may go on where one has finished.
            self.alarm.restart(client.timeouts.stream.clone());
            if finished {
                self.alarm.only_the_end_is_missing(GRACE);
            }
        }
        step
    }

    /// Waits for bytes, or for the end of the stream.
    pub(super) fn poll_bytes(
        &mut self,
        cx: &mut Context<'_>,
        ready: &mut VecDeque<R::Item>,
        client: &Client,
    ) -> Poll<Step<R::Item>> {
        match Pin::new(&mut self.body).poll_next(cx) {
            Poll::Ready(Some(Ok(bytes))) => {
                self.alarm.bytes(client.clock.now());
                let Some(left) = self.left.checked_sub(bytes.len()) else {
                    let limit = client.limits.answer;
                    let message = format!("the stream has more than {limit} bytes");
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
            // The answer was whole: what is missing is the end of the transfer.
            Poll::Ready(Some(Err(_))) if self.finished => Poll::Ready(Step::Eof),
            Poll::Ready(Some(Err(error))) => {
                let is_garbled = error.kind() == TransportErrorKind::Protocol;
                let mut failure = broken_transfer(from_transport(error));
                // Before the first content it counts as a failing upstream, and is tried again
                // as one. What is no HTTP is as it was in the head: risked once more.
                if !is_garbled {
                    failure.class = FailureClass::Server;
                }
                Poll::Ready(Step::Failed(failure))
            }
            Poll::Pending => {
                let timer = ready!(self.alarm.poll(cx, &*client.clock));
                // The answer was whole: what is missing is its end.
                if self.finished {
                    return Poll::Ready(Step::Eof);
                }
                Poll::Ready(Step::Failed(expired(timer)))
            }
        }
    }
}

fn limits(event: usize) -> SseLimits {
    let mut limits = SseLimits::default();
    (limits.max_line, limits.max_event) = (event, event);
    limits
}

fn too_large(message: String) -> Failure {
    let mut failure = Failure::fatal(ErrorKind::TooLarge, message);
    failure.error = failure.error.with_maybe_billed(true);
    failure
}
