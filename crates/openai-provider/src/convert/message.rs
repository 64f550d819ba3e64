//! Messages of a conversation.

use llm_types::{
    AssistantMessage, AudioPart, ContentPart, FilePart, ImagePart, MediaSource, Message, Result,
    SystemMessage, ToolCall, ToolMessage, UserMessage, VideoPart,
};
use serde_json::{Map, Value, json};

use super::request::{put, unsupported};
use crate::Dialect;

pub(super) fn message(message: &Message, dialect: Dialect) -> Result<Value> {
    let developer = match dialect {
        Dialect::OpenAi => "developer",
        Dialect::Compatible => "system",
    };
    let (role, content, name) = match message {
        Message::System(SystemMessage { content, name }) => ("system", content, name),
        Message::Developer(SystemMessage { content, name }) => (developer, content, name),
        Message::User(UserMessage { content, name }) => ("user", content, name),
        Message::Tool(ToolMessage { content, name, .. }) => ("tool", content, name),
        Message::Assistant(message) => return assistant(message, dialect),
        _ => return Err(unsupported("this kind of message")),
    };
    let mut members = Map::new();
    put(&mut members, "role", role);
    if let Message::Tool(ToolMessage { tool_call_id, .. }) = message {
        put(&mut members, "tool_call_id", tool_call_id.as_str());
    }
    put(&mut members, "content", self::content(content, dialect)?);
    put(&mut members, "name", name.as_deref());
    Ok(members.into())
}

/// Parts as servers take them: plain text where it is nothing else, since many templates know
/// no lists.
fn content(parts: &[ContentPart], dialect: Dialect) -> Result<Value> {
    match parts {
        [] => Ok("".into()),
        [ContentPart::Text(part)] => Ok(part.text.as_str().into()),
        parts => parts.iter().map(|part| self::part(part, dialect)).collect(),
    }
}

fn part(part: &ContentPart, dialect: Dialect) -> Result<Value> {
    Ok(match part {
        ContentPart::Text(part) => json!({"type": "text", "text": part.text}),
        ContentPart::Image(ImagePart { source, detail, .. }) => {
            let mut image = Map::new();
            put(&mut image, "url", url(source, "image")?);
            put(&mut image, "detail", serde_json::to_value(detail).unwrap_or_default());
            json!({"type": "image_url", "image_url": image})
        }
        ContentPart::Audio(AudioPart { source, format, .. }) => {
            let MediaSource::Base64 { data, .. } = source else {
                return Err(unsupported("audio that is not base64 data"));
            };
            json!({"type": "input_audio", "input_audio": {"data": data, "format": format}})
        }
        ContentPart::Video(VideoPart { source, .. }) if dialect == Dialect::Compatible => {
            json!({"type": "video_url", "video_url": {"url": url(source, "video")?}})
        }
        ContentPart::File(FilePart { source, filename, .. }) => {
            let mut file = Map::new();
            put(&mut file, "filename", filename.as_deref());
            match source {
                MediaSource::FileId(id) => put(&mut file, "file_id", id.as_str()),
                MediaSource::Base64 { .. } => put(&mut file, "file_data", url(source, "file")?),
                _ => return Err(unsupported("a file by its address; send its data")),
            }
            json!({"type": "file", "file": file})
        }
        ContentPart::Video(_) => return Err(unsupported("a video")),
        _ => return Err(unsupported("this kind of content part")),
    })
}

fn url(source: &MediaSource, what: &str) -> Result<String> {
    let refused = || unsupported(&format!("an uploaded {what}; send its address or data"));
    source.to_url().ok_or_else(refused)
}

/// What the model said, to be sent back. What only tells of an answer (sources, the model's name)
/// is no part of it; calls that were cut off are left out, since nothing answered them.
fn assistant(message: &AssistantMessage, dialect: Dialect) -> Result<Value> {
    let AssistantMessage { content, reasoning, refusal, tool_calls, audio, name, .. } = message;
    let mut text = String::new();
    for part in content {
        let Some(part) = part.as_text() else {
            return Err(unsupported("a picture or file in a message of the assistant"));
        };
        text.push_str(part);
    }
    let mut members = Map::new();
    put(&mut members, "role", "assistant");
    match dialect {
        Dialect::OpenAi => put(&mut members, "refusal", refusal.as_deref()),
        // Others know no refusals: it is what the model said.
        Dialect::Compatible => text.push_str(refusal.as_deref().unwrap_or_default()),
    }
    // Beside tool calls, "" is refused by a few servers.
    let is_said = !text.is_empty() || (tool_calls.is_empty() && audio.is_none());
    put(&mut members, "content", is_said.then_some(text));
    if let Some(thoughts) = reasoning.as_ref().filter(|thoughts| !thoughts.text.is_empty())
        && dialect == Dialect::Compatible
    {
        // llama.cpp and LM Studio read the first, Ollama and vLLM the second
        // (vllm-project/vllm#38488); each passes over the other.
        put(&mut members, "reasoning_content", thoughts.text.as_str());
        put(&mut members, "reasoning", thoughts.text.as_str());
    }
    if !tool_calls.is_empty() {
        put(&mut members, "tool_calls", tool_calls.iter().map(tool_call).collect::<Vec<_>>());
    }
    if let Some(audio) = audio {
        let id = audio.id.as_deref().ok_or_else(|| unsupported("speech of another provider"))?;
        put(&mut members, "audio", json!({"id": id}));
    }
    put(&mut members, "name", name.as_deref());
    Ok(members.into())
}

fn tool_call(call: &ToolCall) -> Value {
    let ToolCall { id, name, arguments, .. } = call;
    let function = json!({"name": name, "arguments": arguments});
    json!({"id": id.as_str(), "type": "function", "function": function})
}
