//! What searching and reading the web gave.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Caller, PdfSource, PlainTextSource};
use crate::{Extra, open_enum::open_enum};

/// What a web search gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebSearchResultBlock {
    /// The call that it answers.
    pub tool_use_id: String,
    /// Who called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caller: Option<Caller>,
    /// The pages, or an error.
    pub content: WebSearchContent,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The pages that a search found, or an error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum WebSearchContent {
    /// The pages.
    Results(Vec<WebSearchResult>),
    /// An error.
    Error(WebSearchError),
    /// Another shape.
    Other(Value),
}

/// A page that a search found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebSearchResult {
    /// Always `web_search_result`.
    #[serde(rename = "type")]
    pub kind: WebSearchResultKind,
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
    /// Its text; only the upstream can read it. It is sent back as it came.
    pub encrypted_content: String,
    /// How old it is, in words.
    pub page_age: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Kinds of [`WebSearchResult`].
    #[derive(Default)]
    pub enum WebSearchResultKind {
        /// The only one.
        #[default]
        WebSearchResult = "web_search_result",
    }
}

/// Why a search gave nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebSearchError {
    /// Always `web_search_tool_result_error`.
    #[serde(rename = "type")]
    pub kind: WebSearchErrorKind,
    /// Why.
    pub error_code: WebSearchErrorCode,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Kinds of [`WebSearchError`].
    #[derive(Default)]
    pub enum WebSearchErrorKind {
        /// The only one.
        #[default]
        WebSearchToolResultError = "web_search_tool_result_error",
    }
}

open_enum! {
    /// Why a search gave nothing.
    pub enum WebSearchErrorCode {
        /// The model called it wrongly.
        InvalidToolInput = "invalid_tool_input",
        /// It is down.
        Unavailable = "unavailable",
        /// There were as many searches as were allowed.
        MaxUsesExceeded = "max_uses_exceeded",
        /// There were too many searches in a short time.
        TooManyRequests = "too_many_requests",
        /// The query is too long.
        QueryTooLong = "query_too_long",
        /// The request is too large.
        RequestTooLarge = "request_too_large",
    }
}

/// What reading a web page gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebFetchResultBlock {
    /// The call that it answers.
    pub tool_use_id: String,
    /// Who called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caller: Option<Caller>,
    /// The page, or an error.
    pub content: WebFetchContent,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A web page that was read, or an error, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum WebFetchContent {
    /// The page.
    #[serde(rename = "web_fetch_result")]
    Result(Box<WebFetchResult>),
    /// An error.
    #[serde(rename = "web_fetch_tool_result_error")]
    Error(WebFetchError),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// A web page that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebFetchResult {
    /// Its address.
    pub url: String,
    /// When it was read, as an ISO 8601 time.
    pub retrieved_at: Option<String>,
    /// What it says.
    pub content: FetchedDocument,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What a web page says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchedDocument {
    /// Always `document`.
    #[serde(rename = "type")]
    pub kind: FetchedDocumentKind,
    /// Its title.
    pub title: Option<String>,
    /// Its text, or the PDF that it is.
    pub source: FetchedSource,
    /// Whether the answer may cite it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub citations: Option<CitationsConfig>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Kinds of [`FetchedDocument`].
    #[derive(Default)]
    pub enum FetchedDocumentKind {
        /// The only one.
        #[default]
        Document = "document",
    }
}

/// The text of a web page, or the PDF that it is, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FetchedSource {
    /// A PDF.
    Base64(PdfSource),
    /// Text.
    Text(PlainTextSource),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// Whether an answer may cite a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CitationsConfig {
    /// Whether it may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Why a web page could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebFetchError {
    /// Why.
    pub error_code: WebFetchErrorCode,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Why a web page could not be read.
    pub enum WebFetchErrorCode {
        /// The model called it wrongly.
        InvalidToolInput = "invalid_tool_input",
        /// The address is too long.
        UrlTooLong = "url_too_long",
        /// The address is not among those that are allowed.
        UrlNotAllowed = "url_not_allowed",
        /// The page cannot be reached.
        UrlNotAccessible = "url_not_accessible",
        /// The page is neither text nor a PDF.
        UnsupportedContentType = "unsupported_content_type",
        /// There were too many calls in a short time.
        TooManyRequests = "too_many_requests",
        /// There were as many calls as were allowed.
        MaxUsesExceeded = "max_uses_exceeded",
        /// It is down.
        Unavailable = "unavailable",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(json: &Value) -> WebSearchContent {
        let content: WebSearchContent = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(serde_json::to_value(&content).unwrap(), *json);
        content
    }

    #[test]
    fn a_search_gives_pages_an_error_or_something_else() {
        assert_eq!(check(&json!([])), WebSearchContent::Results(Vec::new()));
        let error = json!({"type": "web_search_tool_result_error", "error_code": "unavailable"});
        assert!(matches!(
            check(&error),
            WebSearchContent::Error(error) if error.error_code == WebSearchErrorCode::Unavailable
        ));
        for json in [json!([{"type": "web_search_result"}]), json!("none"), json!({"pages": 3})] {
            assert_eq!(check(&json), WebSearchContent::Other(json));
        }
    }
}
