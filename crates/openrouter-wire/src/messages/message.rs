//! The messages of a conversation.

use serde::{Deserialize, Serialize};

use super::{InputBlock, Response};
use crate::{EncodeError, Extra, open_enum::open_enum};

/// A message of the conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Who speaks.
    pub role: Role,
    /// What it says.
    pub content: Content<InputBlock>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Message {
    /// Creates a message.
    pub fn new(role: Role, content: impl Into<Content<InputBlock>>) -> Self {
        Self { role, content: content.into(), extra: Extra::default() }
    }

    /// Creates a message of the user.
    pub fn user(content: impl Into<Content<InputBlock>>) -> Self {
        Self::new(Role::User, content)
    }

    /// Creates a message of the model.
    pub fn assistant(content: impl Into<Content<InputBlock>>) -> Self {
        Self::new(Role::Assistant, content)
    }

    /// Creates the message that sends an answer back: all its blocks, thinking and signatures
    /// included, as they came.
    ///
    /// # Errors
    ///
    /// [`EncodeError`] if a block has no form in JSON.
    pub fn answer(response: &Response) -> Result<Self, EncodeError> {
        let blocks = response.blocks().map(|block| {
            let json = serde_json::to_value(block).map_err(|_| EncodeError::Json)?;
            serde_json::from_value(json).map_err(|_| EncodeError::Json)
        });
        Ok(Self::assistant(blocks.collect::<Result<Vec<InputBlock>, _>>()?))
    }
}

open_enum! {
    /// Who speaks.
    pub enum Role {
        /// The user, or a tool that answers.
        User = "user",
        /// The model.
        Assistant = "assistant",
        /// The application, within the conversation. What stands before it is in `system`.
        System = "system",
    }
}

/// Text, or blocks of some kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Content<B> {
    /// Text.
    Text(String),
    /// Blocks, in order.
    Blocks(Vec<B>),
}

impl<B> Content<B> {
    /// Returns the text, if it is text and not blocks.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Blocks(_) => None,
        }
    }
}

impl<B> From<&str> for Content<B> {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl<B> From<String> for Content<B> {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl<B> From<Vec<B>> for Content<B> {
    fn from(blocks: Vec<B>) -> Self {
        Self::Blocks(blocks)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::decode;

    #[test]
    fn content_is_text_or_blocks() {
        for (json, is_text) in [
            (json!({"role": "user", "content": "Hello"}), true),
            (json!({"role": "user", "content": [{"type": "text", "text": "Hello"}]}), false),
            (json!({"role": "user", "content": [{"type": "hologram"}, 3]}), false),
        ] {
            let message: Message = serde_json::from_value(json.clone()).unwrap();
            assert_eq!(message.content.as_text().is_some(), is_text);
            assert_eq!(serde_json::to_value(&message).unwrap(), json);
        }
        assert!(decode::<Message>(br#"{"role":"user","content":1}"#).is_err());
    }

    #[test]
    fn an_answer_is_sent_back_as_it_came() {
        let content = json!([
            {"type": "thinking", "thinking": "", "signature": "EqQBCgIYAhIkNzA\u{e9}=="},
            {"type": "redacted_thinking", "data": "EmwKAhgBEgy3va3pzix/"},
            {"type": "text", "text": "Warm. ", "citations": [{
                "type": "char_location", "cited_text": "warm", "document_index": 0,
                "document_title": null, "start_char_index": 0, "end_char_index": 4,
                "file_id": "file_1",
            }]},
            {"type": "tool_use", "id": "toolu_1", "name": "wear", "input": {"b": 1.50, "a": []},
             "caller": {"type": "direct"}},
            {"type": "web_fetch_tool_result", "tool_use_id": "srvtoolu_1",
             "content": {"type": "web_fetch_tool_result_error", "error_code": "unavailable"}},
            {"type": "hologram", "beams": 3},
        ]);
        let response: Response = serde_json::from_value(json!({"content": content})).unwrap();
        let message = serde_json::to_value(Message::answer(&response).unwrap()).unwrap();
        assert_eq!(message, json!({"role": "assistant", "content": content}));

        let input = |message: &Value| message["content"][3]["input"].to_string();
        assert_eq!(input(&message), r#"{"b":1.5,"a":[]}"#);
    }
}
