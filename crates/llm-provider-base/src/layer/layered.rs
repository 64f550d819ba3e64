//! [`Layered`]: a provider with a layer before it.

use std::sync::Arc;

use async_trait::async_trait;
use llm_types::{
    Allowance, AuthConfig, AuthMethod, AuthProvider, Capabilities, ChatProvider,
    CombinedRateLimits, ConfigurableProvider, EmbeddingProvider, EmbeddingRequest,
    EmbeddingResponse, Freshness, HealthProvider, HealthStatus, Model, ModelId, ModelProvider,
    Provider, ProviderConfig, ProviderIdentity, ProviderMetrics, ProviderType, RateLimitInfo,
    RateLimitProvider, Result, StandardRequest, StandardResponse, StandardStream, ToolFormat,
};

use super::Layer;

/// A provider with a layer before it: what [`LayerExt::layer`](super::LayerExt::layer) gives.
///
/// Calls go to the layer, everything else to the provider. The layer adds its figures to the
/// metrics, and is told when the provider is configured, logged in or logged out.
#[derive(Debug, Clone)]
pub struct Layered<L, P> {
    layer: L,
    inner: P,
}

impl<L, P> Layered<L, P> {
    pub(super) const fn new(layer: L, inner: P) -> Self {
        Self { layer, inner }
    }

    /// What is beneath the layer.
    pub const fn inner(&self) -> &P {
        &self.inner
    }
}

#[async_trait]
impl<L: Layer, P: Provider> ChatProvider for Layered<L, P> {
    async fn complete(&self, request: StandardRequest) -> Result<StandardResponse> {
        self.layer.complete(&self.inner, request).await
    }

    async fn stream(&self, request: StandardRequest) -> Result<StandardStream> {
        self.layer.stream(&self.inner, request).await
    }
}

#[async_trait]
impl<L: Layer, P: EmbeddingProvider> EmbeddingProvider for Layered<L, P> {
    async fn embed(&self, request: EmbeddingRequest) -> Result<EmbeddingResponse> {
        self.layer.embed(&self.inner, request).await
    }
}

// Nothing that a trait gains may be answered by its default, where the provider has an own answer.

#[deny(clippy::missing_trait_methods)]
impl<L: Layer, P: ProviderIdentity> ProviderIdentity for Layered<L, P> {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn provider_type(&self) -> ProviderType {
        self.inner.provider_type()
    }

    fn description(&self) -> &str {
        self.inner.description()
    }

    fn capabilities(&self) -> Capabilities {
        self.inner.capabilities()
    }

    fn tool_format(&self) -> ToolFormat {
        self.inner.tool_format()
    }
}

#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl<L: Layer, P: ModelProvider> ModelProvider for Layered<L, P> {
    async fn models(&self) -> Result<Arc<[Model]>> {
        self.inner.models().await
    }

    fn default_model(&self) -> Option<ModelId> {
        self.inner.default_model()
    }

    fn last_used_model(&self) -> Option<ModelId> {
        self.inner.last_used_model()
    }
}

#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl<L: Layer, P: AuthProvider> AuthProvider for Layered<L, P> {
    fn configured_auth(&self) -> Vec<AuthMethod> {
        self.inner.configured_auth()
    }

    fn is_authenticated(&self) -> bool {
        self.inner.is_authenticated()
    }

    async fn authenticate(&self, credentials: AuthConfig) -> Result<()> {
        let result = self.inner.authenticate(credentials).await;
        // Also where it failed: who knows how far it came.
        self.layer.reset();
        result
    }

    async fn logout(&self) -> Result<()> {
        let result = self.inner.logout().await;
        self.layer.reset();
        result
    }
}

#[deny(clippy::missing_trait_methods)]
impl<L: Layer, P: ConfigurableProvider> ConfigurableProvider for Layered<L, P> {
    fn configure(&self, config: ProviderConfig) -> Result<()> {
        let result = self.inner.configure(config);
        self.layer.reset();
        result
    }
}

#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl<L: Layer, P: HealthProvider> HealthProvider for Layered<L, P> {
    async fn test_connectivity(&self, freshness: Freshness) -> Result<()> {
        self.inner.test_connectivity(freshness).await
    }

    async fn health_check(&self) -> HealthStatus {
        self.inner.health_check().await
    }

    fn metrics(&self) -> ProviderMetrics {
        self.layer.metrics(self.inner.metrics())
    }
}

