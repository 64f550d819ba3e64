//! The `metadata` of an error.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use super::lenient::decode_each;
use super::{ErrorCode, ErrorType};
use crate::{Extra, chat::Annotation};

/// Details of an error. Which are there depends on the kind of error.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Metadata {
    /// What went wrong, in one word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_type: Option<ErrorType>,
    /// The upstream's own code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_code: Option<ErrorCode>,
    /// The upstream that failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_name: Option<String>,
    /// What the upstream said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw: Option<Raw>,
    /// The model, where a filter stopped the call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model_slug: Option<String>,
    /// Why moderation stopped the call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasons: Option<Vec<String>>,
    /// The part of the prompt that moderation stopped at, at most 100 characters. It is prompt
    /// text: keep it out of logs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flagged_input: Option<String>,
    /// The patterns of a guardrail that matched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patterns: Option<Vec<String>>,
    /// Rate-limit headers, sometimes here and not in the HTTP reply; see [`Self::header`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers: Option<BTreeMap<String, HeaderValue>>,
    /// Whose limit it is, such as `openrouter_free_tier_daily` or `upstream_provider_shared_pool`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_source: Option<String>,
    /// Why credits did not suffice, such as `in_flight_budget_exhausted`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What would help.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy_hint: Option<String>,
    /// The attempts before the one that is reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_errors: Option<Vec<PreviousError>>,
    /// Files that were parsed before the failure; send them back to save the parsing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_annotations: Option<Vec<Annotation>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

decode_each!(Metadata {
    error_type,
    provider_code,
    provider_name,
    raw,
    model_slug,
    reasons,
    flagged_input,
    patterns,
    headers,
    limit_source,
    reason,
    remedy_hint,
    previous_errors,
    file_annotations,
});

impl Metadata {
    /// Returns a value of [`headers`](Self::headers), whatever the case of its name.
    pub fn header(&self, name: &str) -> Option<&HeaderValue> {
        self.headers
            .as_ref()?
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, v)| v)
    }
}

/// What an upstream said: prose, JSON in a string, or JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Raw {
    /// A string.
    Text(String),
    /// Anything else.
    Json(Value),
}

impl Raw {
    /// Returns the text, or the JSON as text.
    pub fn to_text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => text.into(),
            Self::Json(value) => value.to_string().into(),
        }
    }
}

/// The value of an HTTP header that is told in JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum HeaderValue {
    /// Text, as recorded.
    Text(String),
    /// A number.
    Number(Number),
    /// Anything else.
    Json(Value),
}

impl fmt::Display for HeaderValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => text.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Json(value) => value.fmt(f),
        }
    }
}

/// An attempt before the one that is reported.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviousError {
    /// The upstream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// Its code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<ErrorCode>,
    /// Its HTTP status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Number>,
    /// What it said; no longer sent since 2026-08-19.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{decode, error::Body, fixtures};

    #[test]
    fn headers_are_found_in_any_case() {
        let bodies: Vec<Body> = decode(fixtures::ERRORS.as_bytes()).unwrap();
        let metadata = bodies[2].error.metadata.as_ref().unwrap();
        let header = |name| metadata.header(name).map(ToString::to_string);
        assert_eq!(header("x-ratelimit-reset").as_deref(), Some("1786924800000"));
        assert_eq!(header("X-RateLimit-Limit").as_deref(), Some("50"));
        assert_eq!(header("retry-after"), None);

        let number: Metadata = decode(br#"{"headers":{"Retry-After":7}}"#).unwrap();
        assert_eq!(number.header("retry-after").unwrap().to_string(), "7");
    }

    #[test]
    fn what_the_upstream_said_is_text_or_json() {
        let raw = |json: &[u8]| decode::<Metadata>(json).unwrap().raw.unwrap();
        assert_eq!(raw(br#"{"raw":"{\"a\":1}"}"#).to_text(), r#"{"a":1}"#);
        assert_eq!(raw(br#"{"raw":{"a":1}}"#).to_text(), r#"{"a":1}"#);
    }
}
