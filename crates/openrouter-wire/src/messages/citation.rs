//! Where a text of an answer comes from.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Count, Extra};

/// Where a text of an answer comes from, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Citation {
    /// Characters of a plain document.
    CharLocation(CharLocation),
    /// Pages of a PDF.
    PageLocation(PageLocation),
    /// Blocks of a document made of blocks.
    ContentBlockLocation(ContentBlockLocation),
    /// A result of a web search.
    WebSearchResultLocation(WebSearchResultLocation),
    /// Blocks of a search result that the application gave.
    SearchResultLocation(SearchResultLocation),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// Characters of a plain document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CharLocation {
    /// The text there.
    pub cited_text: String,
    /// Which document, from 0.
    pub document_index: Count,
    /// Its title.
    pub document_title: Option<String>,
    /// Its first character, from 0.
    pub start_char_index: Count,
    /// The character after its last.
    pub end_char_index: Count,
    /// The file that the document is.
    pub file_id: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Pages of a PDF.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageLocation {
    /// The text there.
    pub cited_text: String,
    /// Which document, from 0.
    pub document_index: Count,
    /// Its title.
    pub document_title: Option<String>,
    /// Its first page, from 1.
    pub start_page_number: Count,
    /// The page after its last.
    pub end_page_number: Count,
    /// The file that the document is.
    pub file_id: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Blocks of a document made of blocks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContentBlockLocation {
    /// The text there.
    pub cited_text: String,
    /// Which document, from 0.
    pub document_index: Count,
    /// Its title.
    pub document_title: Option<String>,
    /// Its first block, from 0.
    pub start_block_index: Count,
    /// The block after its last.
    pub end_block_index: Count,
    /// The file that the document is.
    pub file_id: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A result of a web search.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebSearchResultLocation {
    /// The text there.
    pub cited_text: String,
    /// Where in the result it is; only the upstream can read it.
    pub encrypted_index: String,
    /// The title of the page.
    pub title: Option<String>,
    /// The address of the page.
    pub url: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Blocks of a search result that the application gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchResultLocation {
    /// The text there.
    pub cited_text: String,
    /// Which search result, from 0.
    pub search_result_index: Count,
    /// Its source, as the application named it.
    pub source: String,
    /// Its title.
    pub title: Option<String>,
    /// Its first block, from 0.
    pub start_block_index: Count,
    /// The block after its last.
    pub end_block_index: Count,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Where a text that is sent back came from, told apart by `type`.
///
/// The same as [`Citation`] without the files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum InputCitation {
    /// Characters of a plain document.
    CharLocation(InputCharLocation),
    /// Pages of a PDF.
    PageLocation(InputPageLocation),
    /// Blocks of a document made of blocks.
    ContentBlockLocation(InputContentBlockLocation),
    /// A result of a web search.
    WebSearchResultLocation(WebSearchResultLocation),
    /// Blocks of a search result that the application gave.
    SearchResultLocation(SearchResultLocation),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// Characters of a plain document, sent back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputCharLocation {
    /// The text there.
    pub cited_text: String,
    /// Which document, from 0.
    pub document_index: Count,
    /// Its title.
    pub document_title: Option<String>,
    /// Its first character, from 0.
    pub start_char_index: Count,
    /// The character after its last.
    pub end_char_index: Count,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Pages of a PDF, sent back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputPageLocation {
    /// The text there.
    pub cited_text: String,
    /// Which document, from 0.
    pub document_index: Count,
    /// Its title.
    pub document_title: Option<String>,
    /// Its first page, from 1.
    pub start_page_number: Count,
    /// The page after its last.
    pub end_page_number: Count,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Blocks of a document made of blocks, sent back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputContentBlockLocation {
    /// The text there.
    pub cited_text: String,
    /// Which document, from 0.
    pub document_index: Count,
    /// Its title.
    pub document_title: Option<String>,
    /// Its first block, from 0.
    pub start_block_index: Count,
    /// The block after its last.
    pub end_block_index: Count,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
