//! [`KeyId`]: how logs, reports and commands name a key.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Names an API key without showing any of it: the first eight hexadecimal digits of its SHA-256.
///
/// It is the beginning of [`ApiKey::hash`](crate::ApiKey::hash), which is how OpenRouter's own key
/// management names a key. Four bytes tell the keys of one pool apart; they are no proof of
/// identity between strangers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; 4]);

impl KeyId {
    /// The beginning of a SHA-256.
    pub(crate) const fn from_digest(digest: &[u8; 32]) -> Self {
        Self([digest[0], digest[1], digest[2], digest[3]])
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", u32::from_be_bytes(self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

/// The text is not eight hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key id is eight hexadecimal digits")]
pub struct ParseKeyIdError;

impl FromStr for KeyId {
    type Err = ParseKeyIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // `from_str_radix` alone would take a sign.
        if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(ParseKeyIdError);
        }
        let number = u32::from_str_radix(text, 16).map_err(|_| ParseKeyIdError)?;
        Ok(Self(number.to_be_bytes()))
    }
}

impl Serialize for KeyId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for KeyId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The text is not shown: who puts a key where its id belongs must not read it in a log.
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_what_it_shows() {
        let id = KeyId([0x00, 0xa1, 0xb2, 0xff]);
        assert_eq!(id.to_string(), "00a1b2ff");
        assert_eq!("00A1B2FF".parse(), Ok(id));
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(json, "\"00a1b2ff\"");
        assert_eq!(serde_json::from_str::<KeyId>(&json).unwrap(), id);
    }

    #[test]
    fn ids_sort_as_their_text_does() {
        let (low, high) = (KeyId([0x0f, 0, 0, 0]), KeyId([0xf0, 0, 0, 0]));
        assert!(low < high);
        assert!(low.to_string() < high.to_string());
    }

    #[test]
    fn a_key_in_place_of_its_id_is_refused_without_echo() {
        for text in ["", "a1b2c3d", "a1b2c3d4e", "+1b2c3d4", "sk-or-v1-canary"] {
            assert_eq!(text.parse::<KeyId>(), Err(ParseKeyIdError), "{text}");
        }
        let error = serde_json::from_str::<KeyId>("\"sk-or-v1-canary\"").unwrap_err();
        assert!(!error.to_string().contains("canary"), "{error}");
    }
}
