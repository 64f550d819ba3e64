//! Several models, and what they agree on.

use serde::{Deserialize, Serialize};

use crate::{Count, Extra, responses::ItemStatus};

/// What several models said, and a comparison of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerFusion {
    /// How far it is.
    pub status: ItemStatus,
    /// The comparison.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub analysis: Option<FusionAnalysis>,
    /// What each model said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub responses: Option<Vec<FusionResponse>>,
    /// The models that said nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed_models: Option<Vec<FusionFailure>>,
    /// The web pages that they read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sources: Option<Vec<FusionSource>>,
    /// Why there is no comparison.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The same in one word, such as `all_panels_failed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure_reason: Option<String>,
    /// The id of this item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What a model said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FusionResponse {
    /// The model.
    pub model: String,
    /// What it said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A model that said nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FusionFailure {
    /// The model.
    pub model: String,
    /// Why.
    pub error: String,
    /// The HTTP status that it failed with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_code: Option<Count>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A web page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FusionSource {
    /// Its address.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A comparison of several answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FusionAnalysis {
    /// What they agree on.
    pub consensus: Vec<String>,
    /// What they do not agree on.
    pub contradictions: Vec<FusionContradiction>,
    /// What only some of them say.
    pub partial_coverage: Vec<FusionCoverage>,
    /// What only one of them says.
    pub unique_insights: Vec<FusionInsight>,
    /// What none of them says.
    pub blind_spots: Vec<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Something on which answers differ.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FusionContradiction {
    /// What it is.
    pub topic: String,
    /// What they say about it.
    pub stances: Vec<FusionStance>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What a model says about a topic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FusionStance {
    /// The model.
    pub model: String,
    /// What it says.
    pub stance: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Something that only some answers say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FusionCoverage {
    /// What they say.
    pub point: String,
    /// Who says it.
    pub models: Vec<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Something that only one answer says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FusionInsight {
    /// Who says it.
    pub model: String,
    /// What it says.
    pub insight: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
