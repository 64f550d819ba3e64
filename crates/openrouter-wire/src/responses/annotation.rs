//! Sources of an answer.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Count, Extra};

/// A source of an answer, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Annotation {
    /// A web page.
    #[serde(rename = "url_citation")]
    UrlCitation(UrlCitation),
    /// A file that is cited.
    #[serde(rename = "file_citation")]
    FileCitation(FileCitation),
    /// A file that was made.
    #[serde(rename = "file_path")]
    FilePath(FilePath),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// A web page and where the answer cites it. Unlike in chat replies all stands beside `type`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UrlCitation {
    /// Its address.
    pub url: String,
    /// Its title; may be empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// Where the citation begins, in characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_index: Option<Count>,
    /// Where the citation ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_index: Option<Count>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A file that is cited.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileCitation {
    /// The file.
    pub file_id: String,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    /// Where the answer cites it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<Count>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A file that was made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilePath {
    /// The file.
    pub file_id: String,
    /// Where the answer names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<Count>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
