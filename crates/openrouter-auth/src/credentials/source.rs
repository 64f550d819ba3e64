//! [`CredentialSource`]: where keys come from.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use super::CredentialError;
use crate::{KeyId, PoolKey};

/// Where keys come from: the environment, a file, a keyring, a vault of one's own.
///
/// A pool is filled from it at the start, and again whenever the application asks for it. Keys that
/// it does not give any more leave the pool; calls that are using them finish.
///
/// ```
/// use std::time::Duration;
///
/// use async_trait::async_trait;
/// use openrouter_auth::{ApiKey, CredentialError, CredentialSource, Credentials};
///
/// #[derive(Debug)]
/// struct Vault;
///
/// #[async_trait]
/// impl CredentialSource for Vault {
///     fn name(&self) -> String {
///         "the vault".to_owned()
///     }
///
///     async fn load(&self) -> Result<Credentials, CredentialError> {
///         let text = "sk-or-v1-asked-for"; // over the network, say
///         let key = ApiKey::new(text).map_err(|error| CredentialError::other(self.name(), error))?;
///         Ok(Credentials::new([key]).with_valid_for(Duration::from_secs(3600)))
///     }
/// }
/// ```
#[async_trait]
pub trait CredentialSource: fmt::Debug + Send + Sync + 'static {
    /// What it is, for messages: `the environment`, `the file /run/secrets/openrouter`.
    fn name(&self) -> String;

    /// The keys as they are now. To have none is no error.
    ///
    /// # Errors
    ///
    /// If it cannot be asked, or holds what cannot be a key. No key is in the error. All or
    /// nothing: the keys beside a broken one are not given either.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    async fn load(&self) -> Result<Credentials, CredentialError>;
}

macro_rules! delegate {
    ($pointer:ident) => {
        #[deny(clippy::missing_trait_methods)]
        #[async_trait]
        impl<T: CredentialSource + ?Sized> CredentialSource for $pointer<T> {
            fn name(&self) -> String {
                (**self).name()
            }

            async fn load(&self) -> Result<Credentials, CredentialError> {
                (**self).load().await
            }
        }
    };
}

delegate!(Arc);
delegate!(Box);

/// What a [`CredentialSource`] gave.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Credentials {
    /// The keys, in the order of the source. May repeat one.
    pub keys: Vec<PoolKey>,
    /// How long they are good for, from now on. None if the source does not say.
    pub valid_for: Option<Duration>,
    /// The keys that are there and were not given, because they belong to another address.
    pub withheld: Vec<WithheldKey>,
}

impl Credentials {
    /// These keys, good until further notice.
    pub fn new(keys: impl IntoIterator<Item: Into<PoolKey>>) -> Self {
        Self { keys: keys.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    /// Good for this long, from now on.
    #[must_use]
    pub const fn with_valid_for(mut self, duration: Duration) -> Self {
        self.valid_for = Some(duration);
        self
    }
}

/// A stored key that was obtained for another address than the one that is called, and is not sent
/// there.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct WithheldKey {
    /// Which key.
    pub id: KeyId,
    /// The address that it belongs to.
    pub base_url: String,
}

impl fmt::Display for WithheldKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the stored key {} belongs to {}", self.id, self.base_url)
    }
}
