//! Calls of tools of the application.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Extra, responses::ItemStatus};

/// A call of a function of the application.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunctionCall {
    /// The id of the call, which the function's answer repeats.
    pub call_id: String,
    /// The function.
    pub name: String,
    /// Its arguments, JSON as text; empty when the item begins in a stream.
    pub arguments: String,
    /// The id of this item, which events name. Not the id of the call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The group of tools that the function belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// How far it came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<ItemStatus>,
    /// The call that made the subagent who calls. Experimental.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subagent_id: Option<String>,
    /// What the subagent has done this turn, to be sent back as it came. Experimental.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subagent_items: Option<Vec<SubagentItem>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Something that a subagent has done. Only its type is told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubagentItem {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A call of a tool that takes text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomToolCall {
    /// The id of the call, which the tool's answer repeats.
    pub call_id: String,
    /// The tool.
    pub name: String,
    /// The text; empty when the item begins in a stream.
    pub input: String,
    /// The id of this item, which events name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The group of tools that the tool belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// How far it came; only in requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<ItemStatus>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Something to do on a screen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComputerCall {
    /// The id of the call.
    pub call_id: String,
    /// What to do, in the upstream's terms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<Value>,
    /// What has to be confirmed before.
    pub pending_safety_checks: Vec<SafetyCheck>,
    /// How far it came.
    pub status: ItemStatus,
    /// The id of this item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Something to be confirmed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SafetyCheck {
    /// Its id.
    pub id: String,
    /// What kind it is.
    pub code: String,
    /// What it is, for people.
    pub message: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
