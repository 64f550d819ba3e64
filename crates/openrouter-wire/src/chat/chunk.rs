//! One piece of a stream.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Annotation, Audio, Content, FinishReason, FunctionCall, Image, Logprobs, ReasoningDetail, Role,
    ServiceTier, ToolCall, Upstream, Usage,
};
use crate::{Count, Extra, error::ApiError, router};

/// One piece of a stream: the data of one SSE event.
///
/// The finish reason comes twice, and only the second time with usage; usage may also come on a
/// chunk without choices or without a finish reason. An error may come at any time, with any
/// finish reason or none, and `[DONE]` follows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chunk {
    /// The generation, the same in the whole stream.
    pub id: Option<String>,
    /// `chat.completion.chunk`.
    pub object: Option<String>,
    /// When the stream began, in seconds since 1970.
    pub created: Option<Count>,
    /// The model that answers; often not as the request named it.
    pub model: Option<String>,
    /// The upstream that answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<Upstream>,
    /// The upstream's configuration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system_fingerprint: Option<String>,
    /// The upstream's class of service; on the last chunk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_tier: Option<ServiceTier>,
    /// The answers' pieces: one, or none.
    pub choices: Option<Vec<ChunkChoice>>,
    /// What the answer used and cost; on the last chunk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// What went wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ApiError>,
    /// Who asked; beside an error only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// How the call was routed, if asked for; on the last chunk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub openrouter_metadata: Option<router::Metadata>,
    /// What was asked for with [`Request::debug`](super::Request::debug).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub debug: Option<DebugInfo>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Chunk {
    /// Returns the error of the chunk or else that of a choice.
    pub fn first_error(&self) -> Option<&ApiError> {
        let mut choices = self.choices.iter().flatten();
        self.error.as_ref().or_else(|| choices.find_map(|choice| choice.error.as_ref()))
    }
}

/// A piece of one answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChunkChoice {
    /// Which answer it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<Count>,
    /// What is added.
    pub delta: Option<Delta>,
    /// Why the answer ended, if it did.
    pub finish_reason: Option<FinishReason>,
    /// The same in the upstream's words.
    pub native_finish_reason: Option<String>,
    /// Log probabilities of the piece, if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logprobs: Option<Logprobs>,
    /// What is added to a `prompt`. Legacy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What went wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ApiError>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What a chunk adds to an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delta {
    /// `assistant`, on every chunk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Text. `""` beside thinking and refusals, none beside tool calls.
    pub content: Option<Content>,
    /// Why the model refuses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<String>,
    /// What the model thinks, as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<String>,
    /// What the model thinks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning_details: Option<Vec<ReasoningDetail>>,
    /// Fragments of tool calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool_calls: Option<Vec<ToolCall>>,
    /// A fragment of a single call, by OpenAI's older name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function_call: Option<FunctionCall>,
    /// Sources, one on each chunk before the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub annotations: Option<Vec<Annotation>>,
    /// Images.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub images: Option<Vec<Image>>,
    /// A fragment of sound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio: Option<Audio>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What a stream tells for debugging.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DebugInfo {
    /// The body that went upstream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub echo_upstream_body: Option<Value>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{decode, fixtures};

    fn choice(chunk: &Chunk) -> &ChunkChoice {
        &chunk.choices.as_ref().unwrap()[0]
    }

    #[test]
    fn the_finish_reason_comes_twice_and_usage_once() {
        let chunks = fixtures::chunks(fixtures::STREAM_TEXT);
        let finished = chunks.iter().filter(|chunk| choice(chunk).finish_reason.is_some());
        assert_eq!(finished.count(), 2);
        assert_eq!(chunks.iter().filter(|chunk| chunk.usage.is_some()).count(), 1);
    }

    #[test]
    fn thinking_and_tool_calls_have_their_places() {
        let chunks = fixtures::chunks(fixtures::STREAM_TOOLS);
        let delta = |at: usize| choice(&chunks[at]).delta.as_ref().unwrap();
        assert_eq!(delta(0).reasoning.as_deref(), Some("**Plan**"));
        assert_eq!(delta(1).reasoning_details.as_ref().map(Vec::len), Some(1));
        assert_eq!(delta(2).reasoning_details, Some(Vec::new()));
        assert_eq!(delta(3).content, None);
        let fragment = &delta(4).tool_calls.as_ref().unwrap()[0];
        assert_eq!((fragment.id.as_ref(), fragment.index.as_ref().unwrap().get()), (None, Some(0)));
        assert_eq!(delta(5).tool_calls, None);
        assert_eq!(chunks[6].choices, Some(Vec::new()));
    }

    #[test]
    fn an_error_is_found_whatever_the_finish_reason() {
        let chunks = fixtures::chunks(fixtures::STREAM_FAILURE);
        let errors: Vec<_> = chunks.iter().map(Chunk::first_error).collect();
        assert_eq!(errors[0], None);
        assert_eq!(errors[1].unwrap().status(), Some(400));
        assert_eq!(choice(&chunks[1]).finish_reason, None);
        assert_eq!(errors[2].unwrap().status(), None);
        assert_eq!(choice(&chunks[2]).finish_reason, Some(FinishReason::Error));
        assert_eq!((errors[3], &chunks[3].choices), (None, &None));

        let in_choice: Chunk = decode(br#"{"choices":[{"error":"gone"}]}"#).unwrap();
        assert_eq!(in_choice.first_error().unwrap().message.as_deref(), Some("gone"));
    }

    #[test]
    fn keys_that_the_service_always_writes_are_written_when_empty() {
        let delta = Some(Delta { role: Some(Role::Assistant), ..Delta::default() });
        let choice = ChunkChoice { index: Some(0.into()), delta, ..ChunkChoice::default() };
        let chunk = Chunk { choices: Some(vec![choice]), ..Chunk::default() };
        insta::assert_snapshot!(
            serde_json::to_string(&chunk).unwrap(),
            @r#"{"id":null,"object":null,"created":null,"model":null,"choices":[{"index":0,"delta":{"role":"assistant","content":null},"finish_reason":null,"native_finish_reason":null}]}"#
        );
    }

    #[test]
    fn odd_deltas_are_read_and_wrong_ones_refused() {
        let delta = |json: &str| decode::<Delta>(json.as_bytes());
        assert!(delta(r#"{"content":[{"type":"text","text":"a"}]}"#).is_ok());
        assert!(delta(r#"{"tool_calls":null,"function_call":{"name":"f"}}"#).is_ok());
        assert!(delta(r#"{"content":1}"#).is_err());
        assert!(delta(r#"{"content":"a","content":"b"}"#).is_err());
        assert!(delta(r#"{"content":"\ud800"}"#).is_err());
    }

    #[test]
    fn deep_nesting_does_not_exhaust_the_stack() {
        let nested = |open: &str, depth: usize, close: &str| {
            decode::<Chunk>((open.repeat(depth) + "{}" + &close.repeat(depth)).as_bytes())
        };
        for depth in [100, 100_000] {
            assert!(nested(r#"{"provider":"#, depth, "}").is_ok());
            assert!(nested(r#"{"x":["#, depth, "]}").is_err());
        }
    }
}
