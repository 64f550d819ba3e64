//! What a model costs.

use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::{Amount, Extra};

/// Prices in US dollars for one unit: one token, one image, one request, one search.
///
/// `"0"` is free, `"-1"` is a price that depends on the model a router picks. Only `prompt` and
/// `completion` are always there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pricing {
    /// A token of the prompt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt: Option<Amount>,
    /// A token of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completion: Option<Amount>,
    /// A request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<Amount>,
    /// An image of the prompt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<Amount>,
    /// A token of an image.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_token: Option<Amount>,
    /// An image of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_output: Option<Amount>,
    /// A token of sound in the prompt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio: Option<Amount>,
    /// A token of sound in the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio_output: Option<Amount>,
    /// A token of sound read from the cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_audio_cache: Option<Amount>,
    /// A web search.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub web_search: Option<Amount>,
    /// A token of thinking.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub internal_reasoning: Option<Amount>,
    /// A token of the prompt read from the cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_cache_read: Option<Amount>,
    /// A token of the prompt written to the cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_cache_write: Option<Amount>,
    /// The same, for an hour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_cache_write_1h: Option<Amount>,
    /// The part of each price that is taken off, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discount: Option<Number>,
    /// Prices that differ for long prompts or at some hours. A later entry wins, price by price.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overrides: Option<Vec<PricingOverride>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Prices under a condition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricingOverride {
    /// Holds for prompts with more tokens than this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_prompt_tokens: Option<Number>,
    /// Holds from this time of day, as hours and minutes: `930` is 9:30 UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub utc_start: Option<Number>,
    /// Holds until before this time of day; may be past midnight.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub utc_end: Option<Number>,
    /// As in [`Pricing`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt: Option<Amount>,
    /// As in [`Pricing`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completion: Option<Amount>,
    /// As in [`Pricing`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio: Option<Amount>,
    /// As in [`Pricing`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_audio_cache: Option<Amount>,
    /// As in [`Pricing`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_cache_read: Option<Amount>,
    /// As in [`Pricing`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_cache_write: Option<Amount>,
    /// As in [`Pricing`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_cache_write_1h: Option<Amount>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
