//! Keys: which are accepted, and what they have spent.

mod config;
mod spending;

use std::{
    collections::HashMap,
    fmt::Write as _,
    sync::{Mutex, MutexGuard, PoisonError},
};

use http::{HeaderMap, StatusCode, header};
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};

use crate::{error_reply, reply::Reply};

pub use config::ApiKeyConfig;
pub(crate) use spending::Spending;

/// Returns the hash by which the simulator, like the service, names a key: the SHA-256 of its
/// characters, in lower-case hexadecimal.
pub fn key_hash(key: &str) -> String {
    Sha256::digest(key.as_bytes()).iter().fold(String::new(), |mut hash, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hash, "{byte:02x}");
        hash
    })
}

/// The keys, by their hash.
#[derive(Debug)]
pub(crate) struct Keyring {
    /// Whether only configured keys are accepted.
    closed: bool,
    keys: Mutex<HashMap<String, Key>>,
}

/// What is known of a key. Its characters are not.
#[derive(Clone, Debug, Default)]
pub(crate) struct Key {
    pub(crate) label: String,
    pub(crate) limit: Option<Decimal>,
    disabled: bool,
    pub(crate) spending: Spending,
}

impl Key {
    fn new(key: &str) -> Self {
        Self { label: label(key), ..Self::default() }
    }

    /// Returns what the key may still spend.
    pub(crate) fn remaining(&self) -> Option<Decimal> {
        self.limit.map(|limit| (limit - self.spending.total()).max(Decimal::ZERO))
    }
}

impl Keyring {
    pub(crate) fn new(configs: Vec<ApiKeyConfig>, closed: bool) -> Self {
        let keys = configs.into_iter().map(|ApiKeyConfig { key, limit, disabled }| {
            (key_hash(&key), Key { limit, disabled, ..Key::new(&key) })
        });
        let keys: HashMap<_, _> = keys.collect();
        Self { closed: closed || !keys.is_empty(), keys: Mutex::new(keys) }
    }

    /// Returns the hash of the key that a request brings, if the key is accepted.
    pub(crate) fn admit(&self, headers: &HeaderMap) -> Result<String, Box<Reply>> {
        let unauthorized =
            |message| Box::new(error_reply::anonymous_refusal(StatusCode::UNAUTHORIZED, message));
        if !headers.contains_key(header::AUTHORIZATION) {
            return Err(unauthorized("Missing Authentication header"));
        }
        let Some(token) = bearer(headers) else {
            return Err(unauthorized("No cookie auth credentials found"));
        };
        let hash = key_hash(token);
        let is_accepted = self.is_accepted(&hash, token);
        if is_accepted { Ok(hash) } else { Err(unauthorized("User not found.")) }
    }

    /// Returns whether a key is accepted, and gets to know it if it is.
    fn is_accepted(&self, hash: &str, token: &str) -> bool {
        let known = self.lock().get(hash).map(|key| !key.disabled);
        known.unwrap_or_else(|| {
            if !self.closed {
                self.lock().entry(hash.to_owned()).or_insert_with(|| Key::new(token));
            }
            !self.closed
        })
    }

    /// Refuses a key that has spent what it may.
    pub(crate) fn check_limit(&self, hash: &str) -> Result<(), Box<Reply>> {
        let exhausted = self.key(hash).remaining().is_some_and(|remaining| remaining.is_zero());
        if exhausted {
            return Err(Box::new(error_reply::refusal(
                StatusCode::FORBIDDEN,
                "Key limit exceeded (total limit). Manage it using \
                 https://openrouter.ai/settings/keys",
            )));
        }
        Ok(())
    }

    /// Adds to what a key has spent.
    pub(crate) fn spend(&self, hash: &str, unix_seconds: u64, cost: Decimal) {
        if let Some(key) = self.lock().get_mut(hash) {
            key.spending.add(unix_seconds, cost);
        }
    }

    /// Returns what is known of an admitted key.
    pub(crate) fn key(&self, hash: &str) -> Key {
        self.lock().get(hash).cloned().unwrap_or_default()
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

/// Masks a key as the service does: `sk-or-v1-abc...xyz`.
fn label(key: &str) -> String {
    const PREFIX: &str = "sk-or-v1-";
    let secret: Vec<char> = key.strip_prefix(PREFIX).unwrap_or(key).chars().collect();
    // A short key would be all label.
    if secret.len() < 16 {
        return format!("{PREFIX}...");
    }
    let first: String = secret.iter().take(3).collect();
    let last: String = secret.iter().skip(secret.len() - 3).collect();
    format!("{PREFIX}{first}...{last}")
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
    fn a_label_shows_the_ends_of_a_long_key_only() {
        assert_eq!(label("sk-or-v1-0123456789abcdef"), "sk-or-v1-012...def");
        assert_eq!(label("sk-or-v1-0123"), "sk-or-v1-...");
        assert_eq!(label("ключ-ключ-ключ-ключ"), "sk-or-v1-клю...люч");
    }

    #[test]
    fn a_hash_is_the_sha_256_of_the_whole_key() {
        assert_eq!(
            key_hash("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn debug_output_does_not_show_a_key() {
        let key = "sk-or-v1-0123456789abcdef";
        let config = ApiKeyConfig::new(key);
        let keyring = Keyring::new(vec![config.clone()], false);
        assert!(!format!("{config:?} {keyring:?}").contains("0123456789"));
    }
}
