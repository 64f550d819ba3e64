//! Code, run by the upstream.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Extra, open_enum::open_enum};

/// Settings of the code interpreter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeInterpreterTool {
    /// Where code runs.
    pub container: CodeContainer,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Where code runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum CodeContainer {
    /// In a certain container.
    Id(String),
    /// In a new one.
    Auto(AutoContainer),
    /// Another shape.
    Other(Value),
}

/// A new container.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutoContainer {
    /// Always `auto`.
    #[serde(rename = "type")]
    pub kind: AutoContainerKind,
    /// The files in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_ids: Option<Vec<String>>,
    /// Its memory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory_limit: Option<MemoryLimit>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Kinds of [`AutoContainer`].
    #[derive(Default)]
    pub enum AutoContainerKind {
        /// The only one.
        #[default]
        Auto = "auto",
    }
}

open_enum! {
    /// The memory of a container.
    pub enum MemoryLimit {
        /// 1 GB.
        OneGigabyte = "1g",
        /// 4 GB.
        FourGigabytes = "4g",
        /// 16 GB.
        SixteenGigabytes = "16g",
        /// 64 GB.
        SixtyFourGigabytes = "64g",
    }
}
