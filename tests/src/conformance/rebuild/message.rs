//! Messages.

use llm_types::{
    Annotation, AssistantMessage, AudioOutput, ContentPart, Message, ReasoningBlock,
    ReasoningContent, SystemMessage, ToolMessage, UserMessage,
};
use openrouter_wire::{Count, chat as wire};
use serde_json::value::RawValue;

use super::{Unsayable, absent, content, known, tool};

pub(super) fn message(message: wire::Message) -> Result<Message, Unsayable> {
    Ok(match message {
        wire::Message::System(message) => Message::System(instructions(message)?),
        wire::Message::Developer(message) => Message::Developer(instructions(message)?),
        wire::Message::User(message) => {
            let SystemMessage { content, name } = instructions(message)?;
            Message::User(UserMessage { content, name })
        }
        wire::Message::Assistant(message) => Message::Assistant(assistant(*message)?),
        wire::Message::Tool(wire::ToolMessage { tool_call_id, content, name, extra }) => {
            known(&extra, "a tool's result")?;
            let content = content::content(content)?;
            Message::Tool(ToolMessage { tool_call_id: tool_call_id.into(), content, name })
        }
        wire::Message::Other(_) => return Err("a message of another shape".to_owned()),
    })
}

fn instructions(message: wire::InputMessage) -> Result<SystemMessage, Unsayable> {
    let wire::InputMessage { content, name, extra } = message;
    known(&extra, "a message")?;
    Ok(SystemMessage { content: content::content(content)?, name })
}

fn assistant(message: wire::AssistantMessage) -> Result<AssistantMessage, Unsayable> {
    let wire::AssistantMessage {
        content,
        name,
        model,
        refusal,
        reasoning,
        reasoning_content,
        reasoning_details,
        tool_calls,
        function_call,
        annotations,
        images,
        audio,
        extra,
    } = message;
    absent(function_call.as_ref(), "function_call")?;
    known(&extra, "an assistant's message")?;
    let mut neutral = AssistantMessage::default();
    neutral.content = content.map(content::content).transpose()?.unwrap_or_default();
    if neutral.content.iter().any(|part| matches!(part, ContentPart::Image(_))) {
        return Err("a picture among an assistant's text".to_owned());
    }
    for image in images.into_iter().flatten() {
        absent(image.index.as_ref(), "the index of an image")?;
        known(&image.extra, "an image")?;
        neutral.content.push(content::image(image.image_url, None)?);
    }
    neutral.name = name;
    neutral.model = model.map(Into::into);
    neutral.refusal = refusal;
    let blocks: Option<Vec<_>> = reasoning_details
        .map(|details| details.into_iter().map(Box::<RawValue>::from).map(block).collect());
    let reasoning = reasoning.or(reasoning_content);
    if reasoning.is_some() || blocks.is_some() {
        neutral.reasoning = Some(ReasoningContent::new(reasoning.unwrap_or_default(), blocks));
    }
    neutral.tool_calls =
        tool_calls.into_iter().flatten().map(tool::tool_call).collect::<Result<_, _>>()?;
    for annotation in annotations.into_iter().flatten() {
        // What is not spelt out in the neutral type goes through it as JSON.
        let json = serde_json::to_value(annotation).map_err(|error| error.to_string())?;
        neutral.annotations.push(Annotation::Other(json));
    }
    neutral.audio = audio.map(|audio| {
        let wire::Audio { id, data, transcript, expires_at, extra: _ } = audio;
        AudioOutput {
            id,
            data: data.unwrap_or_default(),
            transcript: transcript.unwrap_or_default(),
            expires_at: expires_at.as_ref().and_then(Count::get),
        }
    });
    Ok(neutral)
}

fn block(raw: Box<RawValue>) -> ReasoningBlock {
    ReasoningBlock::new(raw.into())
}
