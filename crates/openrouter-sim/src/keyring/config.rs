//! What a key may do.

use std::fmt;

use rust_decimal::Decimal;

use super::Class;

/// A key that the simulator accepts, or knows and rejects.
#[derive(Clone)]
pub struct ApiKeyConfig {
    pub(crate) key: String,
    pub(crate) class: Class,
    pub(crate) limit: Option<Decimal>,
    pub(crate) disabled: bool,
}

impl ApiKeyConfig {
    /// Creates a key that may do everything but manage the account.
    pub fn new(key: impl Into<String>) -> Self {
        Self { key: key.into(), class: Class::Inference, limit: None, disabled: false }
    }

    /// Creates a key that manages the account, and may do everything but ask a model.
    pub fn management(key: impl Into<String>) -> Self {
        Self { class: Class::Management, ..Self::new(key) }
    }

    /// Sets what the key may spend, in US dollars.
    ///
    /// Once it has, the simulator answers 403 `Key limit exceeded`.
    #[must_use]
    pub fn limit(mut self, usd: Decimal) -> Self {
        self.limit = Some(usd);
        self
    }

    /// Disables the key: the simulator answers 401.
    #[must_use]
    pub fn disabled(mut self) -> Self {
        self.disabled = true;
        self
    }
}

impl From<&str> for ApiKeyConfig {
    fn from(key: &str) -> Self {
        Self::new(key)
    }
}

impl From<String> for ApiKeyConfig {
    fn from(key: String) -> Self {
        Self::new(key)
    }
}

impl fmt::Debug for ApiKeyConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiKeyConfig")
            .field("class", &self.class)
            .field("limit", &self.limit)
            .field("disabled", &self.disabled)
            .finish_non_exhaustive()
    }
}
