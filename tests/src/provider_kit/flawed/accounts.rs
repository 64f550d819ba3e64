//! Flaws of what is written down.

use std::sync::Arc;

use async_trait::async_trait;
use llm_types::{
    Provider, ProviderMetrics, Result, StandardRequest, StandardResponse, StandardStream,
};

use super::{Flaw, with_answer};

/// What did not succeed has failed.
#[derive(Debug)]
pub(super) struct DropsAreFailures;

impl Flaw for DropsAreFailures {
    fn metrics(&self, inner: &dyn Provider) -> ProviderMetrics {
        let mut metrics = inner.metrics();
        metrics.total.failed += std::mem::take(&mut metrics.total.cancelled);
        metrics
    }
}

/// A call is counted where it is made, and where it is carried out.
#[derive(Debug)]
pub(super) struct CountedTwice;

impl Flaw for CountedTwice {
    fn metrics(&self, inner: &dyn Provider) -> ProviderMetrics {
        let mut metrics = inner.metrics();
        metrics.total.started *= 2;
        metrics.total.succeeded *= 2;
        metrics
    }
}

/// The caller's receipt is left where it is.
#[derive(Debug)]
pub(super) struct NoReceipt;

#[async_trait]
impl Flaw for NoReceipt {
    async fn complete(
        &self,
        inner: &dyn Provider,
        mut request: StandardRequest,
    ) -> Result<StandardResponse> {
        request.receipt = None;
        inner.complete(request).await
    }
}

/// What was tried is nobody's business.
#[derive(Debug)]
pub(super) struct NoAttempts;

#[async_trait]
impl Flaw for NoAttempts {
    async fn stream(
        &self,
        inner: &Arc<dyn Provider>,
        request: StandardRequest,
    ) -> Result<StandardStream> {
        let stream = inner.stream(request).await;
        let stream = stream.map_err(|error| error.with_attempts(Vec::new()))?;
        Ok(with_answer(stream, |response| response.attempts.clear()))
    }
}
