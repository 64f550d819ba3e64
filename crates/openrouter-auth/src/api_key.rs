//! [`ApiKey`]: a key that cannot show itself.

use std::fmt;

use bytes::Bytes;
use http::HeaderValue;
use llm_types::Secret;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::KeyId;

/// An OpenRouter API key.
///
/// It has no `Display`, no serde and no `PartialEq`; `Debug` shows its [`KeyId`]. Clones share
/// their memory, which is overwritten when the last clone and the last header value made from it
/// are gone. [`expose`](Self::expose) is the only way to the text.
///
/// ```
/// # fn main() -> Result<(), openrouter_auth::ApiKeyError> {
/// let key = openrouter_auth::ApiKey::new("sk-or-v1-0123456789abcdef")?;
/// assert_eq!(format!("{key:?}"), "ApiKey(or-…#1dacac80)");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct ApiKey {
    secret: Secret,
    /// Made once: its bytes are shared by every request and overwritten at the end, which a value
    /// that copies its text could not promise.
    header: HeaderValue,
    digest: [u8; 32],
}

impl ApiKey {
    /// Lengths of a key in bytes, after trimming.
    const LENGTH: std::ops::RangeInclusive<usize> = 8..=512;

    /// Takes a key on; white space around it is dropped. What the key may do, and whether it is
    /// one at all, only the service can say.
    ///
    /// # Errors
    ///
    /// If it is not 8 to 512 bytes of visible ASCII. The error says what is wrong and where, and
    /// never shows the text.
    pub fn new(text: impl Into<Secret>) -> Result<Self, ApiKeyError> {
        let given = text.into();
        let trimmed = given.expose().trim_ascii();
        // Positions are counted in the text as it was given: that is what its author can look at.
        let start = given.expose().len() - given.expose().trim_ascii_start().len();
        if let Some(at) = trimmed.bytes().position(|byte| !byte.is_ascii_graphic()) {
            return Err(ApiKeyError::of_byte(trimmed.as_bytes()[at], start + at));
        }
        let length = trimmed.len();
        if length < *Self::LENGTH.start() {
            return Err(ApiKeyError::TooShort { length });
        }
        if length > *Self::LENGTH.end() {
            return Err(ApiKeyError::TooLong { length });
        }
        let header = bearer(trimmed)?;
        let digest = Sha256::digest(trimmed).into();
        let secret = if length == given.expose().len() { given } else { Secret::new(trimmed) };
        Ok(Self { secret, header, digest })
    }

    /// Gives the key away. Do not print it, log it, or put it into an error.
    pub fn expose(&self) -> &str {
        self.secret.expose()
    }

    /// The same secret, for machinery that knows no keys of this service. Shares its memory.
    pub fn to_secret(&self) -> Secret {
        self.secret.clone()
    }

    /// How logs and reports name it.
    pub const fn id(&self) -> KeyId {
        KeyId::from_digest(&self.digest)
    }

    /// SHA-256 of the key in lower-case hexadecimal digits: the `{hash}` in `/keys/{hash}`, and
    /// the `api_key_hash` of `/activity`.
    pub fn hash(&self) -> String {
        let digits = self.digest.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
        digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
    }

    /// The value of the `authorization` header, marked sensitive: neither `Debug` nor HPACK's
    /// table gets to see it. It shares this key's memory.
    pub fn to_header_value(&self) -> HeaderValue {
        self.header.clone()
    }

    /// Equal exactly if the keys are.
    pub(crate) const fn digest(&self) -> &[u8; 32] {
        &self.digest
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiKey(or-…#{})", self.id())
    }
}

/// So that a key that was got by a login can be given on as any text that is one.
impl From<ApiKey> for Secret {
    fn from(key: ApiKey) -> Self {
        key.secret
    }
}

impl TryFrom<Secret> for ApiKey {
    type Error = ApiKeyError;

