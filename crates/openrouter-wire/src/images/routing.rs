//! Which upstreams a request may go to.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Extra, chat::Sort};

/// Which upstreams a request may go to, and what is said to them. Fewer choices than
/// [`chat::ProviderPreferences`](crate::chat::ProviderPreferences) has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderPreferences {
    /// Try these first, in this order, by slug.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<Vec<String>>,
    /// Use no others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub only: Option<Vec<String>>,
    /// Do not use these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ignore: Option<Vec<String>>,
    /// Whether others may be tried when the first fails; yes if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_fallbacks: Option<bool>,
    /// What to prefer. Switches load balancing off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort: Option<Sort>,
    /// Settings in the upstream's own words, by its slug.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<Map<String, Value>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
