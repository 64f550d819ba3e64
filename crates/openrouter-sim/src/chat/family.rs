//! How the upstreams of a model speak.

use openrouter_wire::chat::{FinishReason, ServiceTier};

use crate::seed::Seed;

/// How the upstreams of a model speak: their words for the end of an answer, the form of their
/// thinking, their ids. Follows recorded replies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    /// OpenAI's older models, by Chat Completions.
    OpenAiChat,
    /// OpenAI's newer models, by Responses.
    OpenAiResponses,
    /// Claude.
    Anthropic,
    /// Gemini.
    Google,
    /// All others, at whoever runs them.
    Open,
}

impl Family {
    /// Tells the family from the name of a model.
    pub(crate) fn of(slug: &str) -> Self {
        match slug.split_once('/') {
            Some(("anthropic", _)) => Self::Anthropic,
            Some(("google", _)) => Self::Google,
            Some(("openai", model)) if model.starts_with("gpt-4o") => Self::OpenAiChat,
            Some(("openai", _)) => Self::OpenAiResponses,
            _ => Self::Open,
        }
    }

    /// Returns the display name of the upstream.
    pub(crate) fn upstream(self) -> &'static str {
        match self {
            Self::OpenAiChat | Self::OpenAiResponses => "OpenAI",
            Self::Anthropic => "Anthropic",
            Self::Google => "Google",
            Self::Open => "DeepInfra",
        }
    }

    /// Returns the upstream's word for the end of a whole answer.
    pub(crate) fn native_finish(self, reason: &FinishReason) -> &'static str {
        match (self, reason) {
            (_, FinishReason::Length) => self.native_truncation(),
            (_, FinishReason::ContentFilter) => "content_filter",
            (Self::OpenAiResponses, _) => "completed",
            (Self::Anthropic, FinishReason::ToolCalls) => "tool_use",
            (Self::Anthropic, _) => "end_turn",
            (Self::Google, _) => "STOP",
            (_, FinishReason::ToolCalls) => "tool_calls",
            _ => "stop",
        }
    }

    /// Returns the upstream's word for an answer that was cut off.
    pub(crate) fn native_truncation(self) -> &'static str {
        match self {
            Self::OpenAiChat | Self::Open => "length",
            Self::OpenAiResponses => "max_output_tokens",
            Self::Anthropic => "max_tokens",
            Self::Google => "MAX_TOKENS",
        }
    }

    /// Returns how many tokens an answer may have at least: some upstreams round small limits
    /// up.
    pub(crate) fn least_limit(self) -> u64 {
        match self {
            Self::OpenAiResponses => 16,
            Self::OpenAiChat | Self::Anthropic | Self::Google | Self::Open => 1,
        }
    }

    /// Returns the class of service that replies name.
    pub(crate) fn service_tier(self) -> Option<ServiceTier> {
        match self {
            Self::OpenAiChat | Self::Open => None,
            Self::OpenAiResponses | Self::Anthropic | Self::Google => Some(ServiceTier::Default),
        }
    }

    /// Invents the upstream's configuration, where replies name one.
    pub(crate) fn fingerprint(self, seed: &mut Seed) -> Option<String> {
        (self == Self::OpenAiChat).then(|| format!("fp_{:010x}", seed.below(1 << 40)))
    }

    /// Invents the id of a tool call.
    pub(crate) fn call_id(self, index: usize, name: &str, seed: &mut Seed) -> String {
        match self {
            Self::Anthropic => format!("toolu_01{}", seed.alphanumeric(22)),
            Self::Google => format!("tool_{index}_{name}_{}", seed.alphanumeric(20)),
            Self::OpenAiChat | Self::OpenAiResponses | Self::Open => {
                format!("call_{}", seed.alphanumeric(24))
            }
        }
    }
}
