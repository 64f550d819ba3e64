//! The traits that a provider implements, each small and usable as `dyn`.

mod auth;
pub use auth::AuthProvider;
mod chat;
pub use chat::ChatProvider;
mod configurable;
pub use configurable::ConfigurableProvider;
mod delegate;
mod embedding;
pub use embedding::EmbeddingProvider;
mod ext;
pub use ext::{Completion, ProviderExt};
mod health;
pub use health::HealthProvider;
mod identity;
pub use identity::ProviderIdentity;
mod models;
pub use models::ModelProvider;
mod rate_limits;
pub use rate_limits::RateLimitProvider;

/// Everything that a provider can be asked, as one trait.
///
/// It is the sum of small traits and implemented by itself for whatever implements them all. An
/// application holds an `Arc<dyn Provider>`; a part of it that needs less takes less, and the
/// compiler converts:
///
/// ```
/// use std::sync::Arc;
/// use llm_types::{ChatProvider, Provider};
///
/// fn summarizer(provider: Arc<dyn ChatProvider>) { /* … */ }
///
/// fn start(provider: Arc<dyn Provider>) {
///     summarizer(provider);
/// }
/// ```
pub trait Provider:
    ProviderIdentity
    + ChatProvider
    + ModelProvider
    + AuthProvider
    + ConfigurableProvider
    + HealthProvider
    + RateLimitProvider
{
}

impl<T> Provider for T where
    T: ProviderIdentity
        + ChatProvider
        + ModelProvider
        + AuthProvider
        + ConfigurableProvider
        + HealthProvider
        + RateLimitProvider
        + ?Sized
{
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    // Object safety and upcasting, asserted by compiling.
    const _: fn(Arc<dyn Provider>) -> Arc<dyn ProviderIdentity> = |provider| provider;
    const _: fn(Arc<dyn Provider>) -> Arc<dyn ChatProvider> = |provider| provider;
    const _: fn(Arc<dyn Provider>) -> Arc<dyn ModelProvider> = |provider| provider;
    const _: fn(Arc<dyn Provider>) -> Arc<dyn AuthProvider> = |provider| provider;
    const _: fn(Arc<dyn Provider>) -> Arc<dyn ConfigurableProvider> = |provider| provider;
    const _: fn(Arc<dyn Provider>) -> Arc<dyn HealthProvider> = |provider| provider;
    const _: fn(Arc<dyn Provider>) -> Arc<dyn RateLimitProvider> = |provider| provider;
    const _: Option<Arc<dyn EmbeddingProvider>> = None;
}
