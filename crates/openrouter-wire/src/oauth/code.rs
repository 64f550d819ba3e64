//! `POST /auth/keys/code`: an authorization code, without the service's own page.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Number;

use super::ChallengeMethod;
use crate::{Count, Extra, Method, Operation, key::ResetInterval};

/// What the code, and the key that it is exchanged for, are to be like. Needs an API key.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeRequest {
    /// Where the user comes back to: an `https:` address, or a local one on any port.
    pub callback_url: String,
    /// The challenge. By the method `plain` it is the verifier: a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_challenge: Option<String>,
    /// The method of the challenge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_challenge_method: Option<ChallengeMethod>,
    /// The name of the key, up to 100 characters; that of the application if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_label: Option<String>,
    /// What the key may spend, in US dollars.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<Number>,
    /// When that limit starts anew; never if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage_limit_type: Option<ResetInterval>,
    /// When the key ends, as an ISO 8601 time; never if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    /// The workspace that the key belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workspace_id: Option<String>,
    /// The agent that asks, for the service's statistics.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spawn_agent: Option<String>,
    /// The cloud that the agent runs in, for the service's statistics.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spawn_cloud: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl CodeRequest {
    /// Creates a request with everything left to its default.
    pub fn new(callback_url: impl Into<String>) -> Self {
        Self { callback_url: callback_url.into(), ..Self::default() }
    }
}

impl Operation for CodeRequest {
    const ID: &'static str = "createAuthKeysCode";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/auth/keys/code";
    type Response = CodeResponse;
}

/// The reply. Unlike that to the exchange, it is wrapped in `data`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeResponse {
    /// The code.
    pub data: Code,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// An authorization code; good for one use within ten minutes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// What to send as [`TokenRequest::code`](super::TokenRequest::code).
    pub id: String,
    /// The application that it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app_id: Option<Count>,
    /// When it was made, as an ISO 8601 time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Not the address either: applications put values of their own into it, to know it again.
impl fmt::Debug for CodeRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CodeRequest")
            .field("code_challenge_method", &self.code_challenge_method)
            .field("key_label", &self.key_label)
            .field("limit", &self.limit)
            .field("usage_limit_type", &self.usage_limit_type)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id: _, app_id, created_at, extra: _ } = self;
        f.debug_struct("Code")
            .field("app_id", app_id)
            .field("created_at", created_at)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode;

    #[test]
    fn a_request_needs_an_address_only() {
        let request = CodeRequest::new("http://localhost:3000/");
        assert_eq!(
            serde_json::to_string(&request).unwrap(),
            r#"{"callback_url":"http://localhost:3000/"}"#
        );
    }

    #[test]
    fn every_field_of_a_request_has_a_place() {
        let json = r#"{"callback_url":"https://example.org/","code_challenge":"c","code_challenge_method":"S256","key_label":"l","limit":0.5,"usage_limit_type":"weekly","expires_at":"2027-12-31T23:59:59Z","workspace_id":"w","spawn_agent":"a","spawn_cloud":"b"}"#;
        let request: CodeRequest = decode(json.as_bytes()).unwrap();
        assert!(request.extra.is_empty());
        assert_eq!(serde_json::to_string(&request).unwrap(), json);
    }

    #[test]
    fn a_code_is_read_from_its_wrapper() {
        let json =
            r#"{"data":{"id":"auth_code_x","app_id":7,"created_at":"2026-08-24T10:30:00Z"}}"#;
        let reply: CodeResponse = decode(json.as_bytes()).unwrap();
        assert_eq!(reply.data.id, "auth_code_x");
        assert!(reply.data.extra.is_empty());
        assert_eq!(serde_json::to_string(&reply).unwrap(), json);
    }

    #[test]
    fn debug_shows_no_secret() {
        let request: CodeRequest =
            decode(br#"{"callback_url":"canary","code_challenge":"canary","new":"canary"}"#)
                .unwrap();
        let reply: CodeResponse = decode(br#"{"data":{"id":"canary","new":"canary"}}"#).unwrap();
        let debug = format!("{request:?} {request:#?} {reply:?} {reply:#?}");
        assert!(!debug.contains("canary"), "{debug}");
    }
}
