//! Messages of a conversation.

use llm_types::{
    AssistantMessage, AudioOutput, ContentPart, Message, RawJson, ReasoningBlock, ReasoningContent,
    Result, SystemMessage, ToolMessage, UserMessage,
};
use openrouter_wire::{Count, Extra, chat as wire};

use super::content::{content, image_url};
use super::refusal::unsupported;
use super::{annotation, tool};

pub(super) fn message(message: &Message) -> Result<wire::Message> {
    Ok(match message {
        Message::System(message) => wire::Message::System(instructions(message)?),
        Message::Developer(message) => wire::Message::Developer(instructions(message)?),
        Message::User(UserMessage { content, name }) => wire::Message::User(wire::InputMessage {
            content: self::content(content)?,
            name: name.clone(),
            extra: Extra::default(),
        }),
        Message::Assistant(message) => wire::Message::Assistant(Box::new(assistant(message)?)),
        Message::Tool(ToolMessage { tool_call_id, content, name }) => {
            wire::Message::Tool(wire::ToolMessage {
                tool_call_id: tool_call_id.as_str().to_owned(),
                content: self::content(content)?,
                name: name.clone(),
                extra: Extra::default(),
            })
        }
        _ => return Err(unsupported("this kind of message")),
    })
}

fn instructions(message: &SystemMessage) -> Result<wire::InputMessage> {
    let SystemMessage { content, name } = message;
    Ok(wire::InputMessage {
        content: self::content(content)?,
        name: name.clone(),
        extra: Extra::default(),
    })
}

/// What the model said, to be sent back. Calls that were cut off are left out: upstreams reject
/// arguments that are not JSON, and nothing answered them.
fn assistant(message: &AssistantMessage) -> Result<wire::AssistantMessage> {
    let AssistantMessage {
        content,
        reasoning,
        refusal,
        tool_calls,
        partial_tool_calls: _,
        annotations,
        audio,
        name,
        model,
        ..
    } = message;
    let (pictures, parts): (Vec<_>, Vec<_>) =
        content.iter().cloned().partition(|part| matches!(part, ContentPart::Image(_)));
    let (reasoning, reasoning_details) = thoughts(reasoning.as_ref());
    Ok(wire::AssistantMessage {
        // Not "": some upstreams reject it beside tool calls.
        content: (!parts.is_empty()).then(|| self::content(&parts)).transpose()?,
        name: name.clone(),
        model: model.as_ref().map(|model| model.as_str().to_owned()),
        refusal: refusal.clone(),
        reasoning,
        reasoning_content: None,
        reasoning_details,
        tool_calls: (!tool_calls.is_empty())
            .then(|| tool_calls.iter().map(tool::tool_call).collect()),
        function_call: None,
        annotations: (!annotations.is_empty())
            .then(|| annotations.iter().map(annotation::annotation).collect::<Result<_>>())
            .transpose()?,
        images: (!pictures.is_empty()).then(|| images(&pictures)).transpose()?,
        audio: audio.as_ref().map(audio_output),
        extra: Extra::default(),
    })
}

fn images(pictures: &[ContentPart]) -> Result<Vec<wire::Image>> {
    pictures
        .iter()
        .filter_map(|part| match part {
            ContentPart::Image(image) => Some(image),
            _ => None,
        })
        .map(|image| {
            Ok(wire::Image {
                kind: Some("image_url".to_owned()),
                image_url: image_url(image)?,
                index: None,
                extra: Extra::default(),
            })
        })
        .collect()
}

fn audio_output(audio: &AudioOutput) -> wire::Audio {
    let AudioOutput { id, data, transcript, expires_at } = audio;
    let said = |text: &String| (!text.is_empty()).then(|| text.clone());
    wire::Audio {
        id: id.clone(),
        data: said(data),
        transcript: said(transcript),
        expires_at: expires_at.map(Count::from),
        extra: Extra::default(),
    }
}

/// Thoughts to send back: as the upstream gave them where it did, otherwise as text.
fn thoughts(
    reasoning: Option<&ReasoningContent>,
) -> (Option<String>, Option<Vec<wire::ReasoningDetail>>) {
    let Some(ReasoningContent { text, blocks, .. }) = reasoning else { return (None, None) };
    match blocks {
        Some(blocks) => {
            let details = blocks.iter().map(|block| raw(block.json())).collect();
            (None, Some(details))
        }
        None => ((!text.is_empty()).then(|| text.clone()), None),
    }
}

fn raw(json: &RawJson) -> wire::ReasoningDetail {
    let raw: Box<serde_json::value::RawValue> = json.clone().into();
    raw.into()
}

/// A thought as the upstream gave it.
pub(super) fn block(detail: wire::ReasoningDetail) -> ReasoningBlock {
    let raw: Box<serde_json::value::RawValue> = detail.into();
    ReasoningBlock::new(raw.into())
}
