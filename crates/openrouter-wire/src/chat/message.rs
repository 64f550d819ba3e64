//! Messages of a conversation.

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeOwned, Error},
};
use serde_json::{Value, value::RawValue};

use super::{
    Annotation, Audio, Content, FunctionCall, Image, ReasoningDetail, ResponseMessage, ToolCall,
};
use crate::Extra;

/// One message of a conversation, told apart by `role`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "role", rename_all = "lowercase")]
pub enum Message {
    /// Instructions.
    System(InputMessage),
    /// Instructions, by OpenAI's newer name.
    Developer(InputMessage),
    /// What the user says.
    User(InputMessage),
    /// What the model said. At the end of a conversation it is the beginning of the answer.
    Assistant(Box<AssistantMessage>),
    /// What a tool answered.
    Tool(ToolMessage),
    /// Another role, or another shape.
    #[serde(untagged)]
    Other(Value),
}

impl Message {
    /// Creates a system message.
    pub fn system(content: impl Into<Content>) -> Self {
        Self::System(InputMessage::new(content))
    }

    /// Creates a user message.
    pub fn user(content: impl Into<Content>) -> Self {
        Self::User(InputMessage::new(content))
    }

    /// Creates an assistant message that is only text.
    pub fn assistant(content: impl Into<Content>) -> Self {
        let content = Some(content.into());
        Self::Assistant(Box::new(AssistantMessage { content, ..AssistantMessage::default() }))
    }

    /// Creates the answer to a tool call.
    pub fn tool(tool_call_id: impl Into<String>, content: impl Into<Content>) -> Self {
        Self::Tool(ToolMessage {
            tool_call_id: tool_call_id.into(),
            content: content.into(),
            name: None,
            extra: Extra::default(),
        })
    }
}

/// A system, developer or user message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputMessage {
    /// What it says; only text in system and developer messages.
    pub content: Content,
    /// Who says it. Models that know no names get it before the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl InputMessage {
    /// Creates a message without a name.
    pub fn new(content: impl Into<Content>) -> Self {
        Self { content: content.into(), name: None, extra: Extra::default() }
    }
}

/// An assistant message, as a request sends it back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssistantMessage {
    /// What the model said. None beside tool calls: some upstreams reject `""` there.
    pub content: Option<Content>,
    /// Who said it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The model that said it; the router can stay with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Why the model refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<String>,
    /// What the model thought, as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<String>,
    /// Another name of `reasoning`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning_content: Option<String>,
    /// What the model thought. Send back unchanged and in order, also if empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning_details: Option<Vec<ReasoningDetail>>,
    /// The tools that the model called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool_calls: Option<Vec<ToolCall>>,
    /// A single call, by OpenAI's older name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function_call: Option<FunctionCall>,
    /// Sources. Those of files save parsing the files again. Documented only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub annotations: Option<Vec<Annotation>>,
    /// Images that the model made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub images: Option<Vec<Image>>,
    /// What the model said aloud.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio: Option<Audio>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A reply's message becomes a message to send back. Its role is dropped.
impl From<ResponseMessage> for AssistantMessage {
    fn from(message: ResponseMessage) -> Self {
        let ResponseMessage {
            role: _,
            content,
            name,
            model,
            refusal,
            reasoning,
            reasoning_details,
            tool_calls,
            function_call,
            annotations,
            images,
            audio,
            extra,
        } = message;
        Self {
            content,
            name,
            model,
            refusal,
            reasoning,
            reasoning_content: None,
            reasoning_details,
            tool_calls,
            function_call,
            annotations,
            images,
            audio,
            extra,
        }
    }
}

/// What a tool answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolMessage {
    /// The call it answers.
    pub tool_call_id: String,
    /// The answer.
    pub content: Content,
    /// The tool. Documented only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Reads `role` first and then the rest from the text again, not from serde's buffer: raw JSON,
/// such as `reasoning_details`, does not survive the buffer.
impl<'de> Deserialize<'de> for Message {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let json = raw.get();
        let message = match serde_json::from_str(json) {
            Ok(Tag { role: Tagged::System }) => input(json).map(Self::System),
            Ok(Tag { role: Tagged::Developer }) => input(json).map(Self::Developer),
            Ok(Tag { role: Tagged::User }) => input(json).map(Self::User),
            Ok(Tag { role: Tagged::Assistant }) => {
                fields(json, |m: &mut AssistantMessage| &mut m.extra)
                    .map(Box::new)
                    .map(Self::Assistant)
            }
            Ok(Tag { role: Tagged::Tool }) => {
                fields(json, |m: &mut ToolMessage| &mut m.extra).map(Self::Tool)
            }
            Err(_) => None,
        };
        match message {
            Some(message) => Ok(message),
            None => serde_json::from_str(json).map(Self::Other).map_err(D::Error::custom),
        }
    }
}

