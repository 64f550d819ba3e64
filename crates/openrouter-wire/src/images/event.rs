//! The stream.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Usage;
use crate::{
    Count, Extra, Stage, StreamedEvent,
    error::{ApiError, ErrorCode},
    open_enum::open_enum,
};

/// The payload of one event of a stream, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Event {
    /// The image so far.
    #[serde(rename = "image_generation.partial_image")]
    PartialImage(PartialImage),
    /// A piece of an image that is text, such as SVG.
    #[serde(rename = "image_generation.text_chunk")]
    TextChunk(TextChunk),
    /// The image.
    #[serde(rename = "image_generation.completed")]
    Completed(Completed),
    /// There will be no image.
    #[serde(rename = "error")]
    Failed(Failure),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

impl StreamedEvent for Event {
    /// An event of another type is taken for a failure if it has an `error`, as failures have it
    /// in other streams. One of a known type and another shape stands where its type says.
    fn stage(&self) -> Stage<'_> {
        match self {
            Self::PartialImage(_) | Self::TextChunk(_) => Stage::Content,
            Self::Completed(_) => Stage::Last,
            Self::Failed(failure) => Stage::Failed(Cow::Owned(failure.error.to_api_error())),
            Self::Other(value) => stage_of_other(value),
        }
    }
}

fn stage_of_other(value: &Value) -> Stage<'_> {
    let error = value.get("error").filter(|error| !error.is_null());
    match (error, value.get("type").and_then(Value::as_str)) {
        (Some(error), _) => {
            Stage::Failed(Cow::Owned(ApiError::deserialize(error).unwrap_or_default()))
        }
        (None, Some("error")) => Stage::Failed(Cow::Owned(ApiError::default())),
        (None, Some("image_generation.completed")) => Stage::Last,
        (None, Some("image_generation.partial_image" | "image_generation.text_chunk")) => {
            Stage::Content
        }
        (None, _) => Stage::Preamble,
    }
}

/// The image so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartialImage {
    /// How many of them came before it.
    pub partial_image_index: Count,
    /// All of it as base64, coarser than in the end.
    pub b64_json: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A piece of an image that is text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextChunk {
    /// What it belongs to.
    pub phase: Phase,
    /// The piece.
    pub text: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// What a piece of text belongs to.
    pub enum Phase {
        /// The image.
        Content = "content",
        /// The thinking before it.
        Reasoning = "reasoning",
        /// A draft of it.
        Draft = "draft",
    }
}

/// The image.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completed {
    /// The image as base64.
    pub b64_json: String,
    /// Its media type, where the service could tell it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// When it was made, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<Count>,
    /// What it used and cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<Box<Usage>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// There will be no image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What went wrong.
    pub error: StreamError,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What went wrong, in the shape that OpenAI gives to errors.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamError {
    /// What went wrong, for people.
    pub message: String,
    /// What went wrong, in one word of the upstream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<ErrorCode>,
    /// Which field of the request is to blame.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub param: Option<String>,
    /// What kind of error it is, in one word of the upstream.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl StreamError {
    /// Returns it in the shape that errors have elsewhere in the API.
    pub fn to_api_error(&self) -> ApiError {
        let Self { message, code, param, kind, extra } = self.clone();
        let mut error = ApiError {
            message: Some(message),
            code,
            error_type: kind.map(Into::into),
            extra,
            ..ApiError::default()
        };
        if let Some(param) = param {
            error.extra.insert("param", param);
        }
        error
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{decode, error::ErrorType, fixtures};

    fn events() -> Vec<Value> {
        vec![
            json!({
                "type": "image_generation.partial_image", "partial_image_index": 0,
                "b64_json": "iVBORw==",
            }),
            json!({"type": "image_generation.text_chunk", "phase": "draft", "text": "<svg>"}),
            json!({
                "type": "image_generation.completed", "b64_json": "iVBORw==",
                "media_type": "image/png", "created": 1_786_000_000,
                "usage": {"prompt_tokens": 4, "completion_tokens": 4175, "total_tokens": 4179},
            }),
            json!({
                "type": "error",
                "error": {
                    "message": "The upstream is down", "code": "upstream_error",
                    "param": "prompt", "type": "provider_error",
                },
            }),
        ]
    }

    fn event(json: &Value) -> Event {
        decode(json.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn every_field_has_a_place() {
        for json in events() {
            fixtures::check::<Event>(&json.to_string());
        }
    }

    #[test]
    fn each_event_has_its_stage() {
        let events: Vec<_> = events().iter().map(event).collect();
        let [partial, text, completed, failed] = &events[..] else { panic!("{events:?}") };
        assert_eq!((partial.stage(), text.stage()), (Stage::Content, Stage::Content));
        assert_eq!(completed.stage(), Stage::Last);
        let Stage::Failed(error) = failed.stage() else { panic!("{failed:?}") };
        assert_eq!(error.message.as_deref(), Some("The upstream is down"));
        assert_eq!(error.code, Some("upstream_error".into()));
        assert_eq!(error.error_type(), Some(&ErrorType::from("provider_error")));
        assert_eq!(error.extra.get("param"), Some(&json!("prompt")));
    }

    #[test]
    fn an_error_without_a_type_is_a_failure_too() {
        let json = json!({"error": {"code": 502, "message": "The upstream is down"}});
        let failed = event(&json);
        assert_eq!(failed, Event::Other(json));
        let Stage::Failed(error) = failed.stage() else { panic!("{failed:?}") };
        assert_eq!(error.status(), Some(502));
    }

    #[test]
    fn events_of_another_shape_are_kept() {
        for json in [json!({"type": "image_generation.started"}), json!({"error": null}), json!([])]
        {
            let event = event(&json);
            assert_eq!(event.stage(), Stage::Preamble);
            assert_eq!(event, Event::Other(json));
        }
    }

    #[test]
    fn events_of_another_shape_stand_where_their_type_says() {
        let failed = || Stage::Failed(Cow::Owned(ApiError::default()));
        for (json, stage) in [
            (
                json!({"type": "image_generation.completed", "url": "https://a.example"}),
                Stage::Last,
            ),
            (json!({"type": "image_generation.partial_image", "url": ""}), Stage::Content),
            (json!({"type": "error", "message": "m"}), failed()),
            (json!({"type": "error", "error": [1]}), failed()),
        ] {
            let event = event(&json);
            assert_eq!(event.stage(), stage, "{json}");
            assert_eq!(event, Event::Other(json));
        }
    }
}
