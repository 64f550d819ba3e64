//! The body of a reply: a stream of byte chunks that closes its connection when dropped early.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker, ready};

use bytes::Bytes;
use futures::{Stream, StreamExt};

use super::drain_lot::DrainLot;
use super::{TransportError, TransportErrorKind};
use crate::append::append_within;

/// How many chunks [`Body::poll_drain`] throws away before it gives up.
const DRAIN_CHUNKS: usize = 16;

pub(super) type ByteStream = Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>;

/// The body of a reply, as it arrives.
///
/// Ends for good with `None` or with the first error, and lets go of the connection there.
/// A body dropped before its end closes the connection (HTTP/1.1) or resets the stream (HTTP/2):
/// that is how a call is cancelled.
/// A reader that has all it wants and only waits for the end calls [`release`](Self::release) instead.
#[must_use = "dropping a body cancels the reply"]
pub struct Body {
    state: State,
    lot: Option<Arc<DrainLot>>,
}

enum State {
    Full(Bytes),
    Stream(ByteStream),
    Ended,
}

impl Body {
    /// A body that arrives in chunks.
    pub fn new(chunks: impl Stream<Item = Result<Bytes, TransportError>> + Send + 'static) -> Self {
        Self { state: State::Stream(Box::pin(chunks)), lot: None }
    }

    /// A body that is already here.
    pub fn full(bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        let state = if bytes.is_empty() { State::Ended } else { State::Full(bytes) };
        Self { state, lot: None }
    }

    /// A body without a byte.
    pub fn empty() -> Self {
        Self { state: State::Ended, lot: None }
    }

    /// Names where the body waits for its end on [`release`](Self::release).
    pub fn with_drain_lot(mut self, lot: Arc<DrainLot>) -> Self {
        self.lot = Some(lot);
        self
    }

    /// Reads the body to its end.
    ///
    /// # Errors
    ///
    /// [`TransportErrorKind::TooLarge`] as soon as there are more than `limit` bytes after decoding
    /// (a compressed body may be a thousand times larger than what was sent);
    /// otherwise as the body's own chunks.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future drops the body.
    pub async fn collect(self, limit: usize) -> Result<Bytes, TransportError> {
        match self.gather(limit).await {
            (bytes, None) => Ok(bytes),
            (_, Some(error)) => Err(error),
        }
    }

    /// Reads as much of the body as there is, up to `limit` bytes after decoding, and says why that
    /// is not all of it: [`collect`](Self::collect) for who can tell that he has all he needs.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future drops the body.
    pub async fn gather(mut self, limit: usize) -> (Bytes, Option<TransportError>) {
        let mut first = Bytes::new();
        let mut whole = Vec::new();
        let error = loop {
            let chunk = match self.next().await {
                Some(Ok(chunk)) => chunk,
                Some(Err(error)) => break Some(error),
                None => break None,
            };
            if chunk.len() > limit - first.len().max(whole.len()) {
                break Some(TransportError::new(TransportErrorKind::TooLarge));
            }
            // Most replies come in one chunk, which is then handed on without a copy.
            if first.is_empty() && whole.is_empty() {
                first = chunk;
                continue;
            }
            if whole.is_empty() {
                whole = Vec::from(std::mem::take(&mut first));
            }
            append_within(&mut whole, &chunk, limit);
        };
        (if whole.is_empty() { first } else { whole.into() }, error)
    }

    /// Throws away what has arrived, without waiting for more.
    ///
    /// Ready means that the body is at its end, so that its connection can serve the next request.
    /// Pending means that it is not: the rest is on its way, or is more than a few chunks.
    /// In the latter case nothing wakes the task, so this is to be called, not awaited.
    pub fn poll_drain(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        for _ in 0..DRAIN_CHUNKS {
            match ready!(self.poll_next_unpin(cx)) {
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Poll::Ready(()),
            }
        }
        Poll::Pending
    }

    /// Gives the body back when nothing more of it is wanted although its end has not been seen.
    ///
    /// Servers often send the end of a body a moment after its last useful byte.
    /// Waiting for it would hold up the caller and dropping the body would cost the connection,
    /// so the body goes to the transport's [`DrainLot`] until its end has come or it has waited long enough.
    /// Without a lot it is dropped.
    pub fn release(mut self) {
        if self.poll_drain(&mut Context::from_waker(Waker::noop())).is_pending()
            && let (State::Stream(rest), Some(lot)) = (self.state, self.lot)
        {
            lot.park(rest);
        }
    }
}

