//! What a model said.

use serde::{Deserialize, Serialize};

use crate::{
    Extra,
    open_enum::open_enum,
    responses::{
        InputMessage, ItemStatus, MessageContent, MessageRole, MessageType, OutputPart, Phase,
    },
};

/// What a model said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The id of this item.
    pub id: String,
    /// Always `assistant`.
    pub role: AssistantRole,
    /// Text and refusals; empty when the item begins in a stream.
    pub content: Vec<OutputPart>,
    /// How far it came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<ItemStatus>,
    /// What it is for. To be sent back as it came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phase: Option<Phase>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Who speaks in an answer.
    #[derive(Default)]
    pub enum AssistantRole {
        /// The model.
        #[default]
        Assistant = "assistant",
    }
}

/// Keeps everything, so that an answer goes back as it came.
impl From<Message> for InputMessage {
    fn from(message: Message) -> Self {
        let Message { id, role, content, status, phase, extra } = message;
        Self {
            kind: Some(MessageType::Message),
            role: MessageRole::from(role.as_str()),
            content: Some(MessageContent::Parts(content.into_iter().map(Into::into).collect())),
            phase,
            id: Some(id),
            status,
            extra,
        }
    }
}
