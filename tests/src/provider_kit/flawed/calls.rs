//! Flaws of what is done for a call.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use futures::StreamExt as _;
use llm_types::{
    Error, ErrorKind, Provider, Result, StandardRequest, StandardResponse, StandardStream,
    StreamEvent,
};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::yield_now;

use super::{Flaw, changed};

/// How long a call may take is the client's affair.
#[derive(Debug)]
pub(super) struct IgnoredTimeout;

#[async_trait]
impl Flaw for IgnoredTimeout {
    async fn complete(
        &self,
        inner: &dyn Provider,
        mut request: StandardRequest,
    ) -> Result<StandardResponse> {
        request.timeout = None;
        inner.complete(request).await
    }

    async fn stream(
        &self,
        inner: &Arc<dyn Provider>,
        mut request: StandardRequest,
    ) -> Result<StandardStream> {
        request.timeout = None;
        inner.stream(request).await
    }
}

/// How often a call is sent is the policy's affair.
#[derive(Debug)]
pub(super) struct IgnoredBound;

#[async_trait]
impl Flaw for IgnoredBound {
    async fn stream(
        &self,
        inner: &Arc<dyn Provider>,
        mut request: StandardRequest,
    ) -> Result<StandardStream> {
        request.max_attempts = None;
        inner.stream(request).await
    }
}

/// A request that is refused may be taken the next time.
#[derive(Debug)]
pub(super) struct UselessRetry;

#[async_trait]
impl Flaw for UselessRetry {
    async fn stream(
        &self,
        inner: &Arc<dyn Provider>,
        request: StandardRequest,
    ) -> Result<StandardStream> {
        let mut again = request.clone();
        again.receipt = None;
        match inner.stream(request).await {
            Err(error) if error.kind() == ErrorKind::InvalidRequest => inner.stream(again).await,
            end => end,
        }
    }
}

/// Whoever wants it again asks again.
#[derive(Debug)]
pub(super) struct NeverRetries;

#[async_trait]
impl Flaw for NeverRetries {
    async fn stream(
        &self,
        inner: &Arc<dyn Provider>,
        request: StandardRequest,
    ) -> Result<StandardStream> {
        inner.stream(request.without_retries()).await
    }
}

/// A task of its own reads the answer, whoever still wants it.
#[derive(Debug)]
pub(super) struct GoesOn;

#[async_trait]
impl Flaw for GoesOn {
    async fn stream(
        &self,
        inner: &Arc<dyn Provider>,
        request: StandardRequest,
    ) -> Result<StandardStream> {
        let mut stream = inner.stream(request).await?;
        let receipt = stream.receipt().begin();
        let (sender, receiver) = mpsc::unbounded_channel();
        drop(tokio::spawn(async move {
            while let Some(item) = stream.next().await {
                // Who does not listen any more may come back.
                drop(sender.send(item));
            }
        }));
        let items = futures::stream::unfold(receiver, |mut receiver| async move {
            Some((receiver.recv().await?, receiver))
        });
        Ok(StandardStream::with_receipt(items, receipt))
    }
}

/// One call at a time, and the permit of a stream that is dropped is never given back.
#[derive(Debug)]
pub(super) struct LostPermit(Arc<Semaphore>);

impl LostPermit {
    pub(super) fn new() -> Self {
        Self(Arc::new(Semaphore::new(1)))
    }
}

#[async_trait]
impl Flaw for LostPermit {
    async fn complete(
        &self,
        inner: &dyn Provider,
        request: StandardRequest,
    ) -> Result<StandardResponse> {
        let permit = self.0.acquire().await;
        let end = inner.complete(request).await;
        drop(permit);
        end
    }

    async fn stream(
        &self,
        inner: &Arc<dyn Provider>,
        request: StandardRequest,
    ) -> Result<StandardStream> {
        if let Ok(permit) = self.0.acquire().await {
            permit.forget();
        }
        let permits = Arc::clone(&self.0);
        let opened = inner.stream(request).await.inspect_err(|_| self.0.add_permits(1));
        Ok(changed(opened?, move |item| {
            if matches!(item, Ok(StreamEvent::Finished(_)) | Err(_)) {
                permits.add_permits(1);
            }
            item
        }))
    }
}

/// The answer is kept in the provider until it is handed out.
#[derive(Debug, Default)]
pub(super) struct MixedAnswers(Mutex<Option<StandardResponse>>);

impl MixedAnswers {
    fn keep(&self, response: Option<StandardResponse>) -> Option<StandardResponse> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if response.is_some() {
            *kept = response;
        }
        kept.clone()
    }
}

#[async_trait]
impl Flaw for MixedAnswers {
    async fn complete(
        &self,
        inner: &dyn Provider,
        request: StandardRequest,
    ) -> Result<StandardResponse> {
        let response = inner.complete(request).await?;
        self.keep(Some(response.clone()));
        yield_now().await;
        Ok(self.keep(None).unwrap_or(response))
    }
}

/// An option that is not known is a mistake.
#[derive(Debug)]
pub(super) struct StrictOptions;

#[async_trait]
impl Flaw for StrictOptions {
    async fn complete(
        &self,
        inner: &dyn Provider,
        request: StandardRequest,
    ) -> Result<StandardResponse> {
        if !request.extensions.is_empty() {
            return Err(Error::new(ErrorKind::InvalidRequest, "unknown options"));
        }
        inner.complete(request).await
    }
}
