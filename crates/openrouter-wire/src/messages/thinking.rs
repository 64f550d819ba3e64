//! How a model thinks, and what it thought.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Extra, open_enum::open_enum};

/// Whether a model thinks before it answers, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Thinking {
    /// It does, up to a number of tokens.
    Enabled(ThinkingEnabled),
    /// It does not.
    Disabled {},
    /// As much as it sees fit.
    Adaptive(ThinkingAdaptive),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

impl Thinking {
    /// Creates thinking up to a number of tokens.
    pub fn enabled(budget_tokens: u64) -> Self {
        Self::Enabled(ThinkingEnabled { budget_tokens, ..ThinkingEnabled::default() })
    }
}

/// Thinking up to a number of tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThinkingEnabled {
    /// How many tokens it may think; fewer than `max_tokens`.
    pub budget_tokens: u64,
    /// What the answer shows of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display: Option<ThinkingDisplay>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Thinking as the model sees fit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThinkingAdaptive {
    /// What the answer shows of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display: Option<ThinkingDisplay>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// What an answer shows of the thinking.
    pub enum ThinkingDisplay {
        /// A summary.
        Summarized = "summarized",
        /// Only the signature.
        Omitted = "omitted",
    }
}

/// What the model thought. It is sent back as it came: the signature is over this text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThinkingBlock {
    /// The text; may be empty beside a signature.
    pub thinking: String,
    /// The upstream's signature of the text.
    pub signature: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What the model thought, readable for the upstream only. It is sent back as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedactedThinkingBlock {
    /// The encrypted text.
    pub data: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn thinking_of_another_shape_is_kept() {
        for json in [
            json!({"type": "enabled"}),
            json!({"type": "disabled", "budget_tokens": 3}),
            json!({"type": "dreaming"}),
            json!("enabled"),
        ] {
            let thinking: Thinking = serde_json::from_value(json.clone()).unwrap();
            assert_eq!(thinking, Thinking::Other(json));
        }
    }
}
