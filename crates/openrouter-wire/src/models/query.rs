//! What can be asked of the list of models.

use serde::{Deserialize, Deserializer, Serialize, de::Error};
use serde_json::Number;

use crate::{Amount, CommaSeparated, Modality, open_enum::open_enum};

/// Which models are meant, by what they write. Without it, the service means `text`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum OutputModalities {
    /// Those that write anything.
    All(AllModalities),
    /// Those that write at least one of these.
    Any(CommaSeparated<Modality>),
}

impl OutputModalities {
    /// Models of every kind.
    pub const ALL: Self = Self::All(AllModalities::All);
}

impl<const N: usize> From<[Modality; N]> for OutputModalities {
    fn from(modalities: [Modality; N]) -> Self {
        Self::Any(modalities.into_iter().collect())
    }
}

/// The word for every kind of output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AllModalities {
    /// `all`.
    All,
}

open_enum! {
    /// What a model is used for.
    pub enum Category {
        /// Writing programs.
        Programming = "programming",
        /// Playing parts.
        Roleplay = "roleplay",
        /// Marketing.
        Marketing = "marketing",
        /// Marketing through search engines.
        MarketingSeo = "marketing/seo",
        /// Technology.
        Technology = "technology",
        /// Science.
        Science = "science",
        /// Translating.
        Translation = "translation",
        /// Law.
        Legal = "legal",
        /// Finance.
        Finance = "finance",
        /// Health.
        Health = "health",
        /// General knowledge.
        Trivia = "trivia",
        /// Studying and teaching.
        Academia = "academia",
    }
}

open_enum! {
    /// Which models come first.
    pub enum Sort {
        /// Those that are used most.
        MostPopular = "most-popular",
        /// Those that were added last.
        Newest = "newest",
        /// Those that processed the most tokens in the last week.
        TopWeekly = "top-weekly",
        /// The cheapest, by the mean of the prices of prompt and answer.
        PricingLowToHigh = "pricing-low-to-high",
        /// The dearest.
        PricingHighToLow = "pricing-high-to-low",
        /// Those with the most room for tokens.
        ContextHighToLow = "context-high-to-low",
        /// The fastest, by tokens a second.
        ThroughputHighToLow = "throughput-high-to-low",
        /// Those that begin to answer soonest.
        LatencyLowToHigh = "latency-low-to-high",
        /// The best by the intelligence index of Artificial Analysis.
        IntelligenceHighToLow = "intelligence-high-to-low",
        /// The best by its index of programming.
        CodingHighToLow = "coding-high-to-low",
        /// The best by its index of agents.
        AgenticHighToLow = "agentic-high-to-low",
        /// The best by their rating in Design Arena.
        DesignArenaEloHighToLow = "design-arena-elo-high-to-low",
    }
}

open_enum! {
    /// A region that data can be kept in.
    pub enum Region {
        /// Europe.
        Eu = "eu",
        /// The United States.
        Us = "us",
    }
}

/// Reads a number that a query writes as text, for fields with `default`.
pub(super) fn number<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Number>, D::Error> {
    match Option::deserialize(deserializer)? {
        None => Ok(None),
        Some(Amount::Number(number)) => Ok(Some(number)),
        Some(Amount::Text(text)) => {
            text.parse().map(Some).map_err(|_| D::Error::custom("expected a number"))
        }
    }
}
