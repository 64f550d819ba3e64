//! The web.

use serde::{Deserialize, Serialize};

use crate::{
    Count, Extra,
    open_enum::open_enum,
    responses::{ItemStatus, WebSource},
};

/// A web search.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerWebSearch {
    /// How far it is.
    pub status: ItemStatus,
    /// What was searched for, and found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<ServerSearchAction>,
    /// The id of this item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A search.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerSearchAction {
    /// Always `search`.
    #[serde(rename = "type")]
    pub kind: ServerSearchKind,
    /// What was searched for.
    pub query: String,
    /// What was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sources: Option<Vec<WebSource>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Kinds of [`ServerSearchAction`].
    #[derive(Default)]
    pub enum ServerSearchKind {
        /// The only one.
        #[default]
        Search = "search",
    }
}

/// A web page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerWebFetch {
    /// How far it is.
    pub status: ItemStatus,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// The HTTP status with which it came.
    #[serde(rename = "httpStatus", skip_serializing_if = "Option::is_none")]
    pub http_status: Option<Count>,
    /// Why it did not come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The id of this item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A step in a browser.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerBrowserUse {
    /// How far it is.
    pub status: ItemStatus,
    /// What was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// What the browser shows then, base64.
    #[serde(rename = "screenshotB64", skip_serializing_if = "Option::is_none")]
    pub screenshot_b64: Option<String>,
    /// The id of this item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
