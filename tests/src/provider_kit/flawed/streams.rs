//! Flaws of streams.

use std::sync::Arc;

use async_trait::async_trait;
use futures::{FutureExt as _, StreamExt as _, stream};
use llm_types::{
    ErrorKind, Provider, Receipt, Result, StandardRequest, StandardStream, StreamEvent,
};

use super::{Flaw, changed};

/// The end of the connection is taken for the end of the answer.
#[derive(Debug)]
pub(super) struct QuietTruncation;

/// What had come, if this is an error of such a kind.
fn come(item: Result<StreamEvent>, kind: ErrorKind) -> Result<StreamEvent> {
    item.or_else(|error| match error.partial() {
        Some(partial) if error.kind() == kind => {
            Ok(StreamEvent::Finished(Box::new(partial.clone())))
        }
        _ => Err(error),
    })
}

#[async_trait]
impl Flaw for QuietTruncation {
    async fn stream(
        &self,
        inner: &Arc<dyn Provider>,
        request: StandardRequest,
    ) -> Result<StandardStream> {
        let stream = inner.stream(request).await?;
        Ok(changed(stream, |item| come(item, ErrorKind::Interrupted)))
    }
}

/// An event with an error in it is an event like others, and the last one.
#[derive(Debug)]
pub(super) struct SwallowedError;

#[async_trait]
impl Flaw for SwallowedError {
    async fn stream(
        &self,
        inner: &Arc<dyn Provider>,
        request: StandardRequest,
    ) -> Result<StandardStream> {
        let stream = inner.stream(request).await?;
        Ok(changed(stream, |item| come(item, ErrorKind::Unavailable)))
    }
}

/// One end where the model stops, and another one where the usage comes.
#[derive(Debug)]
pub(super) struct TwoEnds;

#[async_trait]
impl Flaw for TwoEnds {
    async fn stream(
        &self,
        inner: &Arc<dyn Provider>,
        request: StandardRequest,
    ) -> Result<StandardStream> {
        let stream = inner.stream(request).await?;
        let receipt = stream.receipt().begin();
        let twice = stream.flat_map(|item| {
            let mut items = vec![item];
            if let Some(Ok(StreamEvent::Finished(whole))) = items.first() {
                let mut without_usage = whole.clone();
                without_usage.usage = None;
                items.insert(0, Ok(StreamEvent::Finished(without_usage)));
            }
            stream::iter(items)
        });
        Ok(StandardStream::with_receipt(twice, receipt))
    }
}

/// The loop that tries again does not know that something was handed out.
#[derive(Debug)]
pub(super) struct RetryAfterContent;

#[async_trait]
impl Flaw for RetryAfterContent {
    async fn stream(
        &self,
        inner: &Arc<dyn Provider>,
        request: StandardRequest,
    ) -> Result<StandardStream> {
        let first = inner.stream(request.clone()).await?;
        let receipt = first.receipt().begin();
        let mut request = request;
        request.receipt = None;
        let again = Some((Arc::clone(inner), request));
        let items = stream::unfold((first, again), |(mut stream, again)| async move {
            match (stream.next().await?, again) {
                (Err(_), Some((inner, request))) => {
                    let mut stream = inner.stream(request).await.ok()?;
                    let item = stream.next().await?;
                    Some((item, (stream, None)))
                }
                (item, again) => Some((item, (stream, again))),
            }
        });
        Ok(StandardStream::with_receipt(items, receipt))
    }
}

/// The piece that comes together with the end is thrown away with it.
#[derive(Debug)]
pub(super) struct LostLastPiece;

#[async_trait]
impl Flaw for LostLastPiece {
    async fn stream(
        &self,
        inner: &Arc<dyn Provider>,
        request: StandardRequest,
    ) -> Result<StandardStream> {
        let stream = inner.stream(request).await?;
        let receipt = stream.receipt().begin();
        let items = stream::unfold((stream, None), |(mut stream, mut next)| async move {
            let mut item = match next.take() {
                Some(item) => item,
                None => stream.next().await?,
            };
            if item.as_ref().is_ok_and(|event| event.as_finished().is_none()) {
                next = stream.next().now_or_never().flatten();
                if let Some(Ok(StreamEvent::Finished(_))) = &next {
                    item = next.take()?;
                }
            }
            Some((item, (stream, next)))
        });
        Ok(StandardStream::with_receipt(items, receipt))
    }
}

/// The stream is there before anything was sent, and fails in the reader's hands.
#[derive(Debug)]
pub(super) struct EagerStream;

#[async_trait]
impl Flaw for EagerStream {
    async fn stream(
        &self,
        inner: &Arc<dyn Provider>,
        request: StandardRequest,
    ) -> Result<StandardStream> {
        let inner = Arc::clone(inner);
        let receipt = request.receipt.clone().unwrap_or_default().begin();
        let opened = async move {
            match inner.stream(request).await {
                Ok(stream) => stream.left_stream(),
                Err(error) => stream::iter([Err(error)]).right_stream(),
            }
        };
        Ok(StandardStream::with_receipt(opened.flatten_stream(), receipt))
    }
}

/// What is called a stream is a whole answer, cut into pieces.
#[derive(Debug)]
pub(super) struct Collected;

#[async_trait]
impl Flaw for Collected {
    async fn stream(
        &self,
        inner: &Arc<dyn Provider>,
        request: StandardRequest,
    ) -> Result<StandardStream> {
        let receipt: Receipt = request.receipt.clone().unwrap_or_default();
        let mut stream = inner.stream(request).await?;
        let mut events = Vec::new();
        while let Some(event) = stream.next_event().await? {
            events.push(Ok(event));
        }
        Ok(StandardStream::with_receipt(stream::iter(events), receipt.begin()))
    }
}

/// What had come goes with the stream.
#[derive(Debug)]
pub(super) struct NoPartial;

#[async_trait]
impl Flaw for NoPartial {
    async fn stream(
        &self,
        inner: &Arc<dyn Provider>,
        request: StandardRequest,
    ) -> Result<StandardStream> {
        let stream = inner.stream(request).await?;
        Ok(changed(stream, |item| {
            item.map_err(|mut error| {
                drop(error.take_partial());
                error
            })
        }))
    }
}

/// The first event, which only says who speaks, is a piece as well.
#[derive(Debug)]
pub(super) struct EmptyPieces;

#[async_trait]
impl Flaw for EmptyPieces {
    async fn stream(
        &self,
        inner: &Arc<dyn Provider>,
        request: StandardRequest,
    ) -> Result<StandardStream> {
        let stream = inner.stream(request).await?;
        let receipt = stream.receipt().begin();
        let first = Ok(StreamEvent::Text { choice: 0, text: String::new() });
        Ok(StandardStream::with_receipt(stream::iter([first]).chain(stream), receipt))
    }
}
