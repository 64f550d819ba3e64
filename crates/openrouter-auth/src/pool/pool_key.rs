//! [`PoolKey`]: a key, and what its owner says of it.

use std::sync::Arc;

use crate::{AccountId, ApiKey, KeyId};

/// A key for a [`KeyPool`](crate::KeyPool), and what its owner says of it.
///
/// ```
/// use openrouter_auth::{ApiKey, PoolKey};
///
/// # fn main() -> Result<(), openrouter_auth::ApiKeyError> {
/// let key = PoolKey::new(ApiKey::new("sk-or-v1-0123456789abcdef")?)
///     .account("team-b")
///     .label("laptop")
///     .max_concurrency(4);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct PoolKey {
    pub(crate) key: ApiKey,
    pub(crate) account: AccountId,
    pub(crate) label: Option<Arc<str>>,
    pub(crate) weight: u32,
    pub(crate) priority: u32,
    pub(crate) max_concurrency: Option<u32>,
}

impl PoolKey {
    /// A key of the account `default`, of weight 1 and priority 0, without a limit of its own.
    pub fn new(key: ApiKey) -> Self {
        Self {
            key,
            account: AccountId::default(),
            label: None,
            weight: 1,
            priority: 0,
            max_concurrency: None,
        }
    }

    /// The account that it belongs to.
    #[must_use]
    pub fn account(mut self, account: impl Into<AccountId>) -> Self {
        self.account = account.into();
        self
    }

    /// What its owner calls it. It is shown in reports.
    #[must_use]
    pub fn label(mut self, label: impl AsRef<str>) -> Self {
        self.label = Some(label.as_ref().into());
        self
    }

    /// Its share under [`Strategy::Weighted`](crate::Strategy::Weighted), against the weights of
    /// the others. With 0 it is never chosen.
    #[must_use]
    pub const fn weight(mut self, weight: u32) -> Self {
        self.weight = weight;
        self
    }

    /// Its tier under [`Strategy::Priority`](crate::Strategy::Priority): 0 is asked first.
    #[must_use]
    pub const fn priority(mut self, priority: u32) -> Self {
        self.priority = priority;
        self
    }

    /// How many leases of it may be out at a time, at least one.
    #[must_use]
    pub fn max_concurrency(mut self, leases: u32) -> Self {
        self.max_concurrency = Some(leases.max(1));
        self
    }

    /// The key itself.
    pub const fn key(&self) -> &ApiKey {
        &self.key
    }

    /// The key's name.
    pub const fn id(&self) -> KeyId {
        self.key.id()
    }

    /// The account that it belongs to.
    pub const fn account_id(&self) -> &AccountId {
        &self.account
    }

    /// What its owner calls it.
    pub fn label_text(&self) -> Option<&str> {
        self.label.as_deref()
    }
}

impl From<ApiKey> for PoolKey {
    fn from(key: ApiKey) -> Self {
        Self::new(key)
    }
}
