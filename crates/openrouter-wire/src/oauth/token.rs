//! `POST /auth/keys`: an authorization code for an API key.
//!
//! The last step of the flow. The reply is not wrapped in `data`.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::ChallengeMethod;
use crate::{Access, Extra, Method, Operation};

/// The code and the proof that the caller asked for it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenRequest {
    /// The code from the callback; good for one use within ten minutes.
    pub code: String,
    /// The verifier, if the flow began with a challenge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_verifier: Option<String>,
    /// The method of the challenge; must be that of the first step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_challenge_method: Option<ChallengeMethod>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Operation for TokenRequest {
    const ID: &'static str = "exchangeAuthCodeForAPIKey";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/auth/keys";
    const ACCESS: Access = Access::Public;
    type Response = TokenResponse;
}

/// The key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenResponse {
    /// The API key: a secret that does not expire by itself.
    pub key: String,
    /// The user whose key it is.
    pub user_id: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl fmt::Debug for TokenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { code: _, code_verifier: _, code_challenge_method, extra: _ } = self;
        f.debug_struct("TokenRequest")
            .field("code_challenge_method", code_challenge_method)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for TokenResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key: _, user_id, extra: _ } = self;
        f.debug_struct("TokenResponse").field("user_id", user_id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode;

    #[test]
    fn both_sides_survive_a_round_trip() {
        let json = r#"{"code":"c","code_verifier":"v","code_challenge_method":"S256"}"#;
        let request: TokenRequest = decode(json.as_bytes()).unwrap();
        assert_eq!(request.code_challenge_method, Some(ChallengeMethod::S256));
        assert_eq!(serde_json::to_string(&request).unwrap(), json);

        let json = r#"{"key":"sk-or-v1-0","user_id":null}"#;
        let response: TokenResponse = decode(json.as_bytes()).unwrap();
        assert_eq!(response.key, "sk-or-v1-0");
        assert_eq!(serde_json::to_string(&response).unwrap(), json);
    }

    #[test]
    fn debug_shows_no_secret() {
        let request: TokenRequest =
            decode(br#"{"code":"canary","code_verifier":"canary","new":"canary"}"#).unwrap();
        let response: TokenResponse = decode(br#"{"key":"canary","new":"canary"}"#).unwrap();
        let debug = format!("{request:?} {request:#?} {response:?} {response:#?}");
        assert!(!debug.contains("canary"), "{debug}");
    }
}
