//! [`Source`]: the body of a streamed reply, and what reads it.

use std::collections::VecDeque;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures::Stream;

use super::{Alarm, ReadFailure, Reader, Step};
use crate::call::{CallPath, Stake};
use crate::failure::Failure;
use crate::{
    Body, Clock, FailureClass, SseDecoder, SseFrame, SseLimits, StreamTimeouts, TransportErrorKind,
};

/// How long the end of a stream is waited for once the service has said that the answer is whole.
const GRACE: Duration = Duration::from_secs(5);

/// The body of a streamed reply, and what reads it.
#[derive(Debug)]
pub(super) struct Source<R> {
    pub(super) body: Body,
    pub(super) reader: R,
    frames: SseDecoder,
    timeouts: StreamTimeouts,
    alarm: Alarm,
    /// How long content has been waited for since it last came.
    waited: Duration,
    /// How long the content was waited for that came last, and was not asked about.
    gap: Option<Duration>,
    /// The service has said that the answer is whole.
    finished: bool,
    /// How many bytes are read at the most, and how many more.
    limit: usize,
    left: usize,
}

/// What a look at the source gave.
pub(super) enum Pulled<R: Reader> {
    Step(Step<R::Item, <R::Stake as Stake>::Blame>),
    /// The frames that came are used up.
    Starved,
    /// The end of the body.
    Eof,
}

impl<R: Reader> Pulled<R> {
    const fn failed(failure: ReadFailure<R>) -> Self {
        Self::Step(Step::Failed(failure))
    }
}

impl<R: Reader> Source<R> {
    pub(super) fn new(path: &CallPath, body: Body, reader: R) -> Self {
        let timeouts = path.timeouts.stream.clone();
        Self {
            body,
            reader,
            frames: SseDecoder::with_limits(limits(path.limits.event)),
            alarm: Alarm::new(timeouts.clone()),
            timeouts,
            waited: Duration::ZERO,
            gap: None,
            finished: false,
            limit: path.limits.answer,
            left: path.limits.answer,
        }
    }

    /// Reads one frame of those that came.
    pub(super) fn step(&mut self, ready: &mut VecDeque<R::Item>) -> Pulled<R> {
        let step = match self.frames.next_frame() {
            Ok(None) => return Pulled::Starved,
            Ok(Some(SseFrame::Event(event))) => self.reader.read(&event, ready),
            // A sign of life, and nothing else.
            Ok(Some(_)) => return Pulled::Step(Step::More),
            Err(error) => {
                let message = format!("an event of the stream is too large: {error}");
                return Pulled::failed(Failure::too_large(message));
            }
        };
        self.note(step, ready)
    }

    /// How long the content was waited for that was just read, if it was content.
    pub(super) const fn take_gap(&mut self) -> Option<Duration> {
        self.gap.take()
    }

    /// The event that the end of the body cut off. Some servers leave the blank line after the last
    /// event out; what is not whole JSON was cut for real, and never came.
    fn unfinished(&mut self, ready: &mut VecDeque<R::Item>) -> Pulled<R> {
        let Some(event) = self.frames.unfinished() else { return Pulled::Starved };
        let is_whole = event.data.trim_ascii() == "[DONE]"
            || serde_json::from_str::<serde::de::IgnoredAny>(&event.data).is_ok();
        if !is_whole {
            return Pulled::Starved;
        }
        let step = self.reader.read(&event, ready);
        self.note(step, ready)
    }

    /// Sets the timers by what was read.
    fn note(
        &mut self,
        step: Option<Step<R::Item, <R::Stake as Stake>::Blame>>,
        ready: &VecDeque<R::Item>,
    ) -> Pulled<R> {
        let Some(step) = step else { return Pulled::Step(Step::More) };
        self.waited += self.alarm.progress();
        if !ready.is_empty() || matches!(step, Step::Item(_)) {
            self.gap = Some(mem::take(&mut self.waited));
        }
        let finished = self.reader.is_finished();
        if finished != self.finished {
            self.finished = finished;
            // Another part of the answer may go on where one has finished.
            self.alarm.restart(self.timeouts.clone());
            if finished {
                self.alarm.only_the_end_is_missing(GRACE);
            }
        }
        Pulled::Step(step)
    }

    /// Waits for bytes, or for the end of the stream.
    pub(super) fn poll_bytes(
        &mut self,
        cx: &mut Context<'_>,
        ready: &mut VecDeque<R::Item>,
        clock: &dyn Clock,
    ) -> Poll<Pulled<R>> {
        match Pin::new(&mut self.body).poll_next(cx) {
            Poll::Ready(Some(Ok(bytes))) => {
                self.alarm.bytes(clock.now());
                let Some(left) = self.left.checked_sub(bytes.len()) else {
                    let limit = self.limit;
                    let message = format!("the stream has more than {limit} bytes");
                    return Poll::Ready(Pulled::failed(Failure::too_large(message)));
                };
                self.left = left;
                self.frames.push(bytes);
                Poll::Ready(Pulled::Step(Step::More))
            }
            Poll::Ready(None) => Poll::Ready(match self.unfinished(ready) {
                Pulled::Starved => Pulled::Eof,
                step => step,
            }),
            // The answer was whole: what is missing is the end of the transfer.
            Poll::Ready(Some(Err(_))) if self.finished => Poll::Ready(Pulled::Eof),
            Poll::Ready(Some(Err(error))) => {
                let is_garbled = error.kind() == TransportErrorKind::Protocol;
                let mut failure = Failure::broken_transfer(error);
                // Before the first content it counts as a failing upstream, and is tried again
                // as one. What is no HTTP is as it was in the head: risked once more.
                if !is_garbled {
                    failure.class = FailureClass::Server;
                }
                Poll::Ready(Pulled::failed(failure))
            }
            Poll::Pending => {
                let timer = ready!(self.alarm.poll(cx, clock));
                // The answer was whole: what is missing is its end.
                if self.finished {
                    return Poll::Ready(Pulled::Eof);
                }
                Poll::Ready(Pulled::failed(Failure::expired(timer)))
            }
        }
    }
}

fn limits(event: usize) -> SseLimits {
    let mut limits = SseLimits::default();
    (limits.max_line, limits.max_event) = (event, event);
    limits
}
