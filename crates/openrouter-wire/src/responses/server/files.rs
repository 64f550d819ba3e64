//! Files.

use serde::{Deserialize, Serialize};

use crate::{
    Extra,
    open_enum::open_enum,
    responses::{ItemStatus, PatchOperation},
};

/// Work on a file of the workspace.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerFiles {
    /// How far it is.
    pub status: ItemStatus,
    /// What was done: `list`, `read`, `write` or `edit`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_id: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    /// What came of it, JSON as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// Why nothing came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The id of the call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_id: Option<String>,
    /// The arguments as the model wrote them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arguments: Option<String>,
    /// The id of this item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A search of files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerFileSearch {
    /// How far it is.
    pub status: ItemStatus,
    /// What was searched for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queries: Option<Vec<String>>,
    /// The id of this item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Work on a text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerTextEditor {
    /// How far it is.
    pub status: ItemStatus,
    /// What was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<EditorCommand>,
    /// The file.
    #[serde(rename = "filePath", skip_serializing_if = "Option::is_none")]
    pub file_path: Option<String>,
    /// The id of this item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// What an editor does.
    pub enum EditorCommand {
        /// Shows.
        View = "view",
        /// Makes.
        Create = "create",
        /// Puts one text in the place of another.
        StrReplace = "str_replace",
        /// Puts a text in between.
        Insert = "insert",
    }
}

/// A patch that was checked. The answer ends there: the application applies the patch, and sends an
/// [`ApplyPatchCallOutput`](crate::responses::ApplyPatchCallOutput).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerApplyPatch {
    /// How far it is.
    pub status: ItemStatus,
    /// The patch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<PatchOperation>,
    /// The id of the call, which the answer repeats.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_id: Option<String>,
    /// The id of this item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
