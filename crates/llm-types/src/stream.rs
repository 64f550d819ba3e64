//! [`StandardStream`]: an answer as it comes.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use crate::{Error, ErrorKind, OpenReceipt, Receipt, Result, StandardResponse, StreamEvent};

/// An answer as it comes: a [`Stream`] of [`StreamEvent`]s.
///
/// # Contract
///
/// Zero or more deltas; then exactly one [`StreamEvent::Finished`] *or* exactly one `Err`; then
/// `None` for ever. An answer that breaks off is an `Err` with the partial answer in
/// [`Error::partial`], never a quiet end. This type holds every provider to it: after the end it
/// drops what is beneath, and an end without a terminal item becomes an `Err`.
///
/// # Cancel safety
///
/// Dropping the stream cancels the request, and there is nothing else to call. Dropping a future
/// that waits for the next item loses no item.
#[must_use = "a stream does nothing until it is polled, and dropping it cancels the request"]
pub struct StandardStream {
    /// `None` after the terminal item.
    inner: Option<Pin<Box<dyn Stream<Item = Result<StreamEvent>> + Send>>>,
    receipt: Receipt,
    /// Open until the terminal item.
    open: Option<OpenReceipt>,
}

impl StandardStream {
    /// Wraps a provider's stream, and holds it to the contract.
    pub fn new(stream: impl Stream<Item = Result<StreamEvent>> + Send + 'static) -> Self {
        Self::with_receipt(stream, Receipt::new().begin())
    }

    /// The same, for a call that is written down. The stream closes the receipt.
    pub fn with_receipt(
        stream: impl Stream<Item = Result<StreamEvent>> + Send + 'static,
        open: OpenReceipt,
    ) -> Self {
        Self { inner: Some(Box::pin(stream)), receipt: open.receipt(), open: Some(open) }
    }

    /// What is known of the call. It can be read while the stream goes on, and stays when the
    /// stream is dropped: what that did cost can be asked for by what it says. How much it knows of
    /// the attempts is the provider's doing.
    pub fn receipt(&self) -> Receipt {
        self.receipt.clone()
    }

    /// The same call, read through something else: it may count, change or hold back the items, and
    /// lives as long as the stream does. The receipt stays the one that the call has.
    ///
    /// ```
    /// # use llm_types::StandardStream;
    /// use futures::StreamExt as _;
    ///
    /// /// Keeps `token` until the answer is over, or dropped.
    /// fn hold<T: Send + 'static>(stream: StandardStream, token: T) -> StandardStream {
    ///     stream.wrap(|items| {
    ///         items.map(move |item| {
    ///             let _held = &token;
    ///             item
    ///         })
    ///     })
    /// }
    /// ```
    pub fn wrap<S>(mut self, wrap: impl FnOnce(Self) -> S) -> Self
    where
        S: Stream<Item = Result<StreamEvent>> + Send + 'static,
    {
        let receipt = self.receipt();
        let open = self.open.take();
        // An answer that is over stays over.
        let inner = self.inner.is_some().then(|| Box::pin(wrap(self)) as Pin<Box<_>>);
        Self { inner, receipt, open }
    }

    /// A stream of these items, which are all there at once: for mocks and tests.
    pub fn from_items(items: impl IntoIterator<Item = Result<StreamEvent>>) -> Self {
        Self::new(Items(items.into_iter().collect::<Vec<_>>().into_iter()))
    }

    /// The next item, or `None` after the end.
    ///
    /// # Errors
    ///
    /// The one error of the stream, if it fails.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses nothing.
    pub async fn next_event(&mut self) -> Result<Option<StreamEvent>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await.transpose()
    }

    /// Waits for the end and gives the whole answer: what
    /// [`complete`](crate::ChatProvider::complete) would have given.
    ///
    /// # Errors
    ///
    /// The stream's error; what had come is in [`Error::partial`].
    pub async fn collect(mut self) -> Result<StandardResponse> {
        while let Some(event) = self.next_event().await? {
            if let StreamEvent::Finished(response) = event {
                return Ok(*response);
            }
        }
        // Only after the terminal item was taken through `next_event` already.
        Err(Error::new(ErrorKind::Interrupted, "the stream had ended before it was collected"))
    }
}