#[derive(Deserialize)]
struct Tag {
    role: Tagged,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Tagged {
    System,
    Developer,
    User,
    Assistant,
    Tool,
}

fn input(json: &str) -> Option<InputMessage> {
    fields(json, |m: &mut InputMessage| &mut m.extra)
}

/// Decodes the fields of a message beside its tag.
fn fields<T: DeserializeOwned>(json: &str, extra: fn(&mut T) -> &mut Extra) -> Option<T> {
    let mut fields = serde_json::from_str(json).ok()?;
    extra(&mut fields).remove("role");
    Some(fields)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{chat::Request, decode, fixtures};

    #[test]
    fn each_role_has_its_variant() {
        let request: Request = decode(fixtures::REQUEST.as_bytes()).unwrap();
        let roles: Vec<_> = request
            .messages
            .iter()
            .map(|message| match message {
                Message::System(_) => "system",
                Message::Developer(_) => "developer",
                Message::User(_) => "user",
                Message::Assistant(_) => "assistant",
                Message::Tool(_) => "tool",
                Message::Other(_) => "other",
            })
            .collect();
        assert_eq!(roles, ["system", "developer", "user", "assistant", "tool", "assistant"]);
    }

    #[test]
    fn reasoning_is_sent_back_byte_for_byte() {
        let request: Request = decode(fixtures::REQUEST.as_bytes()).unwrap();
        let detail = r#"{"signature":"Et0B",  "type":"reasoning.text", "n": 1.50}"#;
        assert!(fixtures::REQUEST.contains(detail));
        assert!(serde_json::to_string(&request).unwrap().contains(detail));
    }

    #[test]
    fn an_empty_list_of_reasoning_is_not_the_same_as_none() {
        let check = |json: &str, empty: bool| {
            let message: Message = serde_json::from_str(json).unwrap();
            let Message::Assistant(assistant) = &message else { panic!("{message:?}") };
            assert_eq!(assistant.reasoning_details, empty.then(Vec::new));
            assert_eq!(serde_json::to_string(&message).unwrap().contains("[]"), empty);
        };
        check(r#"{"role": "assistant", "content": "a", "reasoning_details": []}"#, true);
        check(r#"{"role": "assistant", "content": "a"}"#, false);
    }

    #[test]
    fn an_unknown_role_or_shape_is_kept() {
        for json in [
            json!({"role": "critic", "content": "Dull."}),
            json!({"role": "tool", "content": "no id"}),
            json!({"role": "user", "content": 1}),
            json!({"content": "no role"}),
            json!("Hello"),
            json!(null),
        ] {
            let message: Message = decode(json.to_string().as_bytes()).unwrap();
            assert_eq!(message, Message::Other(json));
        }
    }

    #[test]
    fn a_message_can_be_read_from_a_value() {
        let json = json!({"role": "assistant", "content": null, "reasoning_details": [{"a": 1}]});
        let message: Message = serde_json::from_value(json.clone()).unwrap();
        assert!(matches!(message, Message::Assistant(_)));
        assert_eq!(serde_json::to_value(message).unwrap(), json);
    }

    #[test]
    fn the_message_of_a_reply_can_be_sent_back() {
        let reply: crate::chat::Response = decode(fixtures::REPLY_TOOLS.as_bytes()).unwrap();
        let said = reply.choices.unwrap().remove(0).message.unwrap();
        let mut expected = serde_json::to_value(&said).unwrap();
        let sent = Message::Assistant(Box::new(said.into()));
        expected.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        expected["content"] = Value::Null;
        assert_eq!(serde_json::to_value(sent).unwrap(), expected);
    }

    #[test]
    fn constructors_make_what_they_are_named_for() {
        let messages = [
            Message::system("a"),
            Message::user("b"),
            Message::assistant("c"),
            Message::tool("t", "d"),
        ];
        insta::assert_snapshot!(
            serde_json::to_string(&messages).unwrap(),
            @r#"[{"role":"system","content":"a"},{"role":"user","content":"b"},{"role":"assistant","content":"c"},{"role":"tool","tool_call_id":"t","content":"d"}]"#
        );
    }
}
