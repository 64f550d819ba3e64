//! [`ConcurrencyLimit`]: so many calls at once, and no more.

mod queue;
mod status;
#[cfg(test)]
mod tests;

pub use self::status::ConcurrencyStatus;

use async_trait::async_trait;
use futures::StreamExt as _;
use llm_types::{
    EmbeddingProvider, EmbeddingRequest, EmbeddingResponse, Error, ModelId, Provider, Result,
    StandardRequest, StandardResponse, StandardStream,
};

use self::queue::{Queue, Slot};
use super::Layer;
use super::deadline::Deadline;

/// A [`Layer`] that lets so many calls through at once, and no more. The others wait in the order
/// in which they came.
///
/// A stream counts until it ends or is dropped. What a call waits is part of its
/// [`timeout`](StandardRequest::timeout). A call that is dropped while it waits was never made, and
/// leaves its place to the next.
///
/// ```
/// use std::sync::Arc;
///
/// use llm_provider_base::{ConcurrencyLimit, LayerExt};
/// # use llm_types::{mock::ScriptedProvider, ProviderExt};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> llm_types::Result<()> {
/// # let local_server = ScriptedProvider::new().then("Hello!");
///
/// // The server computes two answers at once. Whoever finds fifty waiting is told at once.
/// let limit = Arc::new(ConcurrencyLimit::new(2).with_max_waiting(50));
/// let provider = local_server.layer(Arc::clone(&limit));
/// provider.ask("Hello!").await?;
///
/// let status = limit.status();
/// println!("{} under way, {} wait", status.in_flight, status.waiting);
/// # assert_eq!((status.in_flight, status.waiting), (0, 0));
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct ConcurrencyLimit {
    limit: usize,
    max_waiting: usize,
    is_per_model: bool,
    queue: Queue,
}

impl ConcurrencyLimit {
    /// How many may wait, unless said otherwise.
    pub const MAX_WAITING: usize = 1000;

    /// At most `limit` calls at once; at least one.
    pub fn new(limit: usize) -> Self {
        let limit = limit.max(1);
        Self { limit, max_waiting: Self::MAX_WAITING, is_per_model: false, queue: Queue::default() }
    }

    /// So many may wait; with none, whoever finds no room is refused.
    #[must_use]
    pub const fn with_max_waiting(mut self, calls: usize) -> Self {
        self.max_waiting = calls;
        self
    }

    /// The limit holds for each model by itself, and those that wait for one are in nobody else's
    /// way. A call that names no model is one of the provider's default model.
    #[must_use]
    pub const fn per_model(mut self) -> Self {
        self.is_per_model = true;
        self
    }

    /// How many are under way and wait just now, and how it went so far.
    pub fn status(&self) -> ConcurrencyStatus {
        self.queue.status(self.limit)
    }

    /// Waits for room.
    async fn enter(&self, model: Option<ModelId>, deadline: Deadline) -> Result<Slot> {
        let named = model.clone();
        let lane = model.filter(|_| self.is_per_model);
        let entered = match self.queue.enter(lane, self.limit, self.max_waiting) {
            Ok(turn) => deadline.wait(turn).await,
            Err(error) => Err(error),
        };
        entered.map_err(|error| named.into_iter().fold(error, Error::with_model))
    }

    async fn admit(
        &self,
        inner: &dyn Provider,
        request: StandardRequest,
    ) -> Result<(Slot, StandardRequest)> {
        let receipt = request.receipt.clone();
        let deadline = Deadline::of(&request);
        let model = request.model.clone().or_else(|| inner.default_model());
        let admitted = match self.enter(model, deadline).await {
            Ok(slot) => deadline.pass_on(request).map(|request| (slot, request)),
            Err(error) => Err(error),
        };
        if let (Err(_), Some(receipt)) = (&admitted, receipt) {
            receipt.begin().close(false);
        }
        admitted
    }
}

#[async_trait]
impl Layer for ConcurrencyLimit {
    async fn complete(
        &self,
        inner: &dyn Provider,
        request: StandardRequest,
    ) -> Result<StandardResponse> {
        let (_slot, request) = self.admit(inner, request).await?;
        inner.complete(request).await
    }

    async fn stream(
        &self,
        inner: &dyn Provider,
        request: StandardRequest,
    ) -> Result<StandardStream> {
        let (slot, request) = self.admit(inner, request).await?;
        let stream = inner.stream(request).await?;
        Ok(stream.wrap(|items| {
            items.map(move |item| {
                let _held = &slot;
                item
            })
        }))
    }

    async fn embed(
        &self,
        inner: &dyn EmbeddingProvider,
        request: EmbeddingRequest,
    ) -> Result<EmbeddingResponse> {
        let deadline = Deadline::of(&StandardRequest::default());
        let _slot = self.enter(Some(request.model.clone()), deadline).await?;
        inner.embed(request).await
    }
}
