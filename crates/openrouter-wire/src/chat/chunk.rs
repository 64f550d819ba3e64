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
    pub provider: Option<Upstream<Self>>,
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
