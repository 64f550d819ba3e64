//! [`CodeVerifier`] and [`CodeChallenge`]: proof key for code exchange (RFC 7636).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use llm_types::Secret;
use rand::TryRng as _;
use rand::rngs::SysRng;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::OAuthError;

/// The secret half: who exchanges the code must be who asked for it (RFC 7636 §4.1).
///
/// Good for one login: it cannot be cloned, and the exchange consumes it.
pub struct CodeVerifier(Secret);

impl CodeVerifier {
    /// Makes one from 32 bytes of the system's randomness.
    ///
    /// # Errors
    ///
    /// [`OAuthError::Randomness`] if the system has none to give.
    pub fn generate() -> Result<Self, OAuthError> {
        let mut bytes = Zeroizing::new([0; 32]);
        SysRng
            .try_fill_bytes(&mut *bytes)
            .map_err(|source| OAuthError::Randomness(Box::new(source)))?;
        Ok(Self::from_bytes(&bytes))
    }

    /// Takes one that was stored.
    ///
    /// # Errors
    ///
    /// [`OAuthError::Verifier`] if it is not 43 to 128 unreserved characters.
    pub fn from_secret(text: impl Into<Secret>) -> Result<Self, OAuthError> {
        let text = text.into();
        let fits =
            (43..=128).contains(&text.expose().len()) && text.expose().bytes().all(is_unreserved);
        if fits { Ok(Self(text)) } else { Err(OAuthError::Verifier) }
    }

    /// The public half.
    pub fn challenge(&self) -> CodeChallenge {
        CodeChallenge(URL_SAFE_NO_PAD.encode(Sha256::digest(self.expose())))
    }

    /// Gives the verifier away. Do not print it, log it, or put it into an error.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// The verifier as a plain secret.
    pub fn into_secret(self) -> Secret {
        self.0
    }

    fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(Secret::new(URL_SAFE_NO_PAD.encode(bytes)))
    }
}

impl fmt::Debug for CodeVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeVerifier(..)")
    }
}

/// What may stand in a verifier and in a code (RFC 3986 §2.3).
pub(super) const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// The public half: base64url, without padding, of the SHA-256 of the verifier (RFC 7636 §4.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeChallenge(String);

impl CodeChallenge {
    /// The `code_challenge_method` of every challenge here. `plain` protects nobody.
    pub const METHOD: &'static str = "S256";

    /// The challenge as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CodeChallenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn o02_the_example_of_rfc_7636_appendix_b_comes_out() {
        let bytes = [
            116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212,
            37, 77, 105, 214, 191, 240, 91, 88, 5, 88, 83, 132, 141, 121,
        ];
        let verifier = CodeVerifier::from_bytes(&bytes);
        assert_eq!(verifier.expose(), "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        let challenge = verifier.challenge();
        assert_eq!(challenge.as_str(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn o02_verifiers_are_distinct_and_of_the_required_form() {
        let verifiers: Vec<_> = (0..100_000).map(|_| CodeVerifier::generate().unwrap()).collect();
        let distinct: HashSet<_> = verifiers.iter().map(CodeVerifier::expose).collect();
        assert_eq!(distinct.len(), verifiers.len());
        for verifier in &verifiers {
            assert_eq!(verifier.expose().len(), 43);
            assert!(CodeVerifier::from_secret(verifier.expose()).is_ok());
        }
    }

    #[test]
    fn a_stored_verifier_is_checked() {
        let check = |text: &str, fits: bool| {
            let result = CodeVerifier::from_secret(text);
            assert_eq!(result.is_ok(), fits, "{text}");
        };
        check(&"a".repeat(42), false);
        check(&"a".repeat(43), true);
        check(&"~".repeat(128), true);
        check(&"a".repeat(129), false);
        check(&"+".repeat(43), false);
        check(&" ".repeat(43), false);
    }

    #[test]
    fn debug_shows_nothing_of_a_verifier() {
        let verifier = CodeVerifier::from_secret("canary-".repeat(7)).unwrap();
        assert_eq!(format!("{verifier:?}"), "CodeVerifier(..)");
    }
}
