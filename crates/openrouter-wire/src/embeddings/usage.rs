//! What a request used and cost.

use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::{Count, Extra, chat::CostDetails};

/// What a request used and cost.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Tokens of all inputs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_tokens: Option<Count>,
    /// The same: nothing is generated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_tokens: Option<Count>,
    /// What the account pays, in US dollars.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<Number>,
    /// Whether the user's own upstream key was used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_byok: Option<bool>,
    /// What the upstream asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_details: Option<CostDetails>,
    /// What the tokens are, if there was more than one kind of input and the upstream says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_tokens_details: Option<PromptTokensDetails>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What the tokens are. Kinds without any are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromptTokensDetails {
    /// Text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_tokens: Option<Count>,
    /// Images.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_tokens: Option<Count>,
    /// Sound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio_tokens: Option<Count>,
    /// Video.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video_tokens: Option<Count>,
    /// Files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_tokens: Option<Count>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
