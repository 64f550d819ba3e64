//! What a key may do.

use std::fmt;

use openrouter_wire::key::ResetInterval;
use rust_decimal::Decimal;

use super::Class;
use crate::accounts::DEFAULT;

/// A key that the simulator accepts, or knows and rejects.
#[derive(Clone)]
pub struct ApiKeyConfig {
    pub(crate) key: String,
    pub(crate) class: Class,
    pub(crate) account: String,
    pub(crate) limit: Option<Decimal>,
    pub(crate) limit_reset: Option<ResetInterval>,
    pub(crate) disabled: bool,
}

impl ApiKeyConfig {
    /// Creates a key that may do everything but manage the account.
    pub fn new(key: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            class: Class::Inference,
            account: DEFAULT.to_owned(),
            limit: None,
            limit_reset: None,
            disabled: false,
        }
    }

    /// Creates a key that manages the account, and may do everything but ask a model.
    pub fn management(key: impl Into<String>) -> Self {
        Self { class: Class::Management, ..Self::new(key) }
    }

    /// Puts the key into an account: one of [`SimulatorBuilder::account`], or one with the usual
    /// settings.
    ///
    /// [`SimulatorBuilder::account`]: crate::SimulatorBuilder::account
    #[must_use]
    pub fn account(mut self, name: impl Into<String>) -> Self {
        self.account = name.into();
        self
    }

    /// Sets what the key may spend, in US dollars.
    ///
    /// Once it has, the simulator answers 403 `Key limit exceeded`, or as
    /// [`KeyLimitStyle`](crate::KeyLimitStyle) says.
    #[must_use]
    pub fn limit(mut self, usd: Decimal) -> Self {
        self.limit = Some(usd);
        self
    }

    /// Sets how often the limit starts anew: at midnight UTC, on Mondays, or with the month.
    #[must_use]
    pub fn limit_reset(mut self, interval: ResetInterval) -> Self {
        self.limit_reset = Some(interval);
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
            .field("account", &self.account)
            .field("limit", &self.limit)
            .field("limit_reset", &self.limit_reset)
            .field("disabled", &self.disabled)
            .finish_non_exhaustive()
    }
}
