//! An error as the service reports it.

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, Visitor, value::MapAccessDeserializer},
};
use serde_json::Number;
use std::fmt;

use super::lenient::take;
use super::{Availability, ErrorCode, ErrorType, Metadata};
use crate::Extra;

/// An error as the service reports it, wherever it stands.
///
/// A few bodies have a plain string in the place of the object; it becomes
/// [`message`](Self::message), with [`is_text`](Self::is_text) set. A field of a shape that is not
/// expected stays in [`extra`](Self::extra): the others count all the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApiError {
    /// The HTTP status, as a rule; in a stream perhaps a name.
    pub code: Option<ErrorCode>,
    /// What went wrong, for people.
    pub message: Option<String>,
    /// What went wrong, in one word; more often in `metadata`.
    pub error_type: Option<ErrorType>,
    /// The HTTP status, where the documentation shows no `code`.
    pub http_status: Option<Number>,
    /// Details.
    pub metadata: Option<Box<Metadata>>,
    /// Why no endpoint could serve the call.
    pub availability: Option<Box<Availability>>,
    /// Fields that this version does not know.
    pub extra: Extra,
    /// Whether the error is a plain string. It is encoded as one if nothing but `message` is set.
    pub is_text: bool,
}

impl ApiError {
    /// Creates an error with a code and a message.
    pub fn new(code: impl Into<ErrorCode>, message: impl Into<String>) -> Self {
        Self { code: Some(code.into()), message: Some(message.into()), ..Self::default() }
    }

    /// Returns the HTTP status that the error itself names; none means that of the reply.
    pub fn status(&self) -> Option<u16> {
        self.code.as_ref().and_then(ErrorCode::status).or_else(|| {
            self.http_status.clone().and_then(|number| ErrorCode::Number(number).status())
        })
    }

    /// Returns what went wrong in one word, from either place where the service puts it.
    pub fn error_type(&self) -> Option<&ErrorType> {
        self.metadata.as_ref().and_then(|m| m.error_type.as_ref()).or(self.error_type.as_ref())
    }

    /// Returns the name of the upstream that failed.
    pub fn upstream(&self) -> Option<&str> {
        self.metadata.as_ref()?.provider_name.as_deref()
    }

    /// Returns whether an upstream failed, and not OpenRouter itself: the error names one, or
    /// repeats what one said.
    pub fn is_from_upstream(&self) -> bool {
        self.metadata.as_ref().is_some_and(|m| m.provider_name.is_some() || m.raw.is_some())
    }
}

/// The object, field by field.
#[derive(Serialize)]
struct FieldsRef<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    code: &'a Option<ErrorCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: &'a Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_type: &'a Option<ErrorType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    http_status: &'a Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: &'a Option<Box<Metadata>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    availability: &'a Option<Box<Availability>>,
    #[serde(flatten)]
    extra: &'a Extra,
}

impl Serialize for ApiError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { code, message, error_type, http_status, metadata, availability, extra, is_text } =
            self;
        if let (true, Some(text)) = (is_text, message) {
            let only_text = Self { is_text: true, message: message.clone(), ..Self::default() };
            if *self == only_text {
                return serializer.serialize_str(text);
            }
        }
        FieldsRef { code, message, error_type, http_status, metadata, availability, extra }
            .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ApiError {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ApiErrorVisitor)
    }
}

struct ApiErrorVisitor;

impl<'de> Visitor<'de> for ApiErrorVisitor {
    type Value = ApiError;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an error object or a string")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<ApiError, E> {
        Ok(ApiError { message: Some(text.to_owned()), is_text: true, ..ApiError::default() })
    }

    fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<ApiError, A::Error> {
        let mut extra = Extra::deserialize(MapAccessDeserializer::new(map))?;
        Ok(ApiError {
            code: take(&mut extra, "code"),
            message: take(&mut extra, "message"),
            error_type: take(&mut extra, "error_type"),
            http_status: take(&mut extra, "http_status"),
            metadata: take(&mut extra, "metadata"),
            availability: take(&mut extra, "availability"),
            extra,
            is_text: false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{decode, error::Body, fixtures};

    fn bodies() -> Vec<Body> {
        decode(fixtures::ERRORS.as_bytes()).unwrap()
    }

    #[track_caller]
    fn check(json: &str) -> ApiError {
        let error: ApiError = decode(json.as_bytes()).unwrap();
        assert_eq!(serde_json::to_string(&error).unwrap(), json);
        error
    }

    #[test]
    fn the_status_is_found_wherever_it_stands() {
        let statuses: Vec<_> = bodies().iter().map(|body| body.error.status()).collect();
        let expected = [Some(400), Some(429), Some(429), Some(403), Some(402), Some(429), None];
        assert_eq!(statuses, expected);
    }

    #[test]
    fn the_error_type_is_found_in_both_places() {
        let error_type = |json: &str| check(json).error_type().cloned();
        assert_eq!(error_type(r#"{"error_type":"server"}"#), Some(ErrorType::Server));
        assert_eq!(
            error_type(r#"{"metadata":{"error_type":"timeout"}}"#),
            Some(ErrorType::Timeout)
        );
        assert_eq!(error_type("{}"), None);
    }

    #[test]
    fn an_upstream_is_told_from_openrouter() {
        let upstreams: Vec<_> = bodies()
            .iter()
            .map(|body| (body.error.upstream().is_some(), body.error.is_from_upstream()))
            .collect();
        let expected = [
            (false, false),
            (true, true),
            (false, false),
            (true, true),
            (false, true),
            (false, false),
            (false, false),
        ];
        assert_eq!(upstreams, expected);
    }

    #[test]
    fn codes_are_numbers_names_or_missing() {
        assert_eq!(check(r#"{"code":"server_error"}"#).status(), None);
        assert_eq!(check(r#"{"code":"429"}"#).status(), Some(429));
        assert_eq!(check(r#"{"message":"m"}"#).code, None);
        assert_eq!(decode::<ApiError>(br#"{"code":null}"#).unwrap(), ApiError::default());
    }

    #[test]
    fn a_plain_string_is_an_error_too() {
        let error = check(r#""Unauthorized""#);
        assert_eq!((error.message.as_deref(), error.is_text), (Some("Unauthorized"), true));
        let more = ApiError { code: Some(401.into()), ..error };
        insta::assert_snapshot!(
            serde_json::to_string(&more).unwrap(),
            @r#"{"code":401,"message":"Unauthorized"}"#
        );
        for json in ["1", "[]", "true", "null"] {
            assert!(decode::<ApiError>(json.as_bytes()).is_err(), "{json}");
        }
    }

    #[test]
    fn an_error_can_be_made() {
        insta::assert_snapshot!(
            serde_json::to_string(&ApiError::new(404, "No endpoints")).unwrap(),
            @r#"{"code":404,"message":"No endpoints"}"#
        );
    }
}
