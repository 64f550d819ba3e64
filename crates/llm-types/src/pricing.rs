//! [`Pricing`]: what a model costs.

use std::time::SystemTime;

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
    /// The prices that hold for a prompt of so many tokens at this time. Those that hold at some
    /// hours only do not, if the time is not said.
    #[must_use]
    pub fn at(&self, input_tokens: u64, time: Option<SystemTime>) -> Self {
        let mut prices = Self { overrides: Vec::new(), ..self.clone() };
        let time = time.and_then(time_of_day);
        for other in self.overrides.iter().filter(|other| other.holds(input_tokens, time)) {
            prices.put(&other.pricing);
        }
        prices
    }

    /// Puts other prices over these, where there are any.
    fn put(&mut self, other: &Self) {
        let Self {
            input,
            output,
            cache_read,
            cache_write,
            cache_write_1h,
            reasoning,
            request,
            image,
            image_output,
            audio,
            audio_output,
            audio_cache_read,
            web_search,
            overrides: _,
        } = other;
        self.input = input.or(self.input);
        self.output = output.or(self.output);
        self.cache_read = cache_read.or(self.cache_read);
        self.cache_write = cache_write.or(self.cache_write);
        self.cache_write_1h = cache_write_1h.or(self.cache_write_1h);
        self.reasoning = reasoning.or(self.reasoning);
        self.request = request.or(self.request);
        self.image = image.or(self.image);
        self.image_output = image_output.or(self.image_output);
        self.audio = audio.or(self.audio);
        self.audio_output = audio_output.or(self.audio_output);
        self.audio_cache_read = audio_cache_read.or(self.audio_cache_read);
        self.web_search = web_search.or(self.web_search);
    }

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

impl PriceOverride {
    /// Whether it holds for a prompt of so many tokens at this time of day.
    fn holds(&self, input_tokens: u64, time: Option<u16>) -> bool {
        let is_long = self.above_input_tokens.is_none_or(|above| input_tokens > above);
        let is_time = match (self.from_utc, self.until_utc, time) {
            (None, None, _) => true,
            (_, _, None) => false,
            (from, until, Some(time)) => {
                let (from, until) = (from.unwrap_or(0), until.unwrap_or(2400));
                if from < until {
                    (from..until).contains(&time)
                } else {
                    time >= from || time < until
                }
            }
        };
        is_long && is_time
    }
}

/// The time of day in UTC, as hours times 100 plus minutes.
fn time_of_day(time: SystemTime) -> Option<u16> {
    let minutes = time.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_secs() / 60 % (24 * 60);
    u16::try_from(minutes / 60 * 100 + minutes % 60).ok()
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