impl Stream for Body {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let item = match &mut self.state {
            State::Full(bytes) => Some(Ok(std::mem::take(bytes))),
            State::Stream(chunks) => match ready!(chunks.as_mut().poll_next(cx)) {
                Some(Ok(bytes)) => return Poll::Ready(Some(Ok(bytes))),
                end => end,
            },
            State::Ended => None,
        };
        self.state = State::Ended;
        Poll::Ready(item)
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match &self.state {
            State::Full(_) => "full",
            State::Stream(_) => "streaming",
            State::Ended => "ended",
        };
        f.debug_tuple("Body").field(&format_args!("{state}")).finish()
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;
    use futures::stream;

    use super::*;

    fn chunks(parts: &[&'static str]) -> Body {
        let parts: Vec<_> =
            parts.iter().map(|part| Ok(Bytes::from_static(part.as_bytes()))).collect();
        Body::new(stream::iter(parts))
    }

    fn broken() -> TransportError {
        TransportError::new(TransportErrorKind::Interrupted)
    }

    #[test]
    fn collect_joins_the_chunks() {
        let body = chunks(&["ab", "", "cde"]).collect(5).now_or_never().unwrap();
        assert_eq!(body.unwrap(), "abcde");
        assert_eq!(Body::empty().collect(0).now_or_never().unwrap().unwrap(), "");
        assert_eq!(Body::full("ab").collect(2).now_or_never().unwrap().unwrap(), "ab");
    }

    #[test]
    fn collect_stops_at_the_first_byte_over_the_limit() {
        for body in [chunks(&["abc"]), chunks(&["ab", "c"]), Body::full("abc")] {
            let error = body.collect(2).now_or_never().unwrap().unwrap_err();
            assert_eq!(error.kind(), TransportErrorKind::TooLarge);
        }
    }

    #[test]
    fn collect_hands_on_a_single_chunk_without_copying_it() {
        let bytes = Bytes::from(vec![1, 2, 3]);
        let at = bytes.as_ptr();
        let body = Body::new(stream::iter([Ok(bytes)])).collect(3).now_or_never().unwrap();
        assert_eq!(body.unwrap().as_ptr(), at);
    }

    #[test]
    fn collect_gives_up_what_came_before_an_error() {
        let body = Body::new(stream::iter([Ok(Bytes::from_static(b"ab")), Err(broken())]));
        let error = body.collect(10).now_or_never().unwrap().unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Interrupted);
    }

    #[test]
    fn gather_keeps_what_came_before_the_end_whatever_that_was() {
        let broken = || Body::new(stream::iter([Ok(Bytes::from_static(b"ab")), Err(broken())]));
        for (body, bytes, kind) in [
            (chunks(&["a", "b"]), "ab", None),
            (broken(), "ab", Some(TransportErrorKind::Interrupted)),
            (chunks(&["ab", "c", "d"]), "abc", Some(TransportErrorKind::TooLarge)),
            (Body::empty(), "", None),
        ] {
            let (gathered, error) = body.gather(3).now_or_never().unwrap();
            assert_eq!((&*gathered, error.map(|error| error.kind())), (bytes.as_bytes(), kind));
        }
    }

    #[test]
    fn nothing_follows_an_error() {
        let body = Body::new(stream::iter([Err(broken()), Ok(Bytes::from_static(b"ab"))]));
        let items: Vec<_> = StreamExt::collect(body).now_or_never().unwrap();
        assert_eq!(items.len(), 1);
    }

    #[test]
    fn the_connection_is_let_go_at_the_end_and_not_at_the_drop() {
        let held = Arc::new(());
        let witness = Arc::clone(&held);
        let mut body = Body::new(stream::poll_fn(move |_| {
            let end = Arc::strong_count(&held) == 2;
            if end { Poll::Ready(None) } else { Poll::Pending }
        }));
        assert!(body.next().now_or_never().unwrap().is_none());
        assert_eq!(Arc::strong_count(&witness), 1);
        assert!(body.next().now_or_never().unwrap().is_none());
    }

    #[test]
    fn drain_is_ready_at_the_end_and_pending_before_it() {
        let mut cx = Context::from_waker(Waker::noop());
        let part = || Ok(Bytes::from_static(b"x"));

        assert!(chunks(&["a", "b"]).poll_drain(&mut cx).is_ready());
        assert!(Body::full("a").poll_drain(&mut cx).is_ready());
        let mut waiting = Body::new(stream::iter([part()]).chain(stream::pending()));
        assert!(waiting.poll_drain(&mut cx).is_pending());
        let mut endless = Body::new(stream::repeat_with(part));
        assert!(endless.poll_drain(&mut cx).is_pending());
    }
}
