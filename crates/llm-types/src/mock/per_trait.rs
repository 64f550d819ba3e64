//! A `mockall` mock of each trait by itself.

#![expect(clippy::struct_field_names, reason = "fields are named for the methods that they mock")]

use std::sync::Arc;

use async_trait::async_trait;

use crate::{
    Allowance, AuthConfig, AuthMethod, AuthProvider, Capabilities, ChatProvider,
    CombinedRateLimits, ConfigurableProvider, CredentialId, EmbeddingProvider, EmbeddingRequest,
    EmbeddingResponse, Freshness, HealthProvider, HealthStatus, Model, ModelId, ModelProvider,
    ProviderConfig, ProviderIdentity, ProviderMetrics, ProviderType, RateLimitInfo,
    RateLimitProvider, Result, StandardRequest, StandardResponse, StandardStream, StoredCredential,
    TokenStorage, ToolFormat,
};

mockall::mock! {
    /// Mocks [`ProviderIdentity`].
    #[derive(Debug)]
    pub ProviderIdentity {}

    impl ProviderIdentity for ProviderIdentity {
        fn name(&self) -> &str;
        fn provider_type(&self) -> ProviderType;
        fn description(&self) -> &str;
        fn capabilities(&self) -> Capabilities;
        fn tool_format(&self) -> ToolFormat;
    }
}

mockall::mock! {
    /// Mocks [`ChatProvider`].
    #[derive(Debug)]
    pub ChatProvider {}

    #[async_trait]
    impl ChatProvider for ChatProvider {
        async fn complete(&self, request: StandardRequest) -> Result<StandardResponse>;
        async fn stream(&self, request: StandardRequest) -> Result<StandardStream>;
    }
}

mockall::mock! {
    /// Mocks [`EmbeddingProvider`].
    #[derive(Debug)]
    pub EmbeddingProvider {}

    #[async_trait]
    impl EmbeddingProvider for EmbeddingProvider {
        async fn embed(&self, request: EmbeddingRequest) -> Result<EmbeddingResponse>;
    }
}

mockall::mock! {
    /// Mocks [`ModelProvider`].
    #[derive(Debug)]
    pub ModelProvider {}

    #[async_trait]
    impl ModelProvider for ModelProvider {
        async fn models(&self) -> Result<Arc<[Model]>>;
        fn default_model(&self) -> Option<ModelId>;
        fn last_used_model(&self) -> Option<ModelId>;
    }
}

mockall::mock! {
    /// Mocks [`AuthProvider`].
    #[derive(Debug)]
    pub AuthProvider {}

    #[async_trait]
    impl AuthProvider for AuthProvider {
        fn configured_auth(&self) -> Vec<AuthMethod>;
        fn is_authenticated(&self) -> bool;
        async fn authenticate(&self, credentials: AuthConfig) -> Result<()>;
        async fn logout(&self) -> Result<()>;
    }
}

mockall::mock! {
    /// Mocks [`ConfigurableProvider`].
    #[derive(Debug)]
    pub ConfigurableProvider {}

    impl ConfigurableProvider for ConfigurableProvider {
        fn configure(&self, config: ProviderConfig) -> Result<()>;
    }
}

mockall::mock! {
    /// Mocks [`HealthProvider`].
    #[derive(Debug)]
    pub HealthProvider {}

    #[async_trait]
    impl HealthProvider for HealthProvider {
        async fn test_connectivity(&self, freshness: Freshness) -> Result<()>;
        async fn health_check(&self) -> HealthStatus;
        fn metrics(&self) -> ProviderMetrics;
    }
}

mockall::mock! {
    /// Mocks [`RateLimitProvider`].
    #[derive(Debug)]
    pub RateLimitProvider {}

    #[async_trait]
    impl RateLimitProvider for RateLimitProvider {
        async fn rate_limits(&self, freshness: Freshness) -> Result<Allowance>;
        fn tracked_rate_limits(&self, model: Option<ModelId>) -> Vec<RateLimitInfo>;
        async fn combined_rate_limits(
            &self,
            model: Option<ModelId>,
        ) -> Result<CombinedRateLimits>;
    }
}

mockall::mock! {
    /// Mocks [`TokenStorage`].
    #[derive(Debug)]
    pub TokenStorage {}

    #[async_trait]
    impl TokenStorage for TokenStorage {
        fn location(&self) -> String;
        async fn list(&self, provider: &ProviderType) -> Result<Vec<StoredCredential>>;
        async fn save(&self, provider: &ProviderType, credential: &StoredCredential) -> Result<()>;
        async fn delete(&self, provider: &ProviderType, id: &CredentialId) -> Result<bool>;
        async fn delete_all(&self, provider: &ProviderType) -> Result<usize>;
    }
}
