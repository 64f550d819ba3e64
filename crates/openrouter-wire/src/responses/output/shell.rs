//! Commands, and what they printed.

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use crate::{
    Count, Extra,
    responses::{Bare, ItemStatus},
};

/// Commands to run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShellCall {
    /// The id of the call, which its output repeats.
    pub call_id: String,
    /// The commands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<ShellAction>,
    /// The arguments as the model wrote them. To be sent back as they came, for the sake of the
    /// upstream's cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arguments: Option<String>,
    /// Where they run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<Value>,
    /// The id of this item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// How far they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<ItemStatus>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Commands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShellAction {
    /// What to run.
    pub commands: Vec<String>,
    /// How much of what they print is kept, in characters.
    pub max_output_length: Option<Count>,
    /// How long they may run, in milliseconds.
    pub timeout_ms: Option<Count>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What commands printed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShellCallOutput {
    /// The call.
    pub call_id: String,
    /// What each command printed.
    pub output: Vec<ShellOutput>,
    /// How much of it was kept, in characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_output_length: Option<Count>,
    /// The id of this item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// How far they came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<ItemStatus>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What a command printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShellOutput {
    /// How it ended.
    pub outcome: ShellOutcome,
    /// What it printed.
    pub stdout: String,
    /// What it printed to standard error.
    pub stderr: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// How a command ended, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum ShellOutcome {
    /// By itself.
    #[serde(rename = "exit")]
    Exit(ShellExit),
    /// It took too long.
    #[serde(rename = "timeout")]
    Timeout(Bare),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// The end of a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShellExit {
    /// Its exit code.
    pub exit_code: Number,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
