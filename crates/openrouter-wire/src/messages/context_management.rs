//! How a conversation that grows too long is cut.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Extra, open_enum::open_enum};

/// How a conversation that grows too long is cut.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContextManagement {
    /// What to do, in order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edits: Option<Vec<ContextEdit>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A way to cut a conversation, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
#[expect(clippy::large_enum_variant, reason = "a request has a few at the most")]
pub enum ContextEdit {
    /// Takes away what tools gave long ago.
    #[serde(rename = "clear_tool_uses_20250919")]
    ClearToolUses(ClearToolUses),
    /// Takes away what the model thought long ago.
    #[serde(rename = "clear_thinking_20251015")]
    ClearThinking(ClearThinking),
    /// Sums up what was said long ago.
    #[serde(rename = "compact_20260112")]
    Compact(Compact),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// Takes away what tools gave long ago.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClearToolUses {
    /// From when on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trigger: Option<ContextTrigger>,
    /// How many of the latest calls stay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep: Option<ToolUses>,
    /// How much it must save; else the cache is worth more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clear_at_least: Option<InputTokens>,
    /// Whether the arguments of the calls go too, or those of some tools.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clear_tool_inputs: Option<ClearToolInputs>,
    /// Tools whose results stay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclude_tools: Option<Vec<String>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Whether the arguments of calls are taken away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ClearToolInputs {
    /// Those of all tools, or none.
    All(bool),
    /// Those of some tools, by name.
    Of(Vec<String>),
}

/// From when on a conversation is cut, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ContextTrigger {
    /// From a number of tokens of the prompt on.
    InputTokens(Threshold),
    /// From a number of calls of tools on.
    ToolUses(Threshold),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// A number of something.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Threshold {
    /// How many.
    pub value: u64,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl From<u64> for Threshold {
    fn from(value: u64) -> Self {
        Self { value, ..Self::default() }
    }
}

/// A number of tokens of the prompt.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputTokens {
    /// Always `input_tokens`.
    #[serde(rename = "type")]
    pub kind: InputTokensKind,
    /// How many.
    pub value: u64,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl From<u64> for InputTokens {
    fn from(value: u64) -> Self {
        Self { value, ..Self::default() }
    }
}

open_enum! {
    /// Kinds of [`InputTokens`].
    #[derive(Default)]
    pub enum InputTokensKind {
        /// The only one.
        #[default]
        InputTokens = "input_tokens",
    }
}

/// A number of calls of tools.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolUses {
    /// Always `tool_uses`.
    #[serde(rename = "type")]
    pub kind: ToolUsesKind,
    /// How many.
    pub value: u64,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl From<u64> for ToolUses {
    fn from(value: u64) -> Self {
        Self { value, ..Self::default() }
    }
}

open_enum! {
    /// Kinds of [`ToolUses`].
    #[derive(Default)]
    pub enum ToolUsesKind {
        /// The only one.
        #[default]
        ToolUses = "tool_uses",
    }
}

/// Takes away what the model thought long ago.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClearThinking {
    /// How much stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep: Option<KeepThinking>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// How much of what the model thought stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum KeepThinking {
    /// All, in one word.
    Name(KeepName),
    /// All, or that of the latest turns.
    Rule(KeepRule),
}

open_enum! {
    /// How much of what the model thought stays, in one word.
    pub enum KeepName {
        /// All.
        All = "all",
    }
}

/// How much of what the model thought stays, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum KeepRule {
    /// That of the latest turns.
    ThinkingTurns(Threshold),
    /// All.
    All {},
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// Sums up what was said long ago.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compact {
    /// From when on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trigger: Option<InputTokens>,
    /// What the summary should be like, in place of the usual instructions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instructions: Option<String>,
    /// Whether the answer ends after the summary, so that the application can look at it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pause_after_compaction: Option<bool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// How the conversation was cut.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppliedContextManagement {
    /// What was done, in order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applied_edits: Option<Vec<AppliedEdit>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A way in which the conversation was cut. What it saved is in `extra`, by names that differ.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppliedEdit {
    /// The way, such as `clear_tool_uses_20250919`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_stays_is_a_word_or_a_rule() {
        for (json, keep) in [
            (json!("all"), KeepThinking::Name(KeepName::All)),
            (json!({"type": "all"}), KeepThinking::Rule(KeepRule::All {})),
            (
                json!({"type": "thinking_turns", "value": 2}),
                KeepThinking::Rule(KeepRule::ThinkingTurns(2.into())),
            ),
            (json!({"type": "some"}), KeepThinking::Rule(KeepRule::Other(json!({"type": "some"})))),
        ] {
            assert_eq!(serde_json::from_value::<KeepThinking>(json.clone()).unwrap(), keep);
            assert_eq!(serde_json::to_value(&keep).unwrap(), json);
        }
    }
}
