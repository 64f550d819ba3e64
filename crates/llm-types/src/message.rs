//! [`Message`]: one turn of a conversation.

use serde::{Deserialize, Serialize};

use crate::{
    Annotation, ContentPart, ModelId, PartialToolCall, ReasoningContent, ToolCall, ToolCallId,
};

/// One turn of a conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "snake_case")]
#[non_exhaustive]
#[expect(clippy::large_enum_variant, reason = "most messages of a long talk are the model's")]
pub enum Message {
    /// Instructions that stand above the user's.
    System(SystemMessage),
    /// Instructions from the application's author, where a provider tells them from system ones.
    Developer(SystemMessage),
    /// What the user says.
    User(UserMessage),
    /// What the model said.
    Assistant(AssistantMessage),
    /// What a tool gave back.
    Tool(ToolMessage),
}

impl Message {
    /// Instructions.
    pub fn system(text: impl Into<String>) -> Self {
        Self::System(SystemMessage { content: vec![ContentPart::text(text)], name: None })
    }

    /// Instructions from the application's author.
    pub fn developer(text: impl Into<String>) -> Self {
        Self::Developer(SystemMessage { content: vec![ContentPart::text(text)], name: None })
    }

    /// The user's text.
    pub fn user(text: impl Into<String>) -> Self {
        Self::user_parts([ContentPart::text(text)])
    }

    /// The user's text, pictures and files.
    pub fn user_parts(parts: impl IntoIterator<Item = ContentPart>) -> Self {
        Self::User(UserMessage { content: parts.into_iter().collect(), name: None })
    }

    /// Something the model said, or shall be taken to have begun saying.
    pub fn assistant(text: impl Into<String>) -> Self {
        Self::Assistant(AssistantMessage::text(text))
    }

    /// What the tool gave back for the call `id`.
    pub fn tool_result(id: impl Into<ToolCallId>, text: impl Into<String>) -> Self {
        Self::Tool(ToolMessage {
            tool_call_id: id.into(),
            content: vec![ContentPart::text(text)],
            name: None,
        })
    }

    /// The parts of the message.
    pub fn content(&self) -> &[ContentPart] {
        match self {
            Self::System(message) | Self::Developer(message) => &message.content,
            Self::User(message) => &message.content,
            Self::Assistant(message) => &message.content,
            Self::Tool(message) => &message.content,
        }
    }

    /// The parts of the message, to be changed. What a model said is better left as it is.
    pub const fn content_mut(&mut self) -> &mut Vec<ContentPart> {
        match self {
            Self::System(message) | Self::Developer(message) => &mut message.content,
            Self::User(message) => &mut message.content,
            Self::Assistant(message) => &mut message.content,
            Self::Tool(message) => &mut message.content,
        }
    }
}

impl From<AssistantMessage> for Message {
    fn from(message: AssistantMessage) -> Self {
        Self::Assistant(message)
    }
}

/// Instructions.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SystemMessage {
    /// The instructions.
    pub content: Vec<ContentPart>,
    /// Who speaks, where several do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// What the user says.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct UserMessage {
    /// Text, pictures, sounds, files.
    pub content: Vec<ContentPart>,
    /// Which user speaks, where several do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// What a tool gave back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolMessage {
    /// The call that this answers.
    pub tool_call_id: ToolCallId,
    /// The result.
    pub content: Vec<ContentPart>,
    /// The tool's name, which a few providers want.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// What a model said. Send it back as it is to go on with the conversation.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct AssistantMessage {
    /// Text and pictures, in order; empty where the model only called tools or refused.
    pub content: Vec<ContentPart>,
    /// What it thought, as far as it shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<ReasoningContent>,
    /// Why it will not answer. A finish reason of `stop` does not rule this out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<String>,
    /// The tools that it asks to be run: whole calls, safe to execute.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tool_calls: Vec<ToolCall>,
    /// Calls that were cut off: kept for display and never to be executed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub partial_tool_calls: Vec<PartialToolCall>,
    /// Sources that the answer cites, files that were read for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub annotations: Vec<Annotation>,
    /// What it said aloud.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio: Option<AudioOutput>,
    /// Who speaks, where several do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The model that said it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<ModelId>,
}

