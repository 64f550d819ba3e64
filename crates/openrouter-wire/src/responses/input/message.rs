//! Messages of a conversation.

use serde::{Deserialize, Serialize};

use crate::{
    Extra,
    open_enum::open_enum,
    responses::{ItemStatus, MessagePart},
};

/// A message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputMessage {
    /// May be left out.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<MessageType>,
    /// Who speaks.
    pub role: MessageRole,
    /// What the message contains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<MessageContent>,
    /// What a message of the model is for. To be sent back as it came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phase: Option<Phase>,
    /// Its id, if the message comes from an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// How far it came, if the message comes from an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<ItemStatus>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl InputMessage {
    /// Creates a message.
    pub fn new(role: MessageRole, content: impl Into<MessageContent>) -> Self {
        Self { role, content: Some(content.into()), ..Self::default() }
    }
}

/// The type of a message. No open enum, because another type makes another item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MessageType {
    /// The only one.
    #[default]
    #[serde(rename = "message")]
    Message,
}

open_enum! {
    /// Who speaks.
    #[derive(Default)]
    pub enum MessageRole {
        /// The user.
        #[default]
        User = "user",
        /// The application, with instructions.
        System = "system",
        /// The same, by OpenAI's newer name.
        Developer = "developer",
        /// The model.
        Assistant = "assistant",
    }
}

open_enum! {
    /// What a message of the model is for.
    pub enum Phase {
        /// Something said on the way.
        Commentary = "commentary",
        /// The answer.
        FinalAnswer = "final_answer",
    }
}

/// What a message contains: text, or parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum MessageContent {
    /// Text.
    Text(String),
    /// Parts, in order.
    Parts(Vec<MessagePart>),
}

impl From<&str> for MessageContent {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for MessageContent {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<MessagePart>> for MessageContent {
    fn from(parts: Vec<MessagePart>) -> Self {
        Self::Parts(parts)
    }
}
