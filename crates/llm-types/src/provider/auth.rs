//! [`AuthProvider`].

use std::fmt::Debug;

use async_trait::async_trait;

use crate::{AuthConfig, AuthMethod, Result};

/// Takes on and gives up credentials.
#[async_trait]
pub trait AuthProvider: Debug + Send + Sync + 'static {
    /// The ways of proving who calls that are set up: an API key is there, OAuth is configured.
    fn configured_auth(&self) -> Vec<AuthMethod>;

    /// True if there is a credential to call with. It may still be refused.
    fn is_authenticated(&self) -> bool;

    /// Takes credentials on, beside those that are there.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for one that cannot be right,
    /// [`ErrorKind::Authentication`](crate::ErrorKind::Authentication) for one that is refused.
    async fn authenticate(&self, credentials: AuthConfig) -> Result<()>;

    /// Forgets all credentials. Calls in flight finish.
    ///
    /// # Errors
    ///
    /// If a stored credential cannot be deleted.
    async fn logout(&self) -> Result<()>;
}
