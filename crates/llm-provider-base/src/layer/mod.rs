//! [`Layer`]: what stands between an application and a provider.

mod cassette;
mod concurrency;
mod deadline;
mod layered;
mod response_cache;

pub use self::cassette::{Cassette, Recorder, ReplayProvider};
pub use self::concurrency::{ConcurrencyLimit, ConcurrencyStatus};
pub use self::layered::Layered;
pub use self::response_cache::{CacheOutcome, CachePolicy, ResponseCache};

use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;
use llm_types::{
    EmbeddingProvider, EmbeddingRequest, EmbeddingResponse, Provider, ProviderMetrics, Result,
    StandardRequest, StandardResponse, StandardStream,
};

/// Something that stands between an application and a provider, and sees each call: a cache, a
/// limit, a log, a change of what is asked.
///
/// [`LayerExt::layer`] puts it before a provider; what comes out is a provider again, which
/// answers everything but calls as the one beneath does.
///
/// # Writing one
///
/// A layer is asked in place of the provider, and may ask it: once, several times, or not at all.
/// This one gives every call its instructions:
///
/// ```
/// use async_trait::async_trait;
/// use llm_provider_base::{Layer, LayerExt};
/// use llm_types::{Provider, Result, StandardRequest, StandardResponse, StandardStream};
///
/// #[derive(Debug)]
/// struct Instructions(&'static str);
///
/// #[async_trait]
/// impl Layer for Instructions {
///     async fn complete(
///         &self,
///         inner: &dyn Provider,
///         request: StandardRequest,
///     ) -> Result<StandardResponse> {
///         inner.complete(request.with_system(self.0)).await
///     }
///
///     async fn stream(
///         &self,
///         inner: &dyn Provider,
///         request: StandardRequest,
///     ) -> Result<StandardStream> {
///         inner.stream(request.with_system(self.0)).await
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<()> {
/// # use llm_types::{mock::ScriptedProvider, ProviderExt};
/// # use std::sync::Arc;
/// # let scripted = Arc::new(ScriptedProvider::new().then("Servus!"));
/// # let openrouter = Arc::clone(&scripted);
/// let provider = openrouter.layer(Instructions("Answer in Bavarian."));
/// println!("{}", provider.ask("Hello!").await?);
/// # assert_eq!(scripted.requests()[0].messages.len(), 2);
/// # Ok(()) }
/// ```
///
/// What is to happen when an answer is over belongs into what
/// [`wraps`](StandardStream::wrap) its stream, which is dropped at the answer's end, or when the
/// caller drops it. This one measures:
///
/// ```
/// use std::sync::Mutex;
/// use std::time::{Duration, Instant};
///
/// use async_trait::async_trait;
/// use futures::StreamExt as _;
/// use llm_provider_base::{Layer, LayerExt};
/// use llm_types::{
///     Provider, Result, StandardRequest, StandardResponse, StandardStream, StreamEvent,
/// };
///
/// #[derive(Debug, Default)]
/// struct Slowest(std::sync::Arc<Mutex<Duration>>);
///
/// #[async_trait]
/// impl Layer for Slowest {
///     async fn complete(
///         &self,
///         inner: &dyn Provider,
///         request: StandardRequest,
///     ) -> Result<StandardResponse> {
///         self.stream(inner, request).await?.collect().await
///     }
///
///     async fn stream(
///         &self,
///         inner: &dyn Provider,
///         request: StandardRequest,
///     ) -> Result<StandardStream> {
///         let (slowest, began) = (self.0.clone(), Instant::now());
///         let stream = inner.stream(request).await?;
///         Ok(stream.wrap(|items| {
///             items.inspect(move |item| {
///                 if matches!(item, Ok(StreamEvent::Finished(_))) {
///                     let mut slowest = slowest.lock().unwrap();
///                     *slowest = began.elapsed().max(*slowest);
///                 }
///             })
///         }))
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<()> {
/// # use llm_types::{mock::ScriptedProvider, ProviderExt};
/// # let openrouter = ScriptedProvider::new().then("Hello!");
/// let slowest = Slowest::default();
/// let figure = slowest.0.clone();
/// let provider = openrouter.layer(slowest);
/// provider.ask("Hello!").await?;
/// println!("{:?}", figure.lock().unwrap());
/// # assert!(!figure.lock().unwrap().is_zero());
/// # Ok(()) }
/// ```
#[async_trait]
pub trait Layer: Debug + Send + Sync + 'static {
    /// Answers in place of `inner`: [`ChatProvider::complete`](llm_types::ChatProvider::complete).
    ///
    /// # Errors
    ///
    /// Those of `inner`, and the layer's own.
    async fn complete(
        &self,
        inner: &dyn Provider,
        request: StandardRequest,
    ) -> Result<StandardResponse>;

    /// Answers in place of `inner`: [`ChatProvider::stream`](llm_types::ChatProvider::stream).
    ///
    /// # Errors
    ///
    /// Those of `inner`, and the layer's own.
    async fn stream(
        &self,
        inner: &dyn Provider,
        request: StandardRequest,
    ) -> Result<StandardStream>;

    /// Answers in place of `inner`, where that makes vectors. Unless said otherwise, `inner` does.
    ///
    /// # Errors
    ///
    /// Those of `inner`, and the layer's own.
    async fn embed(
        &self,
        inner: &dyn EmbeddingProvider,
        request: EmbeddingRequest,
    ) -> Result<EmbeddingResponse> {
        inner.embed(request).await
    }

    /// The figures of what is beneath, with the layer's own. Unless said otherwise, it has none.
    fn metrics(&self, inner: ProviderMetrics) -> ProviderMetrics {
        inner
    }

    /// The provider was configured anew, or logged in or out, through this layer: what the layer
    /// remembers of it may no longer hold. Unless said otherwise, it remembers nothing.
    fn reset(&self) {}
}

/// A layer that several hold: to ask it for its figures, or to put one limit before two providers.
#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl<L: Layer + ?Sized> Layer for Arc<L> {
    async fn complete(
        &self,
        inner: &dyn Provider,
        request: StandardRequest,
    ) -> Result<StandardResponse> {
        (**self).complete(inner, request).await
    }

    async fn stream(
        &self,
        inner: &dyn Provider,
        request: StandardRequest,
    ) -> Result<StandardStream> {
        (**self).stream(inner, request).await
    }

    async fn embed(
        &self,
        inner: &dyn EmbeddingProvider,
        request: EmbeddingRequest,
    ) -> Result<EmbeddingResponse> {
        (**self).embed(inner, request).await
    }

    fn metrics(&self, inner: ProviderMetrics) -> ProviderMetrics {
        (**self).metrics(inner)
    }

    fn reset(&self) {
        (**self).reset();
    }
}

/// Puts layers before any provider, an `Arc<dyn Provider>` included.
///
/// The layer that was added last is asked first:
///
/// ```
/// use std::sync::Arc;
///
/// use llm_provider_base::{ConcurrencyLimit, LayerExt};
/// use llm_types::Provider;
///
/// fn careful(provider: Arc<dyn Provider>) -> Arc<dyn Provider> {
///     let of_one_model = ConcurrencyLimit::new(4).per_model();
///     Arc::new(provider.layer(of_one_model).layer(ConcurrencyLimit::new(16)))
/// }
/// ```
pub trait LayerExt: Provider + Sized {
    /// This provider, with `layer` before it.
    fn layer<L: Layer>(self, layer: L) -> Layered<L, Self> {
        Layered::new(layer, self)
    }
}

impl<P: Provider> LayerExt for P {}
