//! Flaws of errors.

use std::sync::Arc;

use async_trait::async_trait;
use llm_types::{
    Error, ErrorKind, Provider, Result, Retry, StandardRequest, StandardResponse, StandardStream,
};

use super::Flaw;

/// A refused key is a failure of the service like any other.
#[derive(Debug)]
pub(super) struct FlatKinds;

fn flat(error: Error) -> Error {
    match error.kind() {
        ErrorKind::Authentication => error.with_kind(ErrorKind::Unavailable),
        _ => error,
    }
}

#[async_trait]
impl Flaw for FlatKinds {
    async fn stream(
        &self,
        inner: &Arc<dyn Provider>,
        request: StandardRequest,
    ) -> Result<StandardStream> {
        inner.stream(request).await.map_err(flat)
    }
}

/// To help who looks for a fault, the error shows what was sent.
#[derive(Debug)]
pub(super) struct RepeatedPrompt;

#[async_trait]
impl Flaw for RepeatedPrompt {
    async fn complete(
        &self,
        inner: &dyn Provider,
        request: StandardRequest,
    ) -> Result<StandardResponse> {
        let sent = request
            .messages
            .first()
            .and_then(|it| it.content().first()?.as_text().map(str::to_owned));
        inner.complete(request).await.map_err(|error| {
            let message = format!("{}, for {sent:?}", error.message());
            Error::new(error.kind(), message)
                .with_attempts(error.attempts().to_vec())
                .with_retry(error.retry())
        })
    }
}

/// Every error may pass.
#[derive(Debug)]
pub(super) struct HopefulAdvice;

#[async_trait]
impl Flaw for HopefulAdvice {
    async fn complete(
        &self,
        inner: &dyn Provider,
        request: StandardRequest,
    ) -> Result<StandardResponse> {
        inner.complete(request).await.map_err(|error| error.with_retry(Retry::Backoff))
    }
}

/// There is always a last message.
#[derive(Debug)]
pub(super) struct PanicOnEmpty;

#[async_trait]
impl Flaw for PanicOnEmpty {
    async fn complete(
        &self,
        inner: &dyn Provider,
        request: StandardRequest,
    ) -> Result<StandardResponse> {
        assert!(!request.messages.is_empty(), "there is always a last message");
        inner.complete(request).await
    }
}
