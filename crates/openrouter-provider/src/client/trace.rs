//! [`Trace`]: what one attempt leaves behind beside its result.

use openrouter_auth::{AccountId, KeyId};

use crate::spending::Hold;

/// What one attempt leaves behind beside its result.
pub(crate) type Trace = llm_provider_base::Trace<Note>;

/// What is noted of an attempt that only OpenRouter has.
#[derive(Debug, Default)]
pub(crate) struct Note {
    pub(crate) key: Option<KeyId>,
    /// Of the key, if it is the pool's.
    pub(crate) account: Option<AccountId>,
    /// What is set aside for it in the spending budget.
    pub(crate) hold: Option<Hold>,
    /// The key is the one that manages the account, and of no pool.
    pub(crate) is_management_key: bool,
    /// The key is not of the kind that this takes; another one may be.
    pub(crate) wrong_kind_of_key: bool,
}
