//! [`HealthProvider`].

use std::fmt::Debug;

use async_trait::async_trait;

use crate::{Freshness, HealthStatus, ProviderMetrics, Result};

/// Says how a provider is doing.
#[async_trait]
pub trait HealthProvider: Debug + Send + Sync + 'static {
    /// Checks that the provider is there and takes the credential, without asking a model.
    ///
    /// # Errors
    ///
    /// As for any call; a rejected key is
    /// [`Authentication`](crate::ErrorKind::Authentication).
    async fn test_connectivity(&self, freshness: Freshness) -> Result<()>;

    /// The same as a verdict: a failed check is not an `Err`.
    async fn health_check(&self) -> HealthStatus;

    /// What was done so far.
    fn metrics(&self) -> ProviderMetrics;
}
