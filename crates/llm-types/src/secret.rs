//! [`Secret`]: a string that does not show itself.

use std::fmt;
use std::sync::Arc;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

/// A secret string: an API key, an OAuth verifier, a token.
///
/// It has no `Display`, no `Serialize` and no `PartialEq`; `Debug` prints `Secret(..)`. Cloning
/// shares the one copy, and that copy is overwritten when the last handle is dropped. The only
/// way to the text is [`expose`](Self::expose), so that every use can be found by searching for it.
///
/// ```
/// let key = llm_types::Secret::new("sk-…");
/// assert_eq!(format!("{key:?}"), "Secret(..)");
/// ```
///
/// ```compile_fail,E0277
/// let key = llm_types::Secret::new("sk-…");
/// assert_eq!(format!("{key}"), "Secret(..)");
/// ```
///
/// ```compile_fail,E0277
/// let key = llm_types::Secret::new("sk-…");
/// serde_json::to_string(&key).unwrap();
/// ```
///
/// ```compile_fail,E0369
/// let key = llm_types::Secret::new("sk-…");
/// assert!(key == key);
/// ```
#[derive(Clone)]
pub struct Secret(Arc<Zeroizing<String>>);

impl Secret {
    /// Takes the text over. The caller's own copies are the caller's to forget.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Arc::new(Zeroizing::new(text.into())))
    }

    /// Gives the text away. Do not print it, log it, or put it into an error.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The usual message quotes what it found, and that may be the secret without its quotes.
        let text = String::deserialize(deserializer);
        text.map(Self::new).map_err(|_| D::Error::custom("expected a string"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing_of_the_text() {
        let secret = Secret::new("sk-or-v1-canary");
        assert_eq!(format!("{secret:?}"), "Secret(..)");
        assert_eq!(format!("{:#?}", Some(secret)), "Some(\n    Secret(..),\n)");
    }

    #[test]
    fn a_config_file_can_hold_a_secret() {
        let secret: Secret = serde_json::from_str("\"abc\"").unwrap();
        assert_eq!(secret.expose(), "abc");
    }
}
