//! [`Reasoning`]: how much a model shall think.

use serde::{Deserialize, Serialize};

/// How much a model shall think before it answers, and whether to show it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Reasoning {
    /// How hard, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effort: Option<ReasoningEffort>,
    /// How much, in tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<u64>,
    /// Thinks, but does not show it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclude: Option<bool>,
    /// Switches thinking on or off, with the provider's default amount.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// How to sum the thoughts up, where only summaries are shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<ReasoningSummary>,
}

impl Reasoning {
    /// With this effort.
    pub fn effort(effort: ReasoningEffort) -> Self {
        Self { effort: Some(effort), ..Self::default() }
    }

    /// With this many tokens.
    pub fn max_tokens(tokens: u64) -> Self {
        Self { max_tokens: Some(tokens), ..Self::default() }
    }

    /// Keeps the thoughts out of the answer; they are made and billed all the same.
    #[must_use]
    pub fn excluded(mut self) -> Self {
        self.exclude = Some(true);
        self
    }
}

/// How hard to think. A level that a model does not have is mapped to its nearest by the provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ReasoningEffort {
    /// Not at all.
    None,
    /// Barely.
    Minimal,
    /// A little.
    Low,
    /// Some.
    Medium,
    /// Much.
    High,
    /// Very much.
    XHigh,
    /// As much as it can.
    Max,
    /// Another level, in the provider's word.
    #[serde(untagged)]
    Other(String),
}

impl ReasoningEffort {
    /// The word for it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::None => "none",
            Self::Minimal => "minimal",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::XHigh => "xhigh",
            Self::Max => "max",
            Self::Other(level) => level,
        }
    }
}

impl From<&str> for ReasoningEffort {
    fn from(word: &str) -> Self {
        match word {
            "none" => Self::None,
            "minimal" => Self::Minimal,
            "low" => Self::Low,
            "medium" => Self::Medium,
            "high" => Self::High,
            "xhigh" => Self::XHigh,
            "max" => Self::Max,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// How to sum thoughts up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ReasoningSummary {
    /// The provider decides.
    Auto,
    /// Briefly.
    Concise,
    /// At length.
    Detailed,
    /// Another way, in the provider's word.
    #[serde(untagged)]
    Other(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_and_the_json_agree() {
        for word in ["none", "minimal", "low", "medium", "high", "xhigh", "max", "ultra"] {
            let effort = ReasoningEffort::from(word);
            assert_eq!(effort.as_str(), word);
            assert_eq!(serde_json::to_value(&effort).unwrap(), word);
            assert_eq!(serde_json::from_value::<ReasoningEffort>(word.into()).unwrap(), effort);
        }
    }
}
