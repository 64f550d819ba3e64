//! [`TokenCounter`]: how many tokens something has.

use llm_types::{
    AssistantMessage, ContentPart, ImageDetail, MediaSource, Message, ReasoningBlock,
    ReasoningContent, ResponseFormat, StandardRequest, Tool,
};
use serde_json::Value;

use super::script;

/// What the syntax around a message costs.
const MESSAGE: u64 = 4;
/// What the syntax around a call or a tool costs.
const CALL: u64 = 8;
/// What is written before the model's turn begins.
const TURN: u64 = 3;

/// How many tokens something has.
///
/// A tokenizer is one by the one function that it has, `|text: &str| bpe.count(text)`; all else
/// follows from it. [`TokenEstimate`] needs no tokenizer.
///
/// # What counts how much
///
/// | What | Tokens |
/// |---|---|
/// | a message | 4, and what is in it |
/// | a tool call | 8, its name and its arguments |
/// | a tool, the schema of an answer | 8, its words, and three fifths of its schema as text |
/// | thoughts | their text; encrypted ones a token for each five bytes |
/// | a picture | 85 at low detail, or else 1500, whatever its size |
/// | sound, right here | a token for each 300 bytes, or for each 1000 where it is not compressed |
/// | a film, right here | a token for each 2000 bytes |
/// | a document, right here | a token for each 4 bytes of text, or for each 30 of another kind, and 500 at the least |
/// | any of these elsewhere | 3000 |
///
/// Providers count pictures, sounds and documents each in their own way: whoever sends many of them
/// overrides [`part`](Self::part).
pub trait TokenCounter: Send + Sync {
    /// Those of a text.
    fn text(&self, text: &str) -> u64;

    /// Those of a part of a message.
    fn part(&self, part: &ContentPart) -> u64 {
        match part {
            ContentPart::Text(part) => self.text(&part.text),
            ContentPart::Image(part) if part.detail == Some(ImageDetail::Low) => 85,
            ContentPart::Image(_) => 1_500,
            ContentPart::Audio(part) if matches!(&*part.format, "wav" | "pcm16") => {
                media(&part.source, 1_000)
            }
            ContentPart::Audio(part) => media(&part.source, 300),
            ContentPart::Video(part) => media(&part.source, 2_000),
            ContentPart::File(part) => match &part.source {
                MediaSource::Base64 { media_type, .. } if media_type.starts_with("text/") => {
                    media(&part.source, 4)
                }
                source => media(source, 30).max(500),
            },
            _ => 0,
        }
    }

    /// Those of a message.
    fn message(&self, message: &Message) -> u64 {
        let parts = message.content().iter().map(|part| self.part(part));
        let more = match message {
            Message::Assistant(message) => beyond_parts(self, message),
            _ => 0,
        };
        parts.fold(MESSAGE.saturating_add(more), u64::saturating_add)
    }

    /// Those of the description of a tool.
    fn tool(&self, tool: &Tool) -> u64 {
        let (description, parameters) = match tool {
            Tool::Function(tool) => (tool.description.as_deref(), tool.parameters.as_ref()),
            Tool::Server(tool) => (None, tool.parameters.as_ref()),
            _ => (None, None),
        };
        [tool.name(), description.unwrap_or_default()]
            .iter()
            .map(|text| self.text(text))
            .chain(parameters.map(|parameters| schema(self, parameters)))
            .fold(CALL, u64::saturating_add)
    }

    /// Those of all that a request sends. What a model's template adds is not known: some 300 to 500
    /// where there are tools, at some providers.
    fn request(&self, request: &StandardRequest) -> u64 {
        let messages = request.messages.iter().map(|message| self.message(message));
        let tools = request.tools.iter().map(|tool| self.tool(tool));
        let format = match &request.response_format {
            Some(ResponseFormat::JsonSchema(format)) => {
                CALL.saturating_add(schema(self, &format.schema))
            }
            _ => 0,
        };
        messages.chain(tools).fold(TURN.saturating_add(format), u64::saturating_add)
    }
}

/// Estimates tokens without a tokenizer, from the words, digits and scripts of a text.
///
/// Of English prose, JSON and code it is mostly within a seventh of what providers count, and
/// rather above than below; of other scripts it is rougher.
///
/// ```
/// use llm_toolkit::{TokenCounter, TokenEstimate};
///
/// assert_eq!(TokenEstimate.text("Why is the sky blue?"), 6);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TokenEstimate;

impl TokenCounter for TokenEstimate {
    fn text(&self, text: &str) -> u64 {
        script::tokens(text)
    }
}

impl<F: Fn(&str) -> u64 + Send + Sync> TokenCounter for F {
    fn text(&self, text: &str) -> u64 {
        self(text)
    }
}

/// What a model's message has beside its content.
fn beyond_parts<C: TokenCounter + ?Sized>(counter: &C, message: &AssistantMessage) -> u64 {
    let thoughts = message.reasoning.as_ref().map_or(0, |it| thoughts(counter, it));
    let refusal = message.refusal.as_deref().map_or(0, |text| counter.text(text));
    let calls = message.tool_calls.iter().map(|call| {
        CALL.saturating_add(counter.text(&call.name)).saturating_add(counter.text(&call.arguments))
    });
    calls.fold(thoughts.saturating_add(refusal), u64::saturating_add)
}

fn thoughts<C: TokenCounter + ?Sized>(counter: &C, reasoning: &ReasoningContent) -> u64 {
    let block = |block: &ReasoningBlock| match block.data() {
        Some(data) => length(&data) / 5,
        None => block.text().map_or(0, |text| counter.text(&text)),
    };
    match &reasoning.blocks {
        Some(blocks) => blocks.iter().map(block).fold(0, u64::saturating_add),
        None => counter.text(&reasoning.text),
    }
}

/// A schema is shown to the model without much of its syntax.
fn schema<C: TokenCounter + ?Sized>(counter: &C, schema: &Value) -> u64 {
    counter.text(&schema.to_string()).saturating_mul(3) / 5
}

/// A token for so many bytes.
fn media(source: &MediaSource, bytes: u64) -> u64 {
    match source {
        MediaSource::Base64 { data, .. } => length(data) / 4 * 3 / bytes + 1,
        _ => 3_000,
    }
}

fn length(text: &str) -> u64 {
    u64::try_from(text.len()).unwrap_or(u64::MAX)
}
