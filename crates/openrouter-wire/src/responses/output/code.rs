//! Code that an upstream ran.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Count, Extra, responses::CodeStatus};

/// Code and what came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeInterpreterCall {
    /// The id of this item.
    pub id: String,
    /// How far it is.
    pub status: CodeStatus,
    /// The code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Where it ran.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container_id: Option<String>,
    /// What came of it; not told unless asked for with [`Include`](crate::responses::Include).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outputs: Option<Vec<CodeOutput>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Something that came of code, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum CodeOutput {
    /// Text.
    #[serde(rename = "logs")]
    Logs(CodeLogs),
    /// An image.
    #[serde(rename = "image")]
    Image(CodeImage),
    /// A file.
    #[serde(rename = "file")]
    File(CodeFile),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// Text that code printed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeLogs {
    /// The text.
    pub logs: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// An image that code made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeImage {
    /// Its address.
    pub url: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A file that code made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeFile {
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    /// What is in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// Its size, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size_bytes: Option<Count>,
    /// Its SHA-256.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Whether it can be fetched: `ready`, or another word if not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Where to fetch it, for a while.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub download_url: Option<String>,
    /// Until when, as an ISO 8601 time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_code: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
