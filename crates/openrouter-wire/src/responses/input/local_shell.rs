//! Commands for the application to run.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Count, Extra, open_enum::open_enum, responses::ItemStatus};

/// A command that the application is to run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalShellCall {
    /// The id of this item.
    pub id: String,
    /// The id of the call.
    pub call_id: String,
    /// The command.
    pub action: LocalShellAction,
    /// How far it came.
    pub status: ItemStatus,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A command.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalShellAction {
    /// Always `exec`.
    #[serde(rename = "type")]
    pub kind: LocalShellKind,
    /// The program and its arguments.
    pub command: Vec<String>,
    /// Its environment.
    pub env: BTreeMap<String, String>,
    /// How long it may run, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<Count>,
    /// As whom it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// Where it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub working_directory: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Kinds of [`LocalShellAction`].
    #[derive(Default)]
    pub enum LocalShellKind {
        /// The only one.
        #[default]
        Exec = "exec",
    }
}

/// What a command printed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalShellCallOutput {
    /// The id of this item.
    pub id: String,
    /// What it printed.
    pub output: String,
    /// How far it came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<ItemStatus>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
