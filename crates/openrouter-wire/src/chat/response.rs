//! The reply to a request without `stream`.

use serde::{Deserialize, Serialize};

use super::{
    Annotation, Audio, Content, FinishReason, FunctionCall, Image, Logprobs, ReasoningDetail,
    ServiceTier, ToolCall, Upstream, Usage,
};
use crate::{Count, Extra, error::ApiError, open_enum::open_enum, router};

/// The reply.
///
/// A status of 200 does not make it a success: see [`first_error`](Self::first_error) and
/// [`unnested`](Self::unnested), and `choices` may be missing without any error.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// The generation, `gen-…`.
    pub id: Option<String>,
    /// `chat.completion`.
    pub object: Option<String>,
    /// When it was made, in seconds since 1970.
    pub created: Option<Count>,
    /// The model that answered; often not as the request named it.
    pub model: Option<String>,
    /// The upstream that answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<Upstream<Self>>,
    /// The upstream's configuration.
    pub system_fingerprint: Option<String>,
    /// The upstream's class of service.
    pub service_tier: Option<ServiceTier>,
    /// The answers: one, whatever `n` was.
    pub choices: Option<Vec<Choice>>,
    /// What it used and cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// What went wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ApiError>,
    /// Who asked; beside an error only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// How the call was routed, if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub openrouter_metadata: Option<router::Metadata>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Response {
    /// Returns the error of the reply or else that of a choice.
    pub fn first_error(&self) -> Option<&ApiError> {
        let mut choices = self.choices.iter().flatten();
        self.error.as_ref().or_else(|| choices.find_map(|choice| choice.error.as_ref()))
    }

    /// Returns the answer that stands in [`provider`](Self::provider), if this reply is empty
    /// and one stands there; else this reply.
    #[must_use]
    pub fn unnested(self) -> Self {
        match self {
            Self { choices: None, provider: Some(Upstream::Nested(nested)), .. } => *nested,
            reply => reply,
        }
    }
}

/// One answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Which answer it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<Count>,
    /// Why it ended.
    pub finish_reason: Option<FinishReason>,
    /// Why it ended, in the upstream's words.
    pub native_finish_reason: Option<String>,
    /// Log probabilities, if asked for.
    pub logprobs: Option<Logprobs>,
    /// What the model said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<ResponseMessage>,
    /// What the model said to a `prompt`. Legacy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What went wrong after part of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ApiError>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What the model said.
///
/// To send it back, make it an [`AssistantMessage`](super::AssistantMessage).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResponseMessage {
    /// `assistant`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The text. None beside tool calls, with a refusal, and where all tokens went into thinking.
    pub content: Option<Content>,
    /// Why the model refused. To be looked at first: the finish reason mostly is `stop`.
    pub refusal: Option<String>,
    /// What the model thought, as text.
    pub reasoning: Option<String>,
    /// What the model thought. An empty list is not the same as none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning_details: Option<Vec<ReasoningDetail>>,
    /// The tools that the model calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool_calls: Option<Vec<ToolCall>>,
    /// A single call, by OpenAI's older name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function_call: Option<FunctionCall>,
    /// Sources.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub annotations: Option<Vec<Annotation>>,
    /// Images that the model made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub images: Option<Vec<Image>>,
    /// What the model said aloud.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio: Option<Audio>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Who speaks.
    pub enum Role {
        /// The application, with instructions.
        System = "system",
        /// The same, by OpenAI's newer name.
        Developer = "developer",
        /// The user.
        User = "user",
        /// The model.
        Assistant = "assistant",
        /// A tool.
        Tool = "tool",
    }
}
