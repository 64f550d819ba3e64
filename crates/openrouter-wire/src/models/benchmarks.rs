//! How a model does in public benchmarks.

use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::Extra;

/// How a model does in public benchmarks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Benchmarks {
    /// Indices of Artificial Analysis.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub artificial_analysis: Option<ArtificialAnalysis>,
    /// Standings in Design Arena.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub design_arena: Option<Vec<DesignArena>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Indices of Artificial Analysis.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArtificialAnalysis {
    /// Over all.
    pub intelligence_index: Option<Number>,
    /// In programming.
    pub coding_index: Option<Number>,
    /// As an agent.
    pub agentic_index: Option<Number>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A standing in Design Arena.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DesignArena {
    /// The arena.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arena: Option<String>,
    /// The category.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// The rating.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub elo: Option<Number>,
    /// How often it wins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub win_rate: Option<Number>,
    /// Its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rank: Option<Number>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
