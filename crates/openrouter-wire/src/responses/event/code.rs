//! Code, piece by piece.

use serde::{Deserialize, Serialize};

use crate::{Count, Extra};

/// A piece of code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeDelta {
    /// What is added.
    pub delta: String,
    /// The item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item_id: Option<String>,
    /// Which item of the answer it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_index: Option<Count>,
    /// Which event of the stream it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence_number: Option<Count>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Code that is whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeDone {
    /// The code.
    pub code: String,
    /// The item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item_id: Option<String>,
    /// Which item of the answer it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_index: Option<Count>,
    /// Which event of the stream it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence_number: Option<Count>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
