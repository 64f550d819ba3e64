//! The memory of the service.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Extra, open_enum::open_enum, responses::ItemStatus};

/// A use of the memory.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerMemory {
    /// How far it is.
    pub status: ItemStatus,
    /// What was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<MemoryAction>,
    /// Under which name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// What was read or written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// The id of this item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// What is done with a memory.
    pub enum MemoryAction {
        /// Something is read.
        Read = "read",
        /// Something is written.
        Write = "write",
        /// Something is forgotten.
        Delete = "delete",
    }
}
