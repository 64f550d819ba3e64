//! Sources of an answer.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ContentPart;
use crate::{Count, Extra};

/// A source of an answer, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Annotation {
    /// A web page.
    UrlCitation(UrlCitationAnnotation),
    /// A file that was parsed for the model.
    File(FileAnnotation),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// A web page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UrlCitationAnnotation {
    /// The page.
    pub url_citation: UrlCitation,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A web page and where the answer cites it.
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
    /// Where the citation begins. Often 0 like the end: do not slice with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_index: Option<Count>,
    /// Where the citation ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_index: Option<Count>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileAnnotation {
    /// The file.
    pub file: ParsedFile,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A file as the parser read it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParsedFile {
    /// Tells files apart.
    pub hash: String,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it contains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<Vec<ContentPart>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
