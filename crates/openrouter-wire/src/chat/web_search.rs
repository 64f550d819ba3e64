//! Web search, by the service or by the model itself.

use serde::{Deserialize, Serialize};

use super::ToolEngine;
use crate::{Extra, open_enum::open_enum};

/// Settings of `openrouter:web_search`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebSearchParameters {
    /// Who searches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engine: Option<ToolEngine>,
    /// How thoroughly; each engine knows some modes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<WebSearchMode>,
    /// How many results a search gives, 1 to 25; 5 if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<u64>,
    /// How many searches there may be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_uses: Option<u64>,
    /// How many results there may be in all; 50 if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_total_results: Option<u64>,
    /// How much of a result is read, 1 to 100,000 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_characters: Option<u64>,
    /// How much of the results the model sees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search_context_size: Option<SearchContextSize>,
    /// Where the user is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_location: Option<UserLocation>,
    /// Only these domains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_domains: Option<Vec<String>>,
    /// Not these domains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excluded_domains: Option<Vec<String>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// OpenAI's shorthand, with the settings beside `type`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebSearchShorthand {
    /// The settings, in the long form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<WebSearchParameters>,
    /// The settings, in the short form.
    #[serde(flatten)]
    pub settings: WebSearchParameters,
}

/// Settings of a model's own web search.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebSearchOptions {
    /// How much of the results the model sees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search_context_size: Option<SearchContextSize>,
    /// Where the user is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_location: Option<UserLocation>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Where the user is, roughly.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserLocation {
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    /// Always `approximate`.
    pub kind: Option<UserLocationKind>,
    /// The city.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// The region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The IANA time zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Kinds of [`UserLocation`].
    pub enum UserLocationKind {
        /// The only one.
        Approximate = "approximate",
    }
}

open_enum! {
    /// How thorough a search is.
    pub enum WebSearchMode {
        /// Exa.
        Instant = "instant",
        /// Exa.
        Fast = "fast",
        /// Exa.
        Auto = "auto",
        /// Exa.
        DeepLite = "deep-lite",
        /// Exa.
        Deep = "deep",
        /// Exa.
        DeepReasoning = "deep-reasoning",
        /// Parallel.
        Turbo = "turbo",
        /// Parallel.
        Basic = "basic",
        /// Parallel.
        Advanced = "advanced",
    }
}

open_enum! {
    /// How much of the results of a search the model sees.
    pub enum SearchContextSize {
        /// Little.
        Low = "low",
        /// The usual.
        Medium = "medium",
        /// Much.
        High = "high",
    }
}
