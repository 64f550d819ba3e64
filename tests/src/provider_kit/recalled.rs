//! [`Recalled`]: makes each call before it is made, so that its answer is one that was remembered.

use std::sync::Arc;

use async_trait::async_trait;
use llm_provider_base::{Cassette, LayerExt as _, Recorder};
use llm_types::{
    AuthConfig, AuthMethod, AuthProvider, Capabilities, ChatProvider, ConfigurableProvider, Error,
    ErrorKind, Freshness, HealthProvider, HealthStatus, Model, ModelId, ModelProvider, Provider,
    ProviderConfig, ProviderIdentity, ProviderMetrics, ProviderType, RateLimitProvider, Result,
    StandardRequest, StandardResponse, StandardStream, ToolFormat,
};
use tempfile::TempDir;

/// Makes each call before it is made, and answers by what was remembered of it.
#[derive(Debug)]
pub(super) struct Recalled {
    inner: Arc<dyn Provider>,
    memory: Memory,
}

#[derive(Debug)]
enum Memory {
    /// The provider has a cache.
    Cache,
    /// A file, which is played.
    Cassette,
}

impl Recalled {
    /// Out of the cache of this provider.
    pub(super) fn cached(inner: Arc<dyn Provider>) -> Self {
        Self { inner, memory: Memory::Cache }
    }

    /// Out of a file in which a call of this provider was recorded.
    pub(super) fn played(inner: Arc<dyn Provider>) -> Self {
        Self { inner, memory: Memory::Cassette }
    }

    /// Makes a call, and gives what remembers it.
    async fn rehearsed(&self, request: &StandardRequest) -> Result<Arc<dyn Provider>> {
        let mut first = request.clone();
        first.receipt = None;
        match self.memory {
            Memory::Cache => {
                self.inner.complete(first).await?;
                Ok(Arc::clone(&self.inner))
            }
            Memory::Cassette => {
                let broken = |error: std::io::Error| {
                    Error::new(ErrorKind::Configuration, "no folder").with_source(error)
                };
                let folder = TempDir::new().map_err(broken)?;
                let path = folder.path().join("call.jsonl");
                let recorded = Arc::clone(&self.inner).layer(Recorder::to(&path)?);
                // How it ends is recorded.
                if let Ok(stream) = recorded.stream(first).await {
                    drop(stream.collect().await);
                }
                Ok(Arc::new(Cassette::open(&path)?.provider()))
            }
        }
    }
}

#[async_trait]
impl ChatProvider for Recalled {
    async fn complete(&self, request: StandardRequest) -> Result<StandardResponse> {
        self.rehearsed(&request).await?.complete(request).await
    }

    async fn stream(&self, request: StandardRequest) -> Result<StandardStream> {
        self.rehearsed(&request).await?.stream(request).await
    }
}

impl ProviderIdentity for Recalled {
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

#[async_trait]
impl ModelProvider for Recalled {
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

#[async_trait]
impl AuthProvider for Recalled {
    fn configured_auth(&self) -> Vec<AuthMethod> {
        self.inner.configured_auth()
    }

    fn is_authenticated(&self) -> bool {
        self.inner.is_authenticated()
    }

    async fn authenticate(&self, credentials: AuthConfig) -> Result<()> {
        self.inner.authenticate(credentials).await
    }

    async fn logout(&self) -> Result<()> {
        self.inner.logout().await
    }
}

impl ConfigurableProvider for Recalled {
    fn configure(&self, config: ProviderConfig) -> Result<()> {
        self.inner.configure(config)
    }
}

#[async_trait]
impl HealthProvider for Recalled {
    async fn test_connectivity(&self, freshness: Freshness) -> Result<()> {
        self.inner.test_connectivity(freshness).await
    }

    async fn health_check(&self) -> HealthStatus {
        self.inner.health_check().await
    }

    fn metrics(&self) -> ProviderMetrics {
        self.inner.metrics()
    }
}

impl RateLimitProvider for Recalled {}
