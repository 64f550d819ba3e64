//! The events of a stream.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Container, ContentBlock, Delta, DeltaUsage, ErrorDetail, ResponseKind, ResponseRole,
    StartUsage, StopDetails, StopReason,
};
use crate::{Count, Extra, Stage, StreamedEvent, error::ApiError, router};

/// One event of a stream, told apart by `type`, which the name of the event repeats.
///
/// A stream is one `message_start`, then for each block of the answer a `content_block_start`,
/// its deltas and a `content_block_stop`, then a `message_delta` and the `message_stop`. An
/// [`Accumulator`](super::Accumulator) makes the reply of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// The answer begins.
    MessageStart(Box<MessageStart>),
    /// A block begins.
    ContentBlockStart(ContentBlockStart),
    /// A block goes on.
    ContentBlockDelta(ContentBlockDelta),
    /// A block ends.
    ContentBlockStop(ContentBlockStop),
    /// Why the answer ends and what it used, once that is known.
    MessageDelta(Box<MessageDelta>),
    /// The answer ends.
    MessageStop(Box<MessageStop>),
    /// A sign of life.
    Ping(Ping),
    /// The answer failed.
    Error(Box<ErrorEvent>),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// An event of a type that this version does not know stands beside the answer. One of a known
/// type and another shape stands where its type says.
impl StreamedEvent for Event {
    fn stage(&self) -> Stage<'_> {
        match self {
            Self::MessageStart(_) | Self::Ping(_) => Stage::Preamble,
            Self::ContentBlockStart(_)
            | Self::ContentBlockDelta(_)
            | Self::ContentBlockStop(_)
            | Self::MessageDelta(_) => Stage::Content,
            Self::MessageStop(_) => Stage::Last,
            Self::Error(event) => Stage::Failed(Cow::Owned(event.error.to_api_error())),
            Self::Other(value) => stage_of_other(value),
        }
    }
}

fn stage_of_other(value: &Value) -> Stage<'_> {
    let kind = value.get("type").and_then(Value::as_str);
    let error = value.get("error").filter(|error| !error.is_null());
    match (kind, error) {
        (_, Some(error)) => Stage::Failed(Cow::Owned(ErrorDetail::read(error))),
        (Some("error"), None) => Stage::Failed(Cow::Owned(ApiError::default())),
        (Some("message_stop"), None) => Stage::Last,
        (Some(kind), None) if is_content(kind) => Stage::Content,
        _ => Stage::Preamble,
    }
}

fn is_content(kind: &str) -> bool {
    matches!(
        kind,
        "content_block_start" | "content_block_delta" | "content_block_stop" | "message_delta"
    )
}

/// The answer begins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageStart {
    /// The answer so far.
    pub message: StartMessage,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// An answer that begins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartMessage {
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Always `message`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<ResponseKind>,
    /// Always `assistant`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<ResponseRole>,
    /// What the model has said so far: as a rule nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<Vec<ContentBlock>>,
    /// The model that answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The upstream that answers, by its display name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// The sandbox that code runs in.
    pub container: Option<Container>,
    /// Always `null`.
    #[serde(default)]
    pub stop_reason: Value,
    /// Always `null`.
    pub stop_details: Option<StopDetails>,
    /// Always `null`.
    #[serde(default)]
    pub stop_sequence: Value,
    /// What it has used so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<StartUsage>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A block begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContentBlockStart {
    /// Which block it is, from 0.
    pub index: Count,
    /// The block: whole, or empty where deltas follow.
    pub content_block: ContentBlock,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A block goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContentBlockDelta {
    /// Which block.
    pub index: Count,
    /// What is added to it.
    pub delta: Delta,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A block ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContentBlockStop {
    /// Which block.
    pub index: Count,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Why the answer ends, and what it used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageDelta {
    /// What is known of the answer from now on.
    pub delta: MessageChange,
    /// What it has used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<DeltaUsage>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What is known of an answer at its end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageChange {
    /// The sandbox that code ran in.
    pub container: Option<Container>,
    /// Why the answer ended.
    pub stop_reason: Option<StopReason>,
    /// Why the model refused.
    pub stop_details: Option<StopDetails>,
    /// Which of the texts that end the answer ended it.
    pub stop_sequence: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The answer ends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageStop {
    /// How the call was routed, if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub openrouter_metadata: Option<router::Metadata>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A sign of life.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ping {
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The answer failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorEvent {
    /// What went wrong.
    pub error: ErrorDetail,
    /// How the call was routed, if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub openrouter_metadata: Option<router::Metadata>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode;

    #[track_caller]
    fn stage(json: &str) -> String {
        let event: Event = decode(json.as_bytes()).unwrap();
        match event.stage() {
            Stage::Failed(error) => format!("{:?} {:?}", error.status(), error.message),
            stage => format!("{stage:?}"),
        }
    }

    #[test]
    fn every_event_has_its_stage() {
        for (json, expected) in [
            (r#"{"type":"message_start","message":{"content":[]}}"#, "Preamble"),
            (r#"{"type":"ping"}"#, "Preamble"),
            (
                r#"{"type":"content_block_start","index":0,"content_block":{"type":"new"}}"#,
                "Content",
            ),
            (
                r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a"}}"#,
                "Content",
            ),
            (r#"{"type":"content_block_stop","index":0}"#, "Content"),
            (r#"{"type":"message_delta","delta":{"stop_reason":"end_turn"}}"#, "Content"),
            (r#"{"type":"message_stop"}"#, "Last"),
            (
                r#"{"type":"error","error":{"type":"overloaded_error","message":"Busy"}}"#,
                r#"Some(529) Some("Busy")"#,
            ),
        ] {
            assert_eq!(stage(json), expected, "{json}");
        }
    }

    #[test]
    fn an_event_of_a_new_type_stands_beside_the_answer() {
        for json in [r#"{"type":"horoscope","error":null}"#, r#"{"kind":"ping"}"#, "3"] {
            assert_eq!(stage(json), "Preamble", "{json}");
        }
    }

    #[test]
    fn an_event_of_another_shape_stands_where_its_type_says() {
        for (json, expected) in [
            (r#"{"type":"message_stop","openrouter_metadata":3}"#, "Last"),
            (r#"{"type":"content_block_stop"}"#, "Content"),
            (r#"{"type":"message_delta","delta":3}"#, "Content"),
            (r#"{"type":"error"}"#, "None None"),
            (r#"{"type":"error","error":"Gone"}"#, r#"None Some("Gone")"#),
            (r#"{"error":{"code":502,"message":"Gone"}}"#, r#"Some(502) Some("Gone")"#),
        ] {
            assert!(matches!(decode(json.as_bytes()), Ok(Event::Other(_))), "{json}");
            assert_eq!(stage(json), expected, "{json}");
        }
    }
}