impl AssistantMessage {
    /// Just text.
    pub fn text(text: impl Into<String>) -> Self {
        Self { content: vec![ContentPart::text(text)], ..Self::default() }
    }

    /// All text parts, one after the other.
    pub fn joined_text(&self) -> String {
        self.content.iter().filter_map(ContentPart::as_text).collect()
    }

    /// True if there is nothing in it that a user could see or a program act on.
    pub fn is_empty(&self) -> bool {
        self.content.is_empty()
            && self.reasoning.is_none()
            && self.refusal.is_none()
            && self.tool_calls.is_empty()
            && self.partial_tool_calls.is_empty()
            && self.annotations.is_empty()
            && self.audio.is_none()
    }
}

/// What a model said aloud.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AudioOutput {
    /// Names it in a later turn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The sound, in base64.
    pub data: String,
    /// What was said.
    pub transcript: String,
    /// When the provider forgets it, in seconds since the Unix epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CacheControl, CacheTtl};

    #[test]
    fn a_conversation_survives_a_round_trip() {
        let mut answer = AssistantMessage::text("21 °C");
        answer.tool_calls.push(ToolCall::new("call_1", "weather", "{\"city\":\"Oslo\"}"));
        let conversation = vec![
            Message::system("Be brief."),
            Message::user("How warm is it in Oslo?"),
            Message::from(answer),
            Message::tool_result("call_1", "21"),
        ];
        let json = serde_json::to_string(&conversation).unwrap();
        assert_eq!(serde_json::from_str::<Vec<Message>>(&json).unwrap(), conversation);
    }

    #[test]
    fn the_json_of_each_message_is_stable() {
        use insta::assert_compact_json_snapshot as check;
        check!(Message::system("Be brief."), @r#"{"role": "system", "content": [{"type": "text", "text": "Be brief."}]}"#);
        check!(Message::developer("Be brief."), @r#"{"role": "developer", "content": [{"type": "text", "text": "Be brief."}]}"#);
        check!(Message::tool_result("call_1", "21"), @r#"{"role": "tool", "tool_call_id": "call_1", "content": [{"type": "text", "text": "21"}]}"#);
        let mut answer = AssistantMessage::default();
        answer.tool_calls.push(ToolCall::new("call_1", "weather", "{}"));
        check!(Message::from(answer), @r#"{"role": "assistant", "content": [], "tool_calls": [{"id": "call_1", "name": "weather", "arguments": "{}"}]}"#);
        let user = |part| Message::user_parts([part]);
        check!(user(ContentPart::image_base64("image/png", "AA==")), @r#"{"role": "user", "content": [{"type": "image", "source": {"base64": {"media_type": "image/png", "data": "AA=="}}}]}"#);
        check!(user(ContentPart::video_url("https://x.test/")), @r#"{"role": "user", "content": [{"type": "video", "source": {"url": "https://x.test/"}}]}"#);
        let cached = CacheControl { ttl: Some(CacheTtl::OneHour) };
        check!(user(ContentPart::text("a").with_cache_control(cached)), @r#"{"role": "user", "content": [{"type": "text", "text": "a", "cache_control": {"ttl": "1h"}}]}"#);
    }

    #[test]
    fn joined_text_leaves_pictures_out() {
        let message = AssistantMessage {
            content: vec!["a".into(), ContentPart::image_url("https://x.test/i.png"), "b".into()],
            ..AssistantMessage::default()
        };
        assert_eq!(message.joined_text(), "ab");
    }

    proptest::proptest! {
        #[test]
        fn any_message_survives_a_store(value in crate::strategies::message()) {
            let json: serde_json::Value =
                serde_json::from_str(&serde_json::to_string(&value).unwrap()).unwrap();
            proptest::prop_assert_eq!(serde_json::from_value::<Message>(json).unwrap(), value);
        }
    }
}