impl Stream for StandardStream {
    type Item = Result<StreamEvent>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(inner) = &mut self.inner else { return Poll::Ready(None) };
        let item = match inner.as_mut().poll_next(cx) {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(Some(item)) => item,
            Poll::Ready(None) => Err(Error::new(
                ErrorKind::Interrupted,
                "the provider ended the stream without an answer or an error",
            )),
        };
        if matches!(item, Ok(StreamEvent::Finished(_)) | Err(_)) {
            self.inner = None;
            if let Some(open) = self.open.take() {
                open.close(item.is_ok());
            }
        }
        Poll::Ready(Some(item))
    }
}

impl fmt::Debug for StandardStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StandardStream")
            .field("ended", &self.inner.is_none())
            .finish_non_exhaustive()
    }
}

/// Items that are all there.
struct Items(std::vec::IntoIter<Result<StreamEvent>>);

impl Stream for Items {
    type Item = Result<StreamEvent>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CallState;

    fn text(text: &str) -> StreamEvent {
        StreamEvent::Text { choice: 0, text: text.to_owned() }
    }

    #[tokio::test]
    async fn nothing_follows_the_end() {
        let finished = || StreamEvent::Finished(Box::new(StandardResponse::text("a")));
        let items = [text("a"), finished(), text("late"), finished()];
        let mut stream = StandardStream::from_items(items.map(Ok));
        assert!(stream.next_event().await.unwrap().unwrap().as_text().is_some());
        assert!(stream.next_event().await.unwrap().unwrap().as_finished().is_some());
        assert!(stream.next_event().await.unwrap().is_none());
        assert!(stream.next_event().await.unwrap().is_none());
    }

    #[tokio::test]
    async fn a_quiet_end_is_an_error_once() {
        let mut stream = StandardStream::from_items([Ok(text("a"))]);
        assert!(stream.next_event().await.is_ok());
        assert_eq!(stream.next_event().await.unwrap_err().kind(), ErrorKind::Interrupted);
        assert!(stream.next_event().await.unwrap().is_none());
    }

    #[tokio::test]
    async fn a_receipt_outlives_the_stream_and_says_how_it_ended() {
        let finished = || Ok(StreamEvent::Finished(Box::new(StandardResponse::text("a"))));
        let failed = || Err(Error::new(ErrorKind::Timeout, "late"));
        for (end, state) in [
            (Some(finished()), CallState::Answered),
            (Some(failed()), CallState::Failed),
            (None, CallState::Dropped),
        ] {
            let is_dropped = end.is_none();
            let mut stream = StandardStream::from_items([Ok(text("a"))].into_iter().chain(end));
            let receipt = stream.receipt();
            assert_eq!(receipt.state(), CallState::UnderWay);
            stream.next_event().await.unwrap();
            if !is_dropped {
                drop(stream.next_event().await);
            }
            drop(stream);
            assert_eq!(receipt.state(), state);
        }
    }

    #[tokio::test]
    async fn a_wrapped_stream_is_the_same_call() {
        use futures::StreamExt as _;

        let louder = |item: Result<StreamEvent>| {
            item.map(|event| match event {
                StreamEvent::Text { choice, text } => {
                    StreamEvent::Text { choice, text: text.to_uppercase() }
                }
                other => other,
            })
        };
        let items = || StandardResponse::text("a").into_events().into_iter().map(Ok);
        let receipt = Receipt::new();
        let stream = StandardStream::with_receipt(futures::stream::iter(items()), receipt.begin());
        let mut stream = stream.wrap(|items| items.map(louder));
        assert_eq!((stream.receipt(), receipt.state()), (receipt.clone(), CallState::UnderWay));
        assert_eq!(stream.next_event().await.unwrap(), Some(text("A")));
        drop(stream);
        assert_eq!(receipt.state(), CallState::Dropped);

        let mut stream = StandardStream::from_items(items());
        while stream.next_event().await.unwrap().is_some() {}
        let mut stream = stream.wrap(|items| items.map(louder));
        assert_eq!(stream.receipt().state(), CallState::Answered);
        assert_eq!(stream.next_event().await.unwrap(), None, "it had ended");
    }

    #[tokio::test]
    async fn collecting_gives_the_final_answer() {
        let stream = StandardStream::from_items(
            StandardResponse::text("hello").into_events().into_iter().map(Ok),
        );
        assert_eq!(stream.collect().await.unwrap(), StandardResponse::text("hello"));
    }
}
