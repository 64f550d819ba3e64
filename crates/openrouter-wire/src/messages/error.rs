//! Errors in Anthropic's form.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    Extra,
    error::{ApiError, ErrorCode, ErrorType},
    open_enum::open_enum,
};

/// The JSON body that comes with a 4xx or 5xx status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorBody {
    /// Always `error`.
    #[serde(rename = "type")]
    pub kind: ErrorBodyKind,
    /// What went wrong.
    pub error: ErrorDetail,
    /// The generation (`gen-…`), if there was one.
    pub request_id: Option<String>,
    /// Details, as in the errors of other endpoints.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// How the call was routed, if asked for; here any part of it may be missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub openrouter_metadata: Option<Map<String, Value>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl ErrorBody {
    /// Returns the error in the form that other endpoints give it.
    pub fn to_api_error(&self) -> ApiError {
        let mut error = self.error.to_api_error();
        if let Some(fields) = &self.metadata {
            match serde_json::from_value(Value::Object(fields.clone())) {
                Ok(metadata) => error.metadata = Some(Box::new(metadata)),
                Err(_) => drop(error.extra.insert("metadata", fields.clone())),
            }
        }
        error
    }
}

open_enum! {
    /// Kinds of [`ErrorBody`].
    #[derive(Default)]
    pub enum ErrorBodyKind {
        /// The only one.
        #[default]
        Error = "error",
    }
}

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorDetail {
    /// What, in Anthropic's words.
    #[serde(rename = "type")]
    pub kind: ErrorKind,
    /// What, for people.
    pub message: String,
    /// What, in OpenRouter's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_type: Option<ErrorType>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl ErrorDetail {
    /// Returns the error in the form that other endpoints give it. Its code is the name of the
    /// kind, its status the one that belongs to it.
    pub fn to_api_error(&self) -> ApiError {
        let Self { kind, message, error_type, extra } = self;
        ApiError {
            code: Some(ErrorCode::from(kind.as_str())),
            message: Some(message.clone()),
            error_type: error_type.clone(),
            http_status: kind.status().map(Into::into),
            extra: extra.clone(),
            ..ApiError::default()
        }
    }

    /// Reads whatever stands in the place of an error.
    pub(super) fn read(json: &Value) -> ApiError {
        match Self::deserialize(json) {
            Ok(detail) => detail.to_api_error(),
            Err(_) => ApiError::deserialize(json).unwrap_or_default(),
        }
    }
}

open_enum! {
    /// What went wrong, in Anthropic's words.
    pub enum ErrorKind {
        /// 400: the request is malformed.
        InvalidRequestError = "invalid_request_error",
        /// 401: the key is missing or not accepted.
        AuthenticationError = "authentication_error",
        /// 402: no money.
        BillingError = "billing_error",
        /// 403: the key may not do this.
        PermissionError = "permission_error",
        /// 404: no such thing.
        NotFoundError = "not_found_error",
        /// 429: too many requests.
        RateLimitError = "rate_limit_error",
        /// 500: a fault of the service.
        ApiError = "api_error",
        /// 504: took too long.
        TimeoutError = "timeout_error",
        /// 529: the upstream is overloaded.
        OverloadedError = "overloaded_error",
    }
}

impl ErrorKind {
    /// Returns the HTTP status that belongs to it.
    pub fn status(&self) -> Option<u16> {
        Some(match self {
            Self::InvalidRequestError => 400,
            Self::AuthenticationError => 401,
            Self::BillingError => 402,
            Self::PermissionError => 403,
            Self::NotFoundError => 404,
            Self::RateLimitError => 429,
            Self::ApiError => 500,
            Self::TimeoutError => 504,
            Self::OverloadedError => 529,
            Self::Other(_) => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(json: &Value) -> ApiError {
        let body: ErrorBody = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(serde_json::to_value(&body).unwrap(), *json);
        body.to_api_error()
    }

    #[test]
    fn an_error_keeps_its_words_and_gets_its_status() {
        let error = check(&json!({
            "type": "error",
            "error": {"type": "rate_limit_error", "message": "Slow down",
                      "error_type": "rate_limit_exceeded", "retry": 3},
            "request_id": "gen-1",
            "metadata": {"provider_name": "Acme", "limit_source": "upstream_provider_shared_pool"},
            "openrouter_metadata": {"pipeline": [{"name": "regex", "type": "guardrail"}]},
        }));
        assert_eq!(error.status(), Some(429));
        assert_eq!(error.code, Some("rate_limit_error".into()));
        assert_eq!(error.message.as_deref(), Some("Slow down"));
        assert_eq!(error.error_type(), Some(&ErrorType::RateLimitExceeded));
        assert_eq!(error.upstream(), Some("Acme"));
        assert_eq!(error.extra.get("retry"), Some(&json!(3)));
    }

    #[test]
    fn every_kind_has_a_status_and_a_new_one_has_none() {
        for name in ErrorKind::NAMES {
            assert!(ErrorKind::from(*name).status().is_some(), "{name}");
        }
        assert_eq!(ErrorKind::from("cosmic_ray_error").status(), None);
    }

    #[test]
    fn details_of_an_odd_shape_are_kept() {
        let error = check(&json!({
            "type": "error",
            "error": {"type": "api_error", "message": "Ouch"},
            "request_id": null,
            "metadata": {"reasons": 3, "provider_name": "Acme"},
        }));
        assert_eq!(error.upstream(), Some("Acme"));
        let metadata = error.metadata.unwrap();
        assert_eq!((metadata.reasons, metadata.extra.get("reasons")), (None, Some(&json!(3))));
    }

    #[test]
    fn whatever_stands_in_the_place_of_an_error_is_read() {
        let status = |json| ErrorDetail::read(&json).status();
        assert_eq!(status(json!({"type": "billing_error", "message": "Broke"})), Some(402));
        assert_eq!(status(json!({"code": 502, "message": "Gone"})), Some(502));
        assert_eq!(ErrorDetail::read(&json!("Gone")).message.as_deref(), Some("Gone"));
        assert_eq!(ErrorDetail::read(&json!(3)), ApiError::default());
    }
}