#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl<L: Layer, P: RateLimitProvider> RateLimitProvider for Layered<L, P> {
    async fn rate_limits(&self, freshness: Freshness) -> Result<Allowance> {
        self.inner.rate_limits(freshness).await
    }

    fn tracked_rate_limits(&self, model: Option<ModelId>) -> Vec<RateLimitInfo> {
        self.inner.tracked_rate_limits(model)
    }

    async fn combined_rate_limits(&self, model: Option<ModelId>) -> Result<CombinedRateLimits> {
        self.inner.combined_rate_limits(model).await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::{Duration, SystemTime};

    use llm_types::mock::ScriptedProvider;
    use llm_types::{
        CacheMetrics, Capability, EmbeddingResponse, ErrorKind, HealthState, ProviderExt as _,
    };

    use super::*;
    use crate::LayerExt as _;

    /// Answers by itself, and counts how often it is told to forget.
    #[derive(Debug, Default)]
    struct Parrot(AtomicUsize);

    #[async_trait]
    impl Layer for Parrot {
        async fn complete(
            &self,
            _: &dyn Provider,
            request: StandardRequest,
        ) -> Result<StandardResponse> {
            Ok(StandardResponse::text(request.messages.len().to_string()))
        }

        async fn stream(
            &self,
            inner: &dyn Provider,
            request: StandardRequest,
        ) -> Result<StandardStream> {
            let answer = self.complete(inner, request).await?;
            Ok(StandardStream::from_items(answer.into_events().into_iter().map(Ok)))
        }

        fn metrics(&self, mut inner: ProviderMetrics) -> ProviderMetrics {
            inner.responses.hits += 1;
            inner
        }

        fn reset(&self) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn sick() -> HealthStatus {
        HealthStatus::new(HealthState::Unhealthy, Duration::ZERO, SystemTime::UNIX_EPOCH)
    }

    #[tokio::test]
    async fn a_layer_is_asked_in_place_of_the_provider_and_the_last_one_first() {
        let inner: Arc<dyn Provider> = Arc::new(ScriptedProvider::new());
        let provider = inner.layer(Parrot::default());
        assert_eq!(provider.ask("a").await.unwrap().to_string(), "1");
        let streamed = provider.stream("a".into()).await.unwrap().collect().await.unwrap();
        assert_eq!(streamed.joined_text(), "1");
        assert_eq!(provider.metrics().responses, CacheMetrics::new(1, 0, 0));
        let outer = Arc::new(Parrot::default()) as Arc<dyn Layer>;
        let provider: Arc<dyn Provider> = Arc::new(provider.layer(outer));
        assert_eq!(provider.metrics().responses, CacheMetrics::new(2, 0, 0));
    }

    #[tokio::test]
    async fn everything_but_calls_is_the_providers() {
        let inner = ScriptedProvider::new()
            .with_name("beneath")
            .with_capabilities([Capability::OAuth])
            .with_models([Model::new("a/model")])
            .with_default_model("a/default")
            .with_health(sick())
            .then_embeddings(Ok(EmbeddingResponse::new([vec![1.0]])));
        let provider = inner.layer(Parrot::default());
        assert_eq!((provider.name(), provider.provider_type().as_str()), ("beneath", "beneath"));
        assert_eq!(provider.description(), provider.inner().description());
        assert!(provider.capabilities().has(Capability::OAuth));
        assert_eq!(provider.tool_format(), provider.inner().tool_format());
        assert_eq!(provider.models().await.unwrap().len(), 1);
        assert_eq!(provider.default_model(), Some("a/default".into()));
        assert_eq!(provider.last_used_model(), None);
        assert_eq!(provider.configured_auth(), [AuthMethod::ApiKey]);
        assert_eq!(provider.health_check().await, sick());
        provider.test_connectivity(Freshness::Fresh).await.unwrap_err();
        let limits = provider.rate_limits(Freshness::Cached).await.unwrap_err();
        assert_eq!(limits.kind(), ErrorKind::Unsupported);
        assert!(provider.tracked_rate_limits(None).is_empty());
        let embedded = provider.embed(EmbeddingRequest::new("m", ["x"])).await.unwrap();
        assert_eq!(embedded.vectors, [[1.0]]);
    }

    #[tokio::test]
    async fn a_layer_hears_of_what_changes_the_provider() {
        let layer = Arc::new(Parrot::default());
        let provider = ScriptedProvider::new().layer(Arc::clone(&layer));
        let told = || layer.0.load(Ordering::Relaxed);
        provider.configure(ProviderConfig::new("x").with_model("m")).unwrap();
        assert_eq!((told(), provider.default_model()), (1, Some("m".into())));
        provider.logout().await.unwrap();
        assert_eq!((told(), provider.is_authenticated()), (2, false));
        let keys = AuthConfig::ApiKeys { keys: vec!["key".into()] };
        provider.authenticate(keys).await.unwrap();
        assert_eq!((told(), provider.is_authenticated()), (3, true));
    }
}
