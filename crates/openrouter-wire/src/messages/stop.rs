//! Why an answer ended.

use serde::{Deserialize, Serialize};

use crate::{Extra, open_enum::open_enum};

open_enum! {
    /// Why an answer ended.
    pub enum StopReason {
        /// The model was done.
        EndTurn = "end_turn",
        /// As many tokens as were allowed.
        MaxTokens = "max_tokens",
        /// The context is full.
        ModelContextWindowExceeded = "model_context_window_exceeded",
        /// One of the texts that end it.
        StopSequence = "stop_sequence",
        /// The model calls tools.
        ToolUse = "tool_use",
        /// The upstream's own tools took too long; send the answer back to go on.
        PauseTurn = "pause_turn",
        /// The model refused.
        Refusal = "refusal",
        /// The conversation was compacted; send the answer back to go on.
        Compaction = "compaction",
    }
}

/// Why the model refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StopDetails {
    /// Always `refusal`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<StopDetailsKind>,
    /// What the request was about.
    pub category: Option<RefusalCategory>,
    /// Why, for people.
    pub explanation: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Kinds of [`StopDetails`].
    pub enum StopDetailsKind {
        /// The only one.
        Refusal = "refusal",
    }
}

open_enum! {
    /// What a refused request was about.
    pub enum RefusalCategory {
        /// Attacks on computers.
        Cyber = "cyber",
        /// Dangers to life.
        Bio = "bio",
        /// The making of large models.
        FrontierLlm = "frontier_llm",
        /// The thinking of the model itself.
        ReasoningExtraction = "reasoning_extraction",
        /// Other harm.
        GeneralHarms = "general_harms",
    }
}
