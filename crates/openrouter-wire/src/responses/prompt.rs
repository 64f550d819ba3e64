//! Prompts that an upstream stores.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ContentPart;
use crate::Extra;

/// A prompt that the upstream stores.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromptTemplate {
    /// Which.
    pub id: String,
    /// What stands for its variables.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variables: Option<BTreeMap<String, PromptVariable>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What stands for a variable of a stored prompt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PromptVariable {
    /// Text.
    Text(String),
    /// Text, an image or a file.
    Part(ContentPart),
}
