//! Keys: which are accepted, and what they have spent.

mod config;
mod key;
mod spending;
mod terms;

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use http::{HeaderMap, StatusCode, header};
use openrouter_wire::key::ResetInterval;
use rust_decimal::Decimal;

use crate::{
    account::{USER_ID, WORKSPACE_ID},
    refusal::Refusal,
};

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
    /// What the account has bought, in US dollars, if that is a limit.
    credits: Option<Decimal>,
    keys: Mutex<HashMap<String, Key>>,
}

impl Keyring {
    pub(crate) fn new(
        configs: Vec<ApiKeyConfig>,
        closed: bool,
        credits: Option<Decimal>,
        now: u64,
    ) -> Self {
        let keyring =
            Self { closed: closed || !configs.is_empty(), credits, keys: Mutex::default() };
        for ApiKeyConfig { key, class, limit, disabled } in configs {
            keyring.insert(&key, Key { class, limit, disabled, created_at: now, ..Key::default() });
        }
        keyring
    }

    /// Adds a key, and returns what is known of it: its hash, label and name, beside the rest.
    pub(crate) fn insert(&self, characters: &str, key: Key) -> Key {
        let or = |text: String, other: &str| if text.is_empty() { other.to_owned() } else { text };
        let label = key::label(characters);
        let key = Key {
            hash: key_hash(characters),
            name: or(key.name, &label),
            label,
            workspace_id: or(key.workspace_id, WORKSPACE_ID),
            creator_user_id: or(key.creator_user_id, USER_ID),
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

    /// Returns what is known of a key, and gets to know it if every key is accepted.
    fn known(&self, hash: &str, token: &str, now: u64) -> Option<Key> {
        let known = self.key(hash);
        known.or_else(|| {
            let key = Key { created_at: now, ..Key::default() };
            (!self.closed).then(|| self.insert(token, key))
        })
    }

    /// Refuses a key that has spent what it may, and every key of an account that has.
    pub(crate) fn check_limit(&self, hash: &str, now: u64) -> Result<(), Refusal> {
        if self.credits.is_some_and(|credits| self.spent() >= credits) {
            return Err(Refusal::new(
                StatusCode::PAYMENT_REQUIRED,
                "Insufficient credits. Add more using https://openrouter.ai/settings/credits",
            ));
        }
        let Some(key) = self.key(hash) else { return Ok(()) };
        if key.remaining(now).is_none_or(|remaining| !remaining.is_zero()) {
            return Ok(());
        }
        let interval = key.limit_reset.as_ref().map_or("total", ResetInterval::as_str);
        Err(Refusal::new(
            StatusCode::FORBIDDEN,
            format!(
                "Key limit exceeded ({interval} limit). Manage it using \
                 https://openrouter.ai/settings/keys"
            ),
        ))
    }

    /// Refuses an answer of up to so many tokens if the account could not pay all of them.
    pub(crate) fn check_affordable(
        &self,
        prompt_cost: Decimal,
        token_price: Decimal,
        tokens: u64,
    ) -> Result<(), Refusal> {
        let Some(credits) = self.credits else { return Ok(()) };
        let left = (credits - self.spent() - prompt_cost).max(Decimal::ZERO);
        let Some(affordable) = left.checked_div(token_price).map(|tokens| tokens.floor()) else {
            return Ok(());
        };
        if affordable >= Decimal::from(tokens) {
            return Ok(());
        }
        Err(Refusal::new(
            StatusCode::PAYMENT_REQUIRED,
            format!(
                "This request requires more credits, or fewer max_tokens. You requested up to \
                 {tokens} tokens, but can only afford {affordable}. To increase, visit \
                 https://openrouter.ai/settings/credits and add more credits"
            ),
        ))
    }

    /// Adds to what a key has spent.
    pub(crate) fn spend(&self, hash: &str, unix_seconds: u64, cost: Decimal) {
        self.change(hash, |key| key.spending.add(unix_seconds, cost));
    }

    /// Returns what all keys have spent, also those that were deleted.
    pub(crate) fn spent(&self) -> Decimal {
        self.lock().values().map(|key| key.spending.total()).sum()
    }

    /// Returns what the account has bought.
    pub(crate) fn credits(&self) -> Option<Decimal> {
        self.credits
    }

    /// Returns what is known of a key.
    pub(crate) fn key(&self, hash: &str) -> Option<Key> {
        self.lock().get(hash).cloned()
    }

    /// Returns the keys that were not deleted, the oldest first.
    pub(crate) fn keys(&self) -> Vec<Key> {
        let mut keys: Vec<_> = self.lock().values().filter(|key| !key.deleted).cloned().collect();
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
        let keyring = Keyring::new(vec![config.clone()], false, None, 0);
        assert!(!format!("{config:?} {keyring:?}").contains("0123456789"));
    }
}
