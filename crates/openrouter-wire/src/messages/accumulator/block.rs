//! A block that grows.

use serde_json::{Map, Value};

use super::AccumulateError;
use crate::messages::{CompactionDelta, ContentBlock, Delta};

/// A block that grows.
#[derive(Clone, Debug)]
pub(super) struct Block {
    content: ContentBlock,
    /// The pieces of the arguments of a call, joined.
    input: String,
    is_open: bool,
}

impl Block {
    /// Creates a block that deltas may follow.
    pub(super) fn open(content: ContentBlock) -> Self {
        Self { content, input: String::new(), is_open: true }
    }

    /// Creates a block that is whole.
    pub(super) fn closed(content: ContentBlock) -> Self {
        Self { is_open: false, ..Self::open(content) }
    }

    pub(super) fn is_open(&self) -> bool {
        self.is_open
    }

    pub(super) fn close(&mut self) {
        self.is_open = false;
    }

    /// Adds to the block. Returns false if the delta is of a type that this version does not know.
    pub(super) fn apply(&mut self, delta: Delta) -> Result<bool, AccumulateError> {
        match (&mut self.content, delta) {
            (_, Delta::Other(_)) => return Ok(false),
            (ContentBlock::Text(block), Delta::TextDelta(delta)) => {
                block.text.push_str(&delta.text);
            }
            (ContentBlock::Text(block), Delta::CitationsDelta(delta)) => {
                block.citations.get_or_insert_default().push(delta.citation);
            }
            (ContentBlock::Thinking(block), Delta::ThinkingDelta(delta)) => {
                block.thinking.push_str(&delta.thinking);
            }
            // A signature comes whole: were it to come again, it would be the same.
            (ContentBlock::Thinking(block), Delta::SignatureDelta(delta)) => {
                block.signature = delta.signature;
            }
            (ContentBlock::Compaction(block), Delta::CompactionDelta(delta)) => {
                let CompactionDelta { content, encrypted_content, extra: _ } = delta;
                if let Some(content) = content {
                    block.content.get_or_insert_default().push_str(&content);
                }
                block.encrypted_content =
                    encrypted_content.or_else(|| block.encrypted_content.take());
            }
            (
                ContentBlock::ToolUse(_) | ContentBlock::ServerToolUse(_),
                Delta::InputJsonDelta(delta),
            ) => self.input.push_str(&delta.partial_json),
            (ContentBlock::Other(Value::Object(_)), Delta::InputJsonDelta(delta)) => {
                self.input.push_str(&delta.partial_json);
            }
            (ContentBlock::Other(Value::Object(fields)), delta) => add_loosely(fields, delta)?,
            _ => return Err(AccumulateError::Delta),
        }
        Ok(true)
    }

    /// Returns the block as it is now.
    pub(super) fn into_content(self) -> ContentBlock {
        let Self { mut content, input, is_open: _ } = self;
        if !input.is_empty() {
            // Arguments that were cut off stay what they are: text.
            let input = serde_json::from_str(&input).unwrap_or(Value::String(input));
            match &mut content {
                ContentBlock::ToolUse(block) => block.input = input,
                ContentBlock::ServerToolUse(block) => block.input = input,
                ContentBlock::Other(Value::Object(fields)) => {
                    fields.insert("input".to_owned(), input);
                }
                _ => {}
            }
        }
        content
    }
}

/// Adds to a block of a type that this version does not know, where known ones have the same.
fn add_loosely(fields: &mut Map<String, Value>, delta: Delta) -> Result<(), AccumulateError> {
    match delta {
        Delta::TextDelta(delta) => add_text(fields, "text", &delta.text),
        Delta::ThinkingDelta(delta) => add_text(fields, "thinking", &delta.thinking),
        Delta::SignatureDelta(delta) => {
            fields.insert("signature".to_owned(), Value::String(delta.signature));
            Ok(())
        }
        Delta::CitationsDelta(delta) => {
            let citation =
                serde_json::to_value(delta.citation).map_err(|_| AccumulateError::Shape)?;
            match fields.entry("citations").or_insert(Value::Null) {
                Value::Array(citations) => citations.push(citation),
                place @ Value::Null => *place = Value::Array(vec![citation]),
                _ => return Err(AccumulateError::Delta),
            }
            Ok(())
        }
        Delta::CompactionDelta(_) | Delta::InputJsonDelta(_) | Delta::Other(_) => {
            Err(AccumulateError::Delta)
        }
    }
}

fn add_text(
    fields: &mut Map<String, Value>,
    name: &str,
    more: &str,
) -> Result<(), AccumulateError> {
    match fields.entry(name).or_insert_with(|| Value::String(String::new())) {
        Value::String(text) => text.push_str(more),
        _ => return Err(AccumulateError::Delta),
    }
    Ok(())
}
