//! [`LeaseRequest`]: which key would do.

use llm_types::ModelId;

use crate::{AccountId, KeyId};

/// Which key would do for an attempt: any of the pool's, less what is said here.
///
/// ```
/// use openrouter_auth::{KeyId, LeaseRequest};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let tried: [KeyId; 1] = ["a1b2c3d4".parse()?];
/// let model = llm_types::ModelId::from("openai/gpt-4o-mini");
/// let request = LeaseRequest::new().for_model(&model).except_keys(&tried);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct LeaseRequest<'a> {
    pub(super) model: Option<&'a ModelId>,
    pub(super) except_keys: &'a [KeyId],
    pub(super) except_accounts: &'a [AccountId],
    pub(super) only: Option<KeyId>,
    pub(super) account: Option<&'a AccountId>,
}

impl<'a> LeaseRequest<'a> {
    /// Any key.
    pub const fn new() -> Self {
        Self { model: None, except_keys: &[], except_accounts: &[], only: None, account: None }
    }

    /// The model that will be asked: an account that rests for it, or for free models if it is
    /// one, will not do.
    #[must_use]
    pub const fn for_model(mut self, model: &'a ModelId) -> Self {
        self.model = Some(model);
        self
    }

    /// None of these keys: those that the call has tried.
    #[must_use]
    pub const fn except_keys(mut self, keys: &'a [KeyId]) -> Self {
        self.except_keys = keys;
        self
    }

    /// No key of these accounts.
    #[must_use]
    pub const fn except_accounts(mut self, accounts: &'a [AccountId]) -> Self {
        self.except_accounts = accounts;
        self
    }

    /// This key and no other, and it does not count as its turn.
    #[must_use]
    pub const fn only(mut self, key: KeyId) -> Self {
        self.only = Some(key);
        self
    }

    /// A key of this account.
    #[must_use]
    pub const fn in_account(mut self, account: &'a AccountId) -> Self {
        self.account = Some(account);
        self
    }

    /// True if the key is one that would do, however it is at the moment.
    pub(super) fn allows(&self, key: KeyId, account: &AccountId) -> bool {
        !self.except_keys.contains(&key)
            && self.only.is_none_or(|only| only == key)
            && !self.except_accounts.contains(account)
            && self.account.is_none_or(|wanted| wanted == account)
    }

    /// True if it is for a model that the account's quota of free requests is for.
    pub(super) fn is_free(&self) -> bool {
        self.model.is_some_and(is_free)
    }
}

/// True for models that cost nothing, and that the service grants so many requests a day of.
pub(super) fn is_free(model: &ModelId) -> bool {
    let name = model.as_str();
    let is_variant = || name.split(':').skip(1).any(|variant| variant == "free");
    name == "openrouter/free" || (!name.contains('@') && is_variant())
}
