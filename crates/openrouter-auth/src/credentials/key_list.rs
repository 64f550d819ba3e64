//! [`KeyList`]: keys that the application has at hand.

use async_trait::async_trait;

use super::{CredentialError, CredentialSource, Credentials};
use crate::{Environment, PoolKey};

/// Keys that the application has at hand. They may be sent to any address.
///
/// ```
/// # fn main() -> Result<(), openrouter_auth::ApiKeyError> {
/// use openrouter_auth::{ApiKey, KeyList};
///
/// let source = KeyList::new([ApiKey::new("sk-or-v1-first")?, ApiKey::new("sk-or-v1-second")?]);
/// # let _ = source;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct KeyList {
    keys: Vec<PoolKey>,
}

impl KeyList {
    /// These keys.
    pub fn new(keys: impl IntoIterator<Item: Into<PoolKey>>) -> Self {
        Self { keys: keys.into_iter().map(Into::into).collect() }
    }
}

#[async_trait]
impl CredentialSource for KeyList {
    fn name(&self) -> String {
        "the application".to_owned()
    }

    async fn load(&self) -> Result<Credentials, CredentialError> {
        Ok(Credentials::new(self.keys.iter().cloned()))
    }
}

/// The keys for models, as they were when the environment was read. They may be sent to any
/// address: whoever sets them sets the address beside them.
#[async_trait]
impl CredentialSource for Environment {
    fn name(&self) -> String {
        "the environment".to_owned()
    }

    async fn load(&self) -> Result<Credentials, CredentialError> {
        Ok(Credentials::new(self.api_keys.iter().cloned()))
    }
}
