//! Messages in the JSON that the conventions have for them.

use llm_types::{
    AssistantMessage, ContentPart, FinishReason, MediaSource, Message, StandardRequest,
    StandardResponse, ToolCallId, ToolMessage,
};
use serde_json::{Map, Value, json};
use tracing::Span;

use super::said::{floor, said};
use crate::gen_ai;

/// What an object takes beside its texts.
const FRAME: usize = 32;

/// What was said so far. What a model is told before the first message is an instruction.
pub(super) fn record_input(span: &Span, request: &StandardRequest, room: usize) {
    let is_said =
        |message: &Message| !matches!(message, Message::System(_) | Message::Developer(_));
    let told = request.messages.iter().position(is_said).unwrap_or(request.messages.len());
    let (told, said) = request.messages.split_at(told);
    if !told.is_empty() {
        let mut room = Room(room);
        let parts = told.iter().flat_map(Message::content);
        let parts: Vec<_> = parts.map_while(|content| room.content(content)).collect();
        span.record(gen_ai::SYSTEM_INSTRUCTIONS, Value::from(parts).to_string());
    }
    let mut room = Room(room);
    // The last ones are what the answer is to.
    let mut last: Vec<_> = said.iter().rev().map_while(|message| room.message(message)).collect();
    if last.len() < said.len() {
        let parts = json!([{"type": "omitted", "messages": said.len() - last.len()}]);
        last.push(json!({"role": "user", "parts": parts}));
    }
    last.reverse();
    span.record(gen_ai::INPUT_MESSAGES, Value::from(last).to_string());
}

/// What a model answered: a message for each choice.
pub(super) fn record_output(span: &Span, answer: &StandardResponse, room: usize) {
    let mut room = Room(room);
    let messages = answer.choices.iter().map_while(|choice| {
        let parts = room.assistant(&choice.message)?;
        let reason = match &choice.finish_reason {
            Some(FinishReason::ToolCalls) => "tool_call".to_owned(),
            Some(reason) => said(reason.as_str()),
            // It broke off.
            None => "error".to_owned(),
        };
        Some(json!({"role": "assistant", "parts": parts, "finish_reason": reason}))
    });
    let messages: Vec<_> = messages.collect();
    span.record(gen_ai::OUTPUT_MESSAGES, Value::from(messages).to_string());
}

/// How much may still be recorded, in bytes.
struct Room(usize);

impl Room {
    /// Takes room for one more object, if there is any.
    fn frame(&mut self) -> Option<()> {
        self.0 = self.0.checked_sub(FRAME)?;
        Some(())
    }

    /// As much of a text as there is room for.
    fn text(&mut self, text: &str) -> String {
        if text.len() <= self.0 {
            self.0 -= text.len();
            return text.to_owned();
        }
        let end = floor(text, self.0);
        self.0 = 0;
        format!("{}…", &text[..end])
    }

    fn part(&mut self, kind: &str, member: &str, text: &str) -> Option<Value> {
        self.frame()?;
        let text = self.text(text);
        Some(json!({"type": kind, member: text}))
    }

    fn message(&mut self, message: &Message) -> Option<Value> {
        self.frame()?;
        let (role, parts) = match message {
            Message::System(message) => ("system", self.contents(&message.content)),
            Message::Developer(message) => ("developer", self.contents(&message.content)),
            Message::User(message) => ("user", self.contents(&message.content)),
            Message::Assistant(message) => ("assistant", self.assistant(message)?),
            Message::Tool(message) => ("tool", self.result(message)?),
            _ => return Some(json!({"role": "user", "parts": [{"type": "omitted"}]})),
        };
        Some(json!({"role": role, "parts": parts}))
    }

    fn contents(&mut self, contents: &[ContentPart]) -> Vec<Value> {
        contents.iter().map_while(|content| self.content(content)).collect()
    }

    fn content(&mut self, content: &ContentPart) -> Option<Value> {
        match content {
            ContentPart::Text(part) => self.part("text", "content", &part.text),
            ContentPart::Image(part) => self.media("image", &part.source),
            ContentPart::Audio(part) => self.media("audio", &part.source),
            ContentPart::Video(part) => self.media("video", &part.source),
            ContentPart::File(part) => self.media("document", &part.source),
            _ => Some(json!({"type": "omitted"})),
        }
    }

    /// What is not text: where it is, or what it is.
    fn media(&mut self, modality: &str, source: &MediaSource) -> Option<Value> {
        self.frame()?;
        let mut part = Map::new();
        let mut set = |member: &str, text: &str| {
            part.insert(member.to_owned(), text.into());
        };
        set("modality", modality);
        match source {
            // What is in the address itself is no address: only its type is.
            MediaSource::Url(url) if is_data(url) => {
                let kind = url["data:".len()..].split([';', ',']).next().unwrap_or_default();
                set("type", "blob");
                set("mime_type", &self.text(kind));
                set("content", "");
            }
            MediaSource::Url(url) => {
                set("type", "uri");
                set("uri", &self.text(url));
            }
            MediaSource::FileId(id) => {
                set("type", "file");
                set("file_id", &self.text(id));
            }
            MediaSource::Base64 { media_type, data: _ } => {
                set("type", "blob");
                set("mime_type", &self.text(media_type));
                set("content", "");
            }
            _ => set("type", "omitted"),
        }
        Some(part.into())
    }

    fn assistant(&mut self, message: &AssistantMessage) -> Option<Vec<Value>> {
        self.frame()?;
        let mut parts = Vec::new();
        if let Some(reasoning) = message.reasoning.as_ref().filter(|it| !it.text.is_empty()) {
            parts.extend(self.part("reasoning", "content", &reasoning.text));
        }
        parts.extend(message.content.iter().map_while(|content| self.content(content)));
        if let Some(refusal) = &message.refusal {
            parts.extend(self.part("refusal", "content", refusal));
        }
        for call in &message.tool_calls {
            parts.extend(self.tool_call(Some(call.id.as_str()), Some(&call.name), &call.arguments));
        }
        for call in &message.partial_tool_calls {
            let id = call.id.as_ref().map(ToolCallId::as_str);
            parts.extend(self.tool_call(id, call.name.as_deref(), &call.arguments));
        }
        Some(parts)
    }

    fn tool_call(&mut self, id: Option<&str>, name: Option<&str>, text: &str) -> Option<Value> {
        self.frame()?;
        let arguments = self.text(text);
        let id = id.map(|id| self.text(id));
        // What is no JSON, or was cut off, stays text.
        let arguments =
            serde_json::from_str::<Value>(&arguments).unwrap_or_else(|_| arguments.into());
        let name = self.text(name.unwrap_or_default());
        Some(json!({"type": "tool_call", "id": id, "name": name, "arguments": arguments}))
    }

    fn result(&mut self, message: &ToolMessage) -> Option<Vec<Value>> {
        self.frame()?;
        let texts: String = message.content.iter().filter_map(ContentPart::as_text).collect();
        let response = self.text(&texts);
        let id = self.text(message.tool_call_id.as_str());
        Some(vec![json!({"type": "tool_call_response", "id": id, "response": response})])
    }
}

/// True of an address that is the thing itself.
fn is_data(url: &str) -> bool {
    url.get(.."data:".len()).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"))
}
