//! A `mockall` mock of all traits of a provider.

#![expect(clippy::struct_field_names, reason = "fields are named for the methods that they mock")]

use std::sync::Arc;

use async_trait::async_trait;

use crate::{
    Allowance, AuthConfig, AuthMethod, AuthProvider, Capabilities, ChatProvider,
    CombinedRateLimits, ConfigurableProvider, Freshness, HealthProvider, HealthStatus, Model,
    ModelId, ModelProvider, ProviderConfig, ProviderIdentity, ProviderMetrics, ProviderType,
    RateLimitInfo, RateLimitProvider, Result, StandardRequest, StandardResponse, StandardStream,
    ToolFormat,
};

mockall::mock! {
    /// Mocks everything that a [`Provider`](crate::Provider) can be asked.
    #[derive(Debug)]
    pub Provider {}

    impl ProviderIdentity for Provider {
        fn name(&self) -> &str;
        fn provider_type(&self) -> ProviderType;
        fn description(&self) -> &str;
        fn capabilities(&self) -> Capabilities;
        fn tool_format(&self) -> ToolFormat;
    }

    #[async_trait]
    impl ChatProvider for Provider {
        async fn complete(&self, request: StandardRequest) -> Result<StandardResponse>;
        async fn stream(&self, request: StandardRequest) -> Result<StandardStream>;
    }

    #[async_trait]
    impl ModelProvider for Provider {
        async fn models(&self) -> Result<Arc<[Model]>>;
        fn default_model(&self) -> Option<ModelId>;
        fn last_used_model(&self) -> Option<ModelId>;
    }

    #[async_trait]
    impl AuthProvider for Provider {
        fn configured_auth(&self) -> Vec<AuthMethod>;
        fn is_authenticated(&self) -> bool;
        async fn authenticate(&self, credentials: AuthConfig) -> Result<()>;
        async fn logout(&self) -> Result<()>;
    }

    impl ConfigurableProvider for Provider {
        fn configure(&self, config: ProviderConfig) -> Result<()>;
    }

    #[async_trait]
    impl HealthProvider for Provider {
        async fn test_connectivity(&self, freshness: Freshness) -> Result<()>;
        async fn health_check(&self) -> HealthStatus;
        fn metrics(&self) -> ProviderMetrics;
    }

    #[async_trait]
    impl RateLimitProvider for Provider {
        async fn rate_limits(&self, freshness: Freshness) -> Result<Allowance>;
        fn tracked_rate_limits(&self, model: Option<ModelId>) -> Vec<RateLimitInfo>;
        async fn combined_rate_limits(
            &self,
            model: Option<ModelId>,
        ) -> Result<CombinedRateLimits>;
    }
}
