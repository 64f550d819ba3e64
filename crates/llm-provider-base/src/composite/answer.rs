//! [`Answer`]: the stream of the member that won.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures::Stream;
use llm_types::{Error, ErrorKind, Result, StandardStream, StreamEvent};
use tokio::time::{Instant, Sleep, sleep_until};

use super::book::Book;
use super::call::GRACE;

/// The stream of the member that won. Owns all that lives as long as it; dropping it cancels the
/// call.
pub(super) struct Answer {
    /// Read, and not yet handed out.
    ready: VecDeque<StreamEvent>,
    /// Dropped before the book is closed.
    rest: Option<StandardStream>,
    book: Option<Book>,
    /// Ends it, if the member does not.
    time: Option<Pin<Box<Sleep>>>,
}

impl Answer {
    pub(super) fn new(
        book: Book,
        ready: VecDeque<StreamEvent>,
        rest: StandardStream,
        deadline: Option<Instant>,
    ) -> Self {
        let end = deadline.and_then(|deadline| deadline.checked_add(GRACE));
        let time = end.map(|end| Box::pin(sleep_until(end)));
        Self { ready, rest: Some(rest), book: Some(book), time }
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Result<StreamEvent>> {
        if let Some(event) = self.ready.pop_front() {
            return Poll::Ready(Ok(event));
        }
        if let Some(rest) = &mut self.rest {
            match Pin::new(rest).poll_next(cx) {
                Poll::Ready(Some(item)) => return Poll::Ready(item),
                Poll::Ready(None) => {}
                Poll::Pending => {
                    let Some(time) = &mut self.time else { return Poll::Pending };
                    ready!(time.as_mut().poll(cx));
                    let late = "the answer was not over in the time of the call";
                    let error = Error::new(ErrorKind::Timeout, late).with_maybe_billed(true);
                    return Poll::Ready(Err(error));
                }
            }
        }
        Poll::Ready(Err(Error::new(ErrorKind::Interrupted, "the stream had no end")))
    }
}

impl Stream for Answer {
    type Item = Result<StreamEvent>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let mut item = match this.poll_item(cx) {
            Poll::Ready(item) if this.book.is_some() => item,
            Poll::Ready(_) => return Poll::Ready(None),
            Poll::Pending => return Poll::Pending,
        };
        if matches!(item, Ok(StreamEvent::Finished(_)) | Err(_)) {
            this.rest = None;
            if let Some(book) = this.book.take() {
                match &mut item {
                    Ok(StreamEvent::Finished(response)) => book.answered(response),
                    Ok(_) => {}
                    Err(error) => {
                        let broken = error.clone();
                        *error = book.broke_off(broken);
                    }
                }
            }
        }
        Poll::Ready(Some(item))
    }
}
