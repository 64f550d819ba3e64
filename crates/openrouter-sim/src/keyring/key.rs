//! What is known of a key.

use std::{fmt::Write as _, time::Duration};

use openrouter_wire::key::ResetInterval;
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};

use super::Spending;
use crate::seed::Seed;

/// What a key is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To look at what is the key's own.
    Account,
    /// To ask a model.
    Inference,
    /// To manage the account.
    Management,
}

/// What a key is good for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Class {
    /// Everything: a key that nobody configured.
    #[default]
    Any,
    /// Everything but management.
    Inference,
    /// Everything but inference.
    Management,
}

impl Class {
    pub(super) fn is_good_for(self, purpose: Purpose) -> bool {
        !matches!(
            (self, purpose),
            (Self::Inference, Purpose::Management) | (Self::Management, Purpose::Inference)
        )
    }
}

/// What is known of a key. Its characters are not.
#[derive(Clone, Debug, Default)]
pub(crate) struct Key {
    pub(crate) hash: String,
    pub(crate) name: String,
    /// Its masked characters.
    pub(crate) label: String,
    pub(crate) class: Class,
    /// The name of its account; nothing is the default one.
    pub(crate) account: String,
    /// What it may spend, in US dollars.
    pub(crate) limit: Option<Decimal>,
    pub(crate) limit_reset: Option<ResetInterval>,
    pub(crate) include_byok_in_limit: bool,
    pub(crate) disabled: bool,
    pub(crate) deleted: bool,
    /// In seconds since 1970.
    pub(crate) created_at: u64,
    pub(crate) updated_at: Option<u64>,
    /// Since 1970, with the fractions of a second that were asked for.
    pub(crate) expires_at: Option<Duration>,
    pub(crate) workspace_id: String,
    pub(crate) creator_user_id: String,
    pub(crate) spending: Spending,
}

impl Key {
    pub(super) fn is_accepted(&self, now: u64) -> bool {
        !self.disabled
            && !self.deleted
            && self.expires_at.is_none_or(|end| Duration::from_secs(now) < end)
    }

    /// Returns what the key may still spend.
    pub(crate) fn remaining(&self, now: u64) -> Option<Decimal> {
        let spent = self.spending.since_reset(now, self.limit_reset.as_ref());
        self.limit.map(|limit| (limit - spent).max(Decimal::ZERO))
    }
}

/// Returns the hash by which the simulator, like the service, names a key: the SHA-256 of its
/// characters, in lower-case hexadecimal.
pub fn key_hash(key: &str) -> String {
    Sha256::digest(key.as_bytes()).iter().fold(String::new(), |mut hash, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hash, "{byte:02x}");
        hash
    })
}

/// Invents the characters of a key.
pub(crate) fn new_key(mut seed: Seed) -> String {
    let words = (0..4).map(|_| seed.next());
    words.fold("sk-or-v1-".to_owned(), |key, word| key + &format!("{word:016x}"))
}

/// Masks a key as the service does: `sk-or-v1-abc...xyz`.
pub(super) fn label(key: &str) -> String {
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
    fn a_key_is_good_for_what_its_class_says() {
        for purpose in [Purpose::Account, Purpose::Inference, Purpose::Management] {
            assert!(Class::Any.is_good_for(purpose));
            assert_eq!(Class::Inference.is_good_for(purpose), purpose != Purpose::Management);
            assert_eq!(Class::Management.is_good_for(purpose), purpose != Purpose::Inference);
        }
    }
}
