//! What whoever exchanges a code must know the origin of.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use openrouter_wire::oauth::ChallengeMethod;
use sha2::{Digest, Sha256};

/// What whoever exchanges a code must know the origin of.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Challenge {
    pub(crate) method: ChallengeMethod,
    pub(crate) text: String,
}

impl Challenge {
    pub(super) fn is_met_by(&self, verifier: &str) -> bool {
        match self.method {
            ChallengeMethod::S256 => {
                URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes())) == self.text
            }
            _ => verifier == self.text,
        }
    }
}

/// The text may be the verifier.
impl fmt::Debug for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Challenge").field("method", &self.method).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verifier_meets_the_challenge_that_was_made_from_it() {
        // The example of RFC 7636, appendix B.
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let text = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM".to_owned();
        let s256 = Challenge { method: ChallengeMethod::S256, text };
        assert!(s256.is_met_by(verifier) && !s256.is_met_by(&s256.text));
        let plain = Challenge { method: ChallengeMethod::Plain, text: verifier.to_owned() };
        assert!(plain.is_met_by(verifier) && !plain.is_met_by("other"));
        assert!(!format!("{plain:?}").contains(verifier));
    }
}
