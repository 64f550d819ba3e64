//! Messages between agents.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Extra,
    responses::{InputImage, InputText},
};

/// A message from one agent to another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentMessage {
    /// Who wrote it.
    pub author: String,
    /// Whom it is for.
    pub recipient: String,
    /// What it contains.
    pub content: Vec<AgentPart>,
    /// The agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<Agent>,
    /// The id of this item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// An agent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    /// Its name.
    pub agent_name: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A part of a message between agents, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum AgentPart {
    /// Text.
    #[serde(rename = "input_text")]
    InputText(InputText),
    /// An image.
    #[serde(rename = "input_image")]
    InputImage(InputImage),
    /// Something that only the upstream can read.
    #[serde(rename = "encrypted_content")]
    EncryptedContent(EncryptedContent),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// Something that only the upstream can read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EncryptedContent {
    /// What it is.
    pub encrypted_content: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
