//! [`Annotation`]: what an answer cites.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ContentPart;

/// Something that an answer rests on.
///
/// JSON that has more members than the variant of its `type`, or others, is read as
/// [`Other`](Self::Other): nothing is lost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Annotation {
    /// A page on the web.
    UrlCitation(UrlCitation),
    /// A file that was read for the model. Send it back and it need not be read again.
    File(FileAnnotation),
    /// Something else, in the provider's JSON.
    #[serde(untagged)]
    Other(Value),
}

/// A page that an answer cites.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct UrlCitation {
    /// Its address.
    pub url: String,
    /// Its title; it may be empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// An excerpt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// Where in the answer the cited words begin. Some upstreams give zero for both: do not slice
    /// with it unchecked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_index: Option<u64>,
    /// Where they end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_index: Option<u64>,
}

/// A file that was read for the model.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct FileAnnotation {
    /// Names the content; use it to tell files apart.
    pub hash: String,
    /// The file's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What was read from it.
    #[serde(default)]
    pub content: Vec<ContentPart>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_of_another_shape_is_kept_whole() {
        for json in [
            serde_json::json!({"type": "url_citation", "url": "https://x.test", "rank": 1}),
            serde_json::json!({"type": "url_citation", "url_citation": {"url": "https://x.test"}}),
            serde_json::json!({"type": "file", "hash": "00ff", "pages": 3}),
            serde_json::json!({"type": "file", "file": {"hash": "00ff"}}),
            serde_json::json!("see above"),
        ] {
            let annotation: Annotation = serde_json::from_value(json.clone()).unwrap();
            assert_eq!(annotation, Annotation::Other(json));
        }
    }
}
