//! Codes that are exchanged for keys.

use std::{
    collections::HashMap,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use http::StatusCode;
use openrouter_wire::oauth::TokenRequest;

use super::Challenge;
use crate::{keyring::Key, refusal::Refusal, seed::Seed};

/// How long a code is good for, and a page on which one can be had, in seconds.
pub(super) const LIFETIME: u64 = 600;

/// How many letters and digits a code has: 512 bits.
const LENGTH: usize = 86;

/// The codes that were issued and not exchanged.
#[derive(Default)]
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

impl AuthCodes {
    /// Issues a code, and returns its characters.
    pub(crate) fn issue(&self, names: &Seed, code: AuthCode) -> String {
        let characters = format!("auth_code_{}", names.fork("code").alphanumeric(LENGTH));
        self.lock().insert(characters.clone(), code);
        characters
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

/// The codes are left out.
impl fmt::Debug for AuthCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthCodes").field("codes", &self.lock().len()).finish()
    }
}
