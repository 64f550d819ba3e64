//! [`TokenExchange`] and [`IssuedKey`]: the code goes out, the key comes in.

use bytes::Bytes;
use http::StatusCode;
use openrouter_wire::Extra;
use openrouter_wire::oauth::{ChallengeMethod, TokenRequest, TokenResponse};
use zeroize::{Zeroize as _, Zeroizing};

use crate::{ApiKey, AuthorizationCode, CodeVerifier, OAuthError};

/// The code and the verifier, to be exchanged for a key by `POST /auth/keys`
/// ([`TokenRequest`]). The request needs no key.
///
/// A code is good for one exchange: do not send it again once it may have arrived.
#[derive(Debug)]
pub struct TokenExchange {
    code: AuthorizationCode,
    verifier: CodeVerifier,
}

impl TokenExchange {
    /// For a code that was asked for with this verifier's challenge. See
    /// [`OAuthFlow::exchange`](crate::OAuthFlow::exchange), which checks the time too.
    pub const fn new(code: AuthorizationCode, verifier: CodeVerifier) -> Self {
        Self { code, verifier }
    }

    /// The request's body: JSON, in memory that is overwritten when the last clone is dropped.
    ///
    /// # Errors
    ///
    /// [`OAuthError::State`] if it cannot be written.
    pub fn into_body(self) -> Result<Bytes, OAuthError> {
        let Self { code, verifier } = self;
        // Made at full size: a buffer that grows leaves its old self behind.
        let mut body = Zeroizing::new(Vec::with_capacity(1024));
        let mut request = TokenRequest {
            code: code.expose().to_owned(),
            code_verifier: Some(verifier.expose().to_owned()),
            code_challenge_method: Some(ChallengeMethod::S256),
            extra: Extra::default(),
        };
        let written = serde_json::to_writer(&mut *body, &request);
        request.code.zeroize();
        request.code_verifier.zeroize();
        written.map_err(|_| OAuthError::State)?;
        Ok(Bytes::from_owner(body))
    }
}

/// What a login gives: a key of the user's own, which does not expire by itself.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct IssuedKey {
    /// The key.
    pub key: ApiKey,
    /// Whose it is.
    pub user_id: Option<String>,
}

impl IssuedKey {
    /// The most bytes that an answer may have. Read no more of the body than this.
    pub const MAX_REPLY: usize = 64 * 1024;

    /// Reads the answer to a [`TokenExchange`].
    ///
    /// # Errors
    ///
    /// [`OAuthError::Refused`] for a 403: code or verifier are wrong, expired or used.
    /// [`OAuthError::Status`] for any other failure. [`OAuthError::Reply`] if a success holds no
    /// key of OpenRouter's form, or is too long.
    pub fn from_reply(status: StatusCode, body: &[u8]) -> Result<Self, OAuthError> {
        if status == StatusCode::FORBIDDEN {
            return Err(OAuthError::Refused);
        }
        if status != StatusCode::OK {
            return Err(OAuthError::Status { status: status.as_u16() });
        }
        if body.len() > Self::MAX_REPLY {
            return Err(OAuthError::Reply("is too long"));
        }
        let TokenResponse { key, user_id, extra: _ } =
            openrouter_wire::decode(body).map_err(|_| OAuthError::Reply("holds no key"))?;
        let key = ApiKey::new(key).map_err(|_| OAuthError::Reply("holds a malformed key"))?;
        if !key.expose().starts_with("sk-or-") {
            return Err(OAuthError::Reply("holds a key that is not OpenRouter's"));
        }
        Ok(Self { key, user_id })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_holds_code_verifier_and_method_and_nothing_else() {
        let code = AuthorizationCode::new("auth_code_1").unwrap();
        let verifier = CodeVerifier::from_secret("v".repeat(43)).unwrap();
        let body = TokenExchange::new(code, verifier).into_body().unwrap();
        let json: serde_json::Value = serde_json::from_slice(&body).unwrap();
        let expected = serde_json::json!({
            "code": "auth_code_1",
            "code_verifier": "v".repeat(43),
            "code_challenge_method": "S256",
        });
        assert_eq!(json, expected);
    }

    #[test]
    fn the_longest_code_and_verifier_fit_the_buffer_that_is_overwritten() {
        let code = AuthorizationCode::new(&"c".repeat(512)).unwrap();
        let verifier = CodeVerifier::from_secret("v".repeat(128)).unwrap();
        assert!(TokenExchange::new(code, verifier).into_body().unwrap().len() <= 1024);
    }

    #[test]
    fn a_key_is_read_from_the_answer() {
        let body = br#"{"key":"sk-or-v1-canary","user_id":"user_1","new_field":1}"#;
        let issued = IssuedKey::from_reply(StatusCode::OK, body).unwrap();
        assert_eq!(issued.key.expose(), "sk-or-v1-canary");
        assert_eq!(issued.user_id.as_deref(), Some("user_1"));
        assert!(!format!("{issued:?}").contains("canary"));

        let body = br#"{"key":"sk-or-v1-canary","user_id":null}"#;
        assert_eq!(IssuedKey::from_reply(StatusCode::OK, body).unwrap().user_id, None);
    }

    #[test]
    fn an_answer_without_a_good_key_is_an_error_without_echo() {
        let check = |status: u16, body: &[u8], message: &str| {
            let status = StatusCode::from_u16(status).unwrap();
            let error = IssuedKey::from_reply(status, body).unwrap_err();
            assert!(error.to_string().ends_with(message), "{error}");
            assert!(!format!("{error:?}").contains("canary"));
        };
        check(403, b"canary", "refused the authorization code");
        check(400, b"canary", "with status 400");
        check(307, b"canary", "with status 307");
        check(500, b"<html>canary</html>", "with status 500");
        check(200, b"", "holds no key");
        check(200, b"<html>canary</html>", "holds no key");
        check(200, br#"{"data":{"key":"sk-or-v1-canary"}}"#, "holds no key");
        check(200, br#"{"key":["canary"]}"#, "holds no key");
        check(200, br#"{"key":""}"#, "holds a malformed key");
        check(200, br#"{"key":"sk-or-v1-canary\ncanary"}"#, "holds a malformed key");
        check(200, br#"{"key":"sk-live-canary"}"#, "holds a key that is not OpenRouter's");
        check(200, &vec![b' '; IssuedKey::MAX_REPLY + 1], "is too long");
    }
}