    fn try_from(secret: Secret) -> Result<Self, Self::Error> {
        Self::new(secret)
    }
}

/// `Bearer …`, over memory that is overwritten when the last clone of the value is dropped.
fn bearer(key: &str) -> Result<HeaderValue, ApiKeyError> {
    // Made at full size: a buffer that grows leaves its old self behind.
    let mut text = Zeroizing::new(Vec::with_capacity("Bearer ".len() + key.len()));
    text.extend_from_slice(b"Bearer ");
    text.extend_from_slice(key.as_bytes());
    let mut value = HeaderValue::from_maybe_shared(Bytes::from_owner(text))
        .map_err(|_| ApiKeyError::Control { at: 0 })?;
    value.set_sensitive(true);
    Ok(value)
}

/// Why a text cannot be an API key. Shows nothing of the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ApiKeyError {
    /// Fewer than 8 bytes.
    #[error("an API key has at least 8 bytes, this has {length}")]
    TooShort {
        /// Its length in bytes.
        length: usize,
    },
    /// More than 512 bytes.
    #[error("an API key has at most 512 bytes, this has {length}")]
    TooLong {
        /// Its length in bytes.
        length: usize,
    },
    /// White space inside: perhaps two keys, or a `Bearer` in front.
    #[error("an API key is visible ASCII, this has white space at byte {at}")]
    WhiteSpace {
        /// Where, counted in bytes from 0.
        at: usize,
    },
    /// A control character.
    #[error("an API key is visible ASCII, this has a control character at byte {at}")]
    Control {
        /// Where, counted in bytes from 0.
        at: usize,
    },
    /// A character outside ASCII.
    #[error("an API key is visible ASCII, this has a non-ASCII character at byte {at}")]
    NonAscii {
        /// Where, counted in bytes from 0.
        at: usize,
    },
}

impl ApiKeyError {
    /// For a byte that is not visible ASCII.
    const fn of_byte(byte: u8, at: usize) -> Self {
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' => Self::WhiteSpace { at },
            0x80.. => Self::NonAscii { at },
            _ => Self::Control { at },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CANARY: &str = "sk-or-v1-canary-0123456789";

    #[test]
    fn white_space_around_a_key_is_dropped() {
        let key = ApiKey::new(format!("\n  {CANARY}\r\n")).unwrap();
        assert_eq!(key.expose(), CANARY);
        assert_eq!(key.id(), ApiKey::new(CANARY).unwrap().id());
    }

    #[test]
    fn a_text_that_cannot_be_a_key_is_refused_with_the_reason_and_without_echo() {
        let check = |text: &str, message: &str| {
            let error = ApiKey::new(text).unwrap_err();
            assert_eq!(error.to_string(), message);
            assert!(!format!("{error:?}").contains("canary"));
        };
        check("", "an API key has at least 8 bytes, this has 0");
        check("canary!", "an API key has at least 8 bytes, this has 7");
        check(&"k".repeat(513), "an API key has at most 512 bytes, this has 513");
        check("Bearer canary", "an API key is visible ASCII, this has white space at byte 6");
        check(
            " canary\0key",
            "an API key is visible ASCII, this has a control character at byte 7",
        );
        check("canary\nkey", "an API key is visible ASCII, this has white space at byte 6");
        check(
            "canary-ключ",
            "an API key is visible ASCII, this has a non-ASCII character at byte 7",
        );
    }

    #[test]
    fn a_key_becomes_a_secret_and_a_key_again() {
        let secret = Secret::from(ApiKey::new(CANARY).unwrap());
        assert_eq!(secret.expose(), CANARY);
        assert_eq!(ApiKey::new(secret).unwrap().expose(), CANARY);
    }

    #[test]
    fn keys_of_the_shortest_and_of_the_longest_length_are_taken() {
        assert!(ApiKey::new("12345678").is_ok());
        assert!(ApiKey::new("k".repeat(512)).is_ok());
    }

    #[test]
    fn the_hash_is_sha_256_and_begins_with_the_id() {
        // NIST's second example message for SHA-256 happens to be a possible key.
        let key = ApiKey::new("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq").unwrap();
        let hash = "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1";
        assert_eq!(key.hash(), hash);
        assert_eq!(key.id().to_string(), hash[..8]);
    }

    #[test]
    fn the_header_value_is_a_bearer_token_and_sensitive() {
        let key = ApiKey::new(CANARY).unwrap();
        let value = key.to_header_value();
        assert_eq!(value, format!("Bearer {CANARY}").as_str());
        assert!(value.is_sensitive());
        assert!(!format!("{value:?}").contains("canary"));
        drop(key);
        assert_eq!(value, format!("Bearer {CANARY}").as_str(), "a header outlives its key");
    }

    #[test]
    fn debug_shows_the_id_and_no_character_of_the_key() {
        let key = ApiKey::new(CANARY).unwrap();
        assert_eq!(format!("{key:?}"), format!("ApiKey(or-…#{})", key.id()));
        assert!(!format!("{:#?}", Some(&key)).contains("canary"));
    }
}
