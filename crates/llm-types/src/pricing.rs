//! [`Pricing`]: what a model costs.

use serde::{Deserialize, Serialize};

use crate::Usd;

/// What a model costs, in US dollars for one unit: a token, a picture, a request, a search.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Pricing {
    /// A token read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<Price>,
    /// A token written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<Price>,
    /// A token read from the prompt cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_read: Option<Price>,
    /// A token written to the prompt cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_write: Option<Price>,
    /// A token written to the prompt cache for one hour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_write_1h: Option<Price>,
    /// A token thought, where it is not priced as output.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<Price>,
    /// A request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<Price>,
    /// A picture read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<Price>,
    /// A picture, or an image token, written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_output: Option<Price>,
    /// An audio token read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio: Option<Price>,
    /// An audio token written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio_output: Option<Price>,
    /// An audio token read from the prompt cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio_cache_read: Option<Price>,
    /// A web search.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub web_search: Option<Price>,
    /// Other prices under conditions; a later one wins over an earlier one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<PriceOverride>,
}

impl Pricing {
    /// True if reading and writing cost nothing.
    pub fn is_free(&self) -> bool {
        [self.input, self.output].iter().all(|price| *price == Some(Price::Fixed(Usd::ZERO)))
    }
}

/// A price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Price {
    /// So much a unit.
    Fixed(Usd),
    /// Depends on which model is chosen behind it.
    Variable,
}

impl Price {
    /// The amount, unless it varies.
    pub const fn amount(self) -> Option<Usd> {
        match self {
            Self::Fixed(amount) => Some(amount),
            Self::Variable => None,
        }
    }
}

/// Prices that hold under a condition.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct PriceOverride {
    /// Holds for prompts of more than this many tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub above_input_tokens: Option<u64>,
    /// Holds from this time of day in UTC, as hours times 100 plus minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_utc: Option<u16>,
    /// Until before this time of day; less than `from_utc` where it spans midnight.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until_utc: Option<u16>,
    /// The prices that differ.
    pub pricing: Box<Pricing>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_price_is_not_free() {
        let mut pricing = Pricing::default();
        assert!(!pricing.is_free(), "unknown is not free");
        pricing.input = Some(Price::Fixed(Usd::ZERO));
        pricing.output = Some(Price::Variable);
        assert!(!pricing.is_free());
        pricing.output = Some(Price::Fixed(Usd::ZERO));
        assert!(pricing.is_free());
    }
}
