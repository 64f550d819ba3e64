//! [`FinishReason`]: why a model stopped.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why the model stopped. Open: a reason that this version does not know is kept as it came.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FinishReason {
    /// It was done, or met a stop sequence. A refusal often ends this way too: look at
    /// [`AssistantMessage::refusal`](crate::AssistantMessage::refusal).
    Stop,
    /// It ran out of tokens: the answer, or a tool call, is cut off.
    Length,
    /// It asks for tools to be run.
    ToolCalls,
    /// A filter held the answer back.
    ContentFilter,
    /// It failed after it had begun.
    Error,
    /// Another reason, in the provider's word.
    #[serde(untagged)]
    Other(String),
}

impl FinishReason {
    /// The word for it in JSON, logs and metrics.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Stop => "stop",
            Self::Length => "length",
            Self::ToolCalls => "tool_calls",
            Self::ContentFilter => "content_filter",
            Self::Error => "error",
            Self::Other(reason) => reason,
        }
    }
}

impl fmt::Display for FinishReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_and_unknown_reasons_survive_a_round_trip() {
        for word in ["stop", "length", "tool_calls", "content_filter", "error", "pause_turn", ""] {
            let json = serde_json::to_string(word).unwrap();
            let reason: FinishReason = serde_json::from_str(&json).unwrap();
            assert_eq!(reason.as_str(), word);
            assert_eq!(serde_json::to_string(&reason).unwrap(), json);
            assert_eq!(
                matches!(reason, FinishReason::Other(_)),
                ["pause_turn", ""].contains(&word)
            );
        }
    }
}
