//! How a model thinks before it answers.

use serde::{Deserialize, Serialize};

use crate::{Extra, open_enum::open_enum};

/// How a model thinks before it answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reasoning {
    /// How much, in words. Models take the nearest level that they know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effort: Option<ReasoningEffort>,
    /// How much, in tokens. Documented only, works.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<u64>,
    /// Whether it thinks without telling. Documented only, works.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclude: Option<bool>,
    /// Whether it thinks at all; on is medium effort. Documented only, works.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// How the thinking is summed up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<ReasoningSummary>,
    /// Which earlier thinking it sees. Documented only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<ReasoningContext>,
    /// How it thinks. Documented only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<ReasoningMode>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// How much a model thinks.
    pub enum ReasoningEffort {
        /// 95 % of the tokens of the answer.
        Max = "max",
        /// 95 %.
        XHigh = "xhigh",
        /// 80 %.
        High = "high",
        /// 50 %.
        Medium = "medium",
        /// 20 %.
        Low = "low",
        /// 10 %.
        Minimal = "minimal",
        /// Not at all; an error for a model that must.
        None = "none",
    }
}

open_enum! {
    /// How thinking is summed up.
    pub enum ReasoningSummary {
        /// As the model sees fit.
        Auto = "auto",
        /// In short.
        Concise = "concise",
        /// At length.
        Detailed = "detailed",
    }
}

open_enum! {
    /// Which earlier thinking a model sees.
    pub enum ReasoningContext {
        /// As the model sees fit.
        Auto = "auto",
        /// That of all turns.
        AllTurns = "all_turns",
        /// That of this turn.
        CurrentTurn = "current_turn",
    }
}

open_enum! {
    /// How a model thinks.
    pub enum ReasoningMode {
        /// The usual way.
        Standard = "standard",
        /// The thorough way.
        Pro = "pro",
    }
}
