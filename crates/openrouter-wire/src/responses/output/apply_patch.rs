//! Patches for the application to apply.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Extra, responses::PatchStatus};

/// A patch that the application is to apply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplyPatchCall {
    /// The id of the call, which the answer repeats.
    pub call_id: String,
    /// The patch.
    pub operation: PatchOperation,
    /// How far it is.
    pub status: PatchStatus,
    /// The id of this item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Who made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A change of one file, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum PatchOperation {
    /// Makes it.
    #[serde(rename = "create_file")]
    CreateFile(FilePatch),
    /// Changes it.
    #[serde(rename = "update_file")]
    UpdateFile(FilePatch),
    /// Removes it.
    #[serde(rename = "delete_file")]
    DeleteFile(FileRemoval),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// What is to be in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilePatch {
    /// The file.
    pub path: String,
    /// A V4A diff.
    pub diff: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A file that is to go.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRemoval {
    /// The file.
    pub path: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
