//! The body of a reply: frames, played in time.

use std::{
    collections::VecDeque,
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use hyper::body::{Body, Frame as HttpFrame, SizeHint};
use tokio::time::{Sleep, sleep};

use crate::{frame::Frame, request_log::Ticket};

/// A body that plays its frames one after another.
///
/// It owns the ticket of the request. Dropped before the last frame, it leaves the request
/// marked as cancelled: the client went away.
pub(crate) struct Playback {
    frames: VecDeque<Frame>,
    pause: Option<Pin<Box<Sleep>>>,
    /// Whether what was played so far has had a chance to be sent.
    flushed: bool,
    ticket: Ticket,
}

/// The connection breaks, as it was told to.
#[derive(Debug, thiserror::Error)]
#[error("the simulator cut the connection")]
pub(crate) struct ConnectionCut;

impl Playback {
    pub(crate) fn new(frames: Vec<Frame>, ticket: Ticket) -> Self {
        let mut playback = Self { frames: frames.into(), pause: None, flushed: false, ticket };
        playback.finish_if_empty();
        playback
    }

    fn finish_if_empty(&mut self) {
        if self.frames.is_empty() {
            self.ticket.finish();
        }
    }

    /// Waits for the pause that was begun, if there is one.
    fn poll_pause(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if let Some(pause) = self.pause.as_mut() {
            ready!(pause.as_mut().poll(cx));
            self.pause = None;
        }
        Poll::Ready(())
    }

    fn begin_pause(&mut self, wait: Duration) {
        if !wait.is_zero() {
            self.flushed = false;
            self.pause = Some(Box::pin(sleep(wait)));
        }
    }
}

impl Body for Playback {
    type Data = Bytes;
    type Error = ConnectionCut;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<HttpFrame<Bytes>, ConnectionCut>>> {
        loop {
            ready!(self.poll_pause(cx));
            match self.frames.front() {
                None => return Poll::Ready(None),
                Some(Frame::Hang) => return Poll::Pending,
                // hyper sends what it has only when it is made to wait, and nothing once a body
                // fails. Without this the client would miss what came before the cut.
                Some(Frame::Cut) if !self.flushed => {
                    self.flushed = true;
                    cx.waker().wake_by_ref();
                    return Poll::Pending;
                }
                Some(_) => {}
            }
            let Some(frame) = self.frames.pop_front() else { return Poll::Ready(None) };
            self.finish_if_empty();
            match frame {
                Frame::Wait(wait) => self.begin_pause(wait),
                Frame::Cut => return Poll::Ready(Some(Err(ConnectionCut))),
                frame => {
                    if let Some(bytes) = frame.bytes() {
                        return Poll::Ready(Some(Ok(HttpFrame::data(bytes))));
                    }
                }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.frames.is_empty() && self.pause.is_none()
    }

    /// Unknown, so that every body is chunked, as the service's are.
    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
    }
}

impl fmt::Debug for Playback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Playback").field("frames", &self.frames.len()).finish_non_exhaustive()
    }
}
