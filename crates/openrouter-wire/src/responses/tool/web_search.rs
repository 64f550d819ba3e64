//! Web search.

use serde::{Deserialize, Serialize};

use crate::{
    Extra,
    chat::{SearchContextSize, ToolEngine, UserLocation, WebSearchMode},
};

/// Settings of web search, beside `type`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebSearchTool {
    /// Who searches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engine: Option<ToolEngine>,
    /// How thoroughly; each engine knows some modes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<WebSearchMode>,
    /// How many results a search gives; 5 if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_results: Option<u64>,
    /// How many searches there may be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_uses: Option<u64>,
    /// How much of the results the model sees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search_context_size: Option<SearchContextSize>,
    /// Where the user is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_location: Option<UserLocation>,
    /// Which pages count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filters: Option<DomainFilter>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Which pages count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainFilter {
    /// Only these domains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_domains: Option<Vec<String>>,
    /// Not these domains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocked_domains: Option<Vec<String>>,
    /// Not these domains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excluded_domains: Option<Vec<String>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
