//! Every trait holds for `Arc`s and `Box`es of what implements it.

use std::sync::Arc;

use async_trait::async_trait;

use crate::{
    Allowance, AuthConfig, AuthMethod, AuthProvider, Capabilities, ChatProvider,
    CombinedRateLimits, ConfigurableProvider, EmbeddingProvider, EmbeddingRequest,
    EmbeddingResponse, Freshness, HealthProvider, HealthStatus, Model, ModelId, ModelProvider,
    ProviderConfig, ProviderIdentity, ProviderMetrics, ProviderType, RateLimitInfo,
    RateLimitProvider, Result, StandardRequest, StandardResponse, StandardStream, ToolFormat,
};

macro_rules! delegate {
    ($pointer:ident) => {
        #[deny(clippy::missing_trait_methods)]
        impl<T: ProviderIdentity + ?Sized> ProviderIdentity for $pointer<T> {
            fn name(&self) -> &str {
                (**self).name()
            }

            fn provider_type(&self) -> ProviderType {
                (**self).provider_type()
            }

            fn description(&self) -> &str {
                (**self).description()
            }

            fn capabilities(&self) -> Capabilities {
                (**self).capabilities()
            }

            fn tool_format(&self) -> ToolFormat {
                (**self).tool_format()
            }
        }

        #[deny(clippy::missing_trait_methods)]
        #[async_trait]
        impl<T: ChatProvider + ?Sized> ChatProvider for $pointer<T> {
            async fn complete(&self, request: StandardRequest) -> Result<StandardResponse> {
                (**self).complete(request).await
            }

            async fn stream(&self, request: StandardRequest) -> Result<StandardStream> {
                (**self).stream(request).await
            }
        }

        #[deny(clippy::missing_trait_methods)]
        #[async_trait]
        impl<T: EmbeddingProvider + ?Sized> EmbeddingProvider for $pointer<T> {
            async fn embed(&self, request: EmbeddingRequest) -> Result<EmbeddingResponse> {
                (**self).embed(request).await
            }
        }

        #[deny(clippy::missing_trait_methods)]
        #[async_trait]
        impl<T: ModelProvider + ?Sized> ModelProvider for $pointer<T> {
            async fn models(&self) -> Result<Arc<[Model]>> {
                (**self).models().await
            }

            fn default_model(&self) -> Option<ModelId> {
                (**self).default_model()
            }

            fn last_used_model(&self) -> Option<ModelId> {
                (**self).last_used_model()
            }
        }

        #[deny(clippy::missing_trait_methods)]
        #[async_trait]
        impl<T: AuthProvider + ?Sized> AuthProvider for $pointer<T> {
            fn configured_auth(&self) -> Vec<AuthMethod> {
                (**self).configured_auth()
            }

            fn is_authenticated(&self) -> bool {
                (**self).is_authenticated()
            }

            async fn authenticate(&self, credentials: AuthConfig) -> Result<()> {
                (**self).authenticate(credentials).await
            }

            async fn logout(&self) -> Result<()> {
                (**self).logout().await
            }
        }

        #[deny(clippy::missing_trait_methods)]
        impl<T: ConfigurableProvider + ?Sized> ConfigurableProvider for $pointer<T> {
            fn configure(&self, config: ProviderConfig) -> Result<()> {
                (**self).configure(config)
            }
        }

        #[deny(clippy::missing_trait_methods)]
        #[async_trait]
        impl<T: HealthProvider + ?Sized> HealthProvider for $pointer<T> {
            async fn test_connectivity(&self, freshness: Freshness) -> Result<()> {
                (**self).test_connectivity(freshness).await
            }

            async fn health_check(&self) -> HealthStatus {
                (**self).health_check().await
            }

            fn metrics(&self) -> ProviderMetrics {
                (**self).metrics()
            }
        }

        #[deny(clippy::missing_trait_methods)]
        #[async_trait]
        impl<T: RateLimitProvider + ?Sized> RateLimitProvider for $pointer<T> {
            async fn rate_limits(&self, freshness: Freshness) -> Result<Allowance> {
                (**self).rate_limits(freshness).await
            }

            fn tracked_rate_limits(&self, model: Option<ModelId>) -> Vec<RateLimitInfo> {
                (**self).tracked_rate_limits(model)
            }

            async fn combined_rate_limits(
                &self,
                model: Option<ModelId>,
            ) -> Result<CombinedRateLimits> {
                (**self).combined_rate_limits(model).await
            }
        }
    };
}

delegate!(Arc);
delegate!(Box);
