//! Keys: which are accepted, and what they have spent.

mod allowance;
mod config;
mod key;
mod spending;
mod terms;

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use http::{HeaderMap, StatusCode, header};
use rust_decimal::Decimal;

use crate::{
    accounts::{Account, AccountConfig, Accounts},
    refusal::Refusal,
};

pub(crate) use allowance::Estimate;
pub use allowance::KeyLimitStyle;
pub use config::ApiKeyConfig;
pub use key::key_hash;
pub(crate) use key::{Class, Key, Purpose, new_key};
pub(crate) use spending::Spending;
pub(crate) use terms::{end, limit};

/// The keys, by their hash.
#[derive(Debug)]
pub(crate) struct Keyring {
    /// Whether only configured keys are accepted.
    closed: bool,
    limit_style: KeyLimitStyle,
    accounts: Accounts,
    keys: Mutex<HashMap<String, Key>>,
}

impl Keyring {
    pub(crate) fn new(
        configs: Vec<ApiKeyConfig>,
        closed: bool,
        limit_style: KeyLimitStyle,
        accounts: Vec<AccountConfig>,
        now: u64,
    ) -> Self {
        let named = configs.iter().map(|config| config.account.as_str());
        let keyring = Self {
            closed: closed || !configs.is_empty(),
            limit_style,
            accounts: Accounts::new(accounts, named),
            keys: Mutex::default(),
        };
        for config in configs {
            let ApiKeyConfig { key, class, account, limit, limit_reset, disabled } = config;
            let known = Key { class, account, limit, limit_reset, disabled, ..Key::default() };
            keyring.insert(&key, Key { created_at: now, ..known });
        }
        keyring
    }

    /// Adds a key, and returns what is known of it: its hash, label and name, beside the rest.
    pub(crate) fn insert(&self, characters: &str, key: Key) -> Key {
        let or = |text: String, other: &str| if text.is_empty() { other.to_owned() } else { text };
        let label = key::label(characters);
        let name = self.accounts.name(&key.account).to_owned();
        let account = self.accounts.get(&name);
        let key = Key {
            hash: key_hash(characters),
            name: or(key.name, &label),
            label,
            workspace_id: or(key.workspace_id, &account.workspace_id),
            creator_user_id: or(key.creator_user_id, &account.user_id),
            account: name,
            ..key
        };
        self.lock().insert(key.hash.clone(), key.clone());
        key
    }

    /// Returns the hash of the key that a request brings, if the key is accepted.
    pub(crate) fn admit(
        &self,
        headers: &HeaderMap,
        purpose: Purpose,
        now: u64,
    ) -> Result<String, Refusal> {
        let unauthorized = |message| Refusal::anonymous(StatusCode::UNAUTHORIZED, message);
        if !headers.contains_key(header::AUTHORIZATION) {
            return Err(unauthorized("Missing Authentication header"));
        }
        let Some(token) = bearer(headers) else {
            return Err(unauthorized("No cookie auth credentials found"));
        };
        let hash = key_hash(token);
        let key = self.known(&hash, token, now).filter(|key| key.is_accepted(now));
        let key = key.ok_or_else(|| unauthorized("User not found."))?;
        if key.class.is_good_for(purpose) {
            return Ok(hash);
        }
        Err(Refusal::anonymous(
            StatusCode::FORBIDDEN,
            match purpose {
                Purpose::Management => "Only management keys can perform this operation",
                _ => "Management keys cannot be used for inference",
            },
        ))
    }

    /// Gets to know a key, if every key is accepted.
    pub(crate) fn know(&self, characters: &str, now: u64) {
        self.known(&key_hash(characters), characters, now);
    }

    /// Returns what is known of a key, and gets to know it if every key is accepted.
    fn known(&self, hash: &str, token: &str, now: u64) -> Option<Key> {
        let known = self.key(hash);
        known.or_else(|| {
            let key = Key { created_at: now, ..Key::default() };
            (!self.closed).then(|| self.insert(token, key))
        })
    }

    /// Adds to what a key has spent.
    pub(crate) fn spend(&self, hash: &str, unix_seconds: u64, cost: Decimal) {
        self.change(hash, |key| key.spending.add(unix_seconds, cost));
    }

    /// Returns what all keys of an account have spent, also those that were deleted.
    pub(crate) fn spent(&self, account: &str) -> Decimal {
        let account = self.accounts.name(account);
        let total = |key: &Key| (key.account == account).then(|| key.spending.total());
        let by_keys: Decimal = self.lock().values().filter_map(total).sum();
        self.accounts.get(account).spent_before + by_keys
    }

    /// Returns the accounts.
    pub(crate) fn accounts(&self) -> &Accounts {
        &self.accounts
    }

    /// Returns the name of the account that a key belongs to.
    pub(crate) fn account_name(&self, hash: &str) -> String {
        self.accounts.name(&self.key(hash).unwrap_or_default().account).to_owned()
    }

    /// Returns the account that a key belongs to.
    pub(crate) fn account_of(&self, hash: &str) -> &Account {
        self.accounts.get(&self.account_name(hash))
    }

    /// Returns what is known of a key.
    pub(crate) fn key(&self, hash: &str) -> Option<Key> {
        self.lock().get(hash).cloned()
    }

    /// Returns the keys of an account that are there to use it, the oldest first: none that was
    /// deleted, and none that manages the account.
    pub(crate) fn keys(&self, account: &str) -> Vec<Key> {
        let is_meant =
            |key: &&Key| !key.deleted && key.class != Class::Management && key.account == account;
        let mut keys: Vec<_> = self.lock().values().filter(is_meant).cloned().collect();
        keys.sort_by(|one, other| {
            (one.created_at, &one.hash).cmp(&(other.created_at, &other.hash))
        });
        keys
    }

    /// Changes a key that was not deleted, and returns what is known of it then.
    pub(crate) fn change(&self, hash: &str, change: impl FnOnce(&mut Key)) -> Option<Key> {
        let mut keys = self.lock();
        let key = keys.get_mut(hash).filter(|key| !key.deleted)?;
        change(key);
        let changed = key.clone();
        drop(keys);
        Some(changed)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Key>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the token of a well-formed `Authorization: Bearer …`.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    let well_formed = scheme.eq_ignore_ascii_case("bearer")
        && !token.is_empty()
        && !token.contains(char::is_whitespace);
    well_formed.then_some(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn authorization(value: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::AUTHORIZATION, value.parse().unwrap())])
    }

    #[test]
    fn only_a_well_formed_bearer_has_a_token() {
        assert_eq!(bearer(&authorization("Bearer abc")), Some("abc"));
        assert_eq!(bearer(&authorization("bearer  abc ")), Some("abc"));
        for value in ["Bearer", "Bearer ", "abc", "Basic abc", "Bearer a b"] {
            assert_eq!(bearer(&authorization(value)), None, "{value}");
        }
    }

    #[test]
    fn debug_output_does_not_show_a_key() {
        let key = "sk-or-v1-0123456789abcdef";
        let config = ApiKeyConfig::new(key);
        let keyring =
            Keyring::new(vec![config.clone()], false, KeyLimitStyle::default(), Vec::new(), 0);
        assert!(!format!("{config:?} {keyring:?}").contains("0123456789"));
    }
}
