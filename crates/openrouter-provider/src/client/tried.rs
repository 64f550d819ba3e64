//! [`Tried`]: what a call has used up.

use llm_types::ModelId;
use openrouter_auth::{AccountId, KeyId, KeyLease, LeaseRequest};
use tokio::time::Instant;

use super::rotation::Rotation;

/// Keys and accounts that are of no more use to a call.
#[derive(Debug)]
pub(super) struct Tried {
    keys: Vec<KeyId>,
    accounts: Vec<AccountId>,
    /// What asked last, where the failure was not its own: the service finds its cached answers and
    /// its warm upstreams by the key.
    same: Option<KeyId>,
    /// How often the source of keys had been loaded when the call began; nothing, once the call
    /// has had it loaded again.
    loads: Option<u64>,
    /// When the call must be over.
    deadline: Option<Instant>,
}

/// What a call gives to its next attempt.
#[derive(Debug)]
pub(super) struct Turn<'a, 'call> {
    /// Its key, if that was chosen already.
    pub(super) leased: Option<KeyLease>,
    pub(super) tried: &'a Tried,
    /// Its model.
    pub(super) rotation: &'a mut Rotation<'call>,
}

impl Tried {
    pub(super) const fn new(loads: u64) -> Self {
        Self {
            keys: Vec::new(),
            accounts: Vec::new(),
            same: None,
            loads: Some(loads),
            deadline: None,
        }
    }

    pub(super) const fn set_deadline(&mut self, deadline: Option<Instant>) {
        self.deadline = deadline;
    }

    /// When the call must be over.
    pub(super) const fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// The key that the next attempt takes too, if it can be had at once.
    pub(super) const fn same(&self) -> Option<KeyId> {
        self.same
    }

    /// How often the source of keys had been loaded, once: a call has it loaded again once.
    pub(super) const fn take_loads(&mut self) -> Option<u64> {
        self.loads.take()
    }

    /// Asks for a key that may still be of use, for this model.
    pub(super) fn request<'a>(&'a self, model: Option<&'a ModelId>) -> LeaseRequest<'a> {
        let request = LeaseRequest::new().except_keys(&self.keys).except_accounts(&self.accounts);
        match model {
            Some(model) => request.for_model(model),
            None => request,
        }
    }

    /// The key is of no more use, and another one is taken.
    pub(super) fn rule_key_out(&mut self, key: Option<KeyId>) {
        self.keys.extend(key);
        self.same = None;
    }

    /// The account is of no more use, and another one is taken.
    pub(super) fn rule_account_out(&mut self, account: Option<AccountId>) {
        self.accounts.extend(account);
        self.same = None;
    }

    /// The key is not to blame, and is taken again.
    pub(super) const fn keep_key(&mut self, key: Option<KeyId>) {
        self.same = key;
    }

    /// The keys that are of no more use, and this one.
    pub(super) fn keys_and(&self, key: Option<KeyId>) -> Vec<KeyId> {
        self.keys.iter().copied().chain(key).collect()
    }

    /// The accounts that are of no more use, and this one.
    pub(super) fn accounts_and(&self, account: &AccountId) -> Vec<AccountId> {
        let mut accounts = self.accounts.clone();
        accounts.push(account.clone());
        accounts
    }
}
