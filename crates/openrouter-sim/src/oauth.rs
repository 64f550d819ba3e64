//! Codes that are exchanged for keys, by the PKCE flow.
//!
//! A code is issued by `POST /auth/keys/code`, or by a page on which users allow it.

use std::{
    collections::HashMap,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use http::StatusCode;
use openrouter_wire::oauth::{ChallengeMethod, TokenRequest};
use sha2::{Digest, Sha256};

use crate::{keyring::Key, refusal::Refusal};

/// How long a code is good for, in seconds.
const LIFETIME: u64 = 600;

/// The codes that were issued and not exchanged.
#[derive(Debug, Default)]
pub(crate) struct AuthCodes(Mutex<HashMap<String, AuthCode>>);

/// What a code stands for.
#[derive(Clone, Debug)]
pub(crate) struct AuthCode {
    pub(crate) challenge: Option<Challenge>,
    /// What the key will be like.
    pub(crate) key: Key,
    /// In seconds since 1970.
    pub(crate) issued_at: u64,
}

/// What whoever exchanges a code must know the origin of.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Challenge {
    pub(crate) method: ChallengeMethod,
    pub(crate) text: String,
}

impl AuthCodes {
    pub(crate) fn issue(&self, id: &str, code: AuthCode) {
        self.lock().insert(id.to_owned(), code);
    }

    /// Takes a code, if the proof for it is right, and returns what the key is to be like. A code
    /// survives a wrong proof.
    pub(crate) fn redeem(&self, proof: &TokenRequest, now: u64) -> Result<Key, Refusal> {
        let forbidden = |message| Refusal::anonymous(StatusCode::FORBIDDEN, message);
        let invalid = || forbidden("Invalid code or code_verifier");
        let code = self.lock().get(&proof.code).cloned().ok_or_else(invalid)?;
        if now >= code.issued_at.saturating_add(LIFETIME) {
            self.lock().remove(&proof.code);
            return Err(forbidden("Authorization code expired"));
        }
        if let Some(challenge) = &code.challenge {
            if proof.code_challenge_method.as_ref().is_some_and(|m| *m != challenge.method) {
                let message = "Invalid code_challenge_method";
                return Err(Refusal::anonymous(StatusCode::BAD_REQUEST, message));
            }
            let verifier = proof.code_verifier.as_deref();
            verifier.filter(|verifier| challenge.is_met_by(verifier)).ok_or_else(invalid)?;
        }
        // Of two exchanges at once, one finds it gone.
        self.lock().remove(&proof.code).map(|code| code.key).ok_or_else(invalid)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, AuthCode>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Challenge {
    fn is_met_by(&self, verifier: &str) -> bool {
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
