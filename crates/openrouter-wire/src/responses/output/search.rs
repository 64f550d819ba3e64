//! Searches by an upstream.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Extra, open_enum::open_enum, responses::SearchStatus};

/// A web search.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebSearchCall {
    /// The id of this item.
    pub id: String,
    /// How far it is.
    pub status: SearchStatus,
    /// What was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<WebSearchAction>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// One step of a web search, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum WebSearchAction {
    /// A search.
    #[serde(rename = "search")]
    Search(SearchAction),
    /// A look at a page.
    #[serde(rename = "open_page")]
    OpenPage(OpenPageAction),
    /// A search within a page.
    #[serde(rename = "find_in_page")]
    FindInPage(FindInPageAction),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// A search.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchAction {
    /// What was searched for.
    pub query: String,
    /// The same, where there were several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queries: Option<Vec<String>>,
    /// What was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sources: Option<Vec<WebSource>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A web page that was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebSource {
    /// Always `url`.
    #[serde(rename = "type")]
    pub kind: WebSourceKind,
    /// Its address.
    pub url: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Kinds of [`WebSource`].
    #[derive(Default)]
    pub enum WebSourceKind {
        /// The only one.
        #[default]
        Url = "url",
    }
}

/// A look at a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenPageAction {
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A search within a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindInPageAction {
    /// Its address.
    pub url: String,
    /// What was searched for.
    pub pattern: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A search of files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSearchCall {
    /// The id of this item.
    pub id: String,
    /// What was searched for.
    pub queries: Vec<String>,
    /// How far it is.
    pub status: SearchStatus,
    /// What was found; only in the description's example, and if asked for with
    /// [`Include`](crate::responses::Include).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub results: Option<Vec<Map<String, Value>>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
