//! The blocks of an answer.

use openrouter_wire::messages::{
    Caller, ContentBlock, RedactedThinkingBlock, Thinking, ThinkingBlock, ThinkingDisplay,
    ToolUseBlock,
};
use serde_json::{Value, json};

use crate::chat::{Answered, Thought, ToolCall};

/// Makes the blocks of an answer: what the model thought, said and called.
pub(super) fn of(answered: &Answered, thinking: Option<&Thinking>) -> Vec<ContentBlock> {
    let Answered { envelope, completion, .. } = answered;
    let mut blocks = Vec::new();
    if let Some(text) = completion.shown_reasoning() {
        blocks.extend(thought(Thought::new(text, envelope.family), is_omitted(thinking)));
    }
    blocks.extend(completion.text.as_ref().map(ContentBlock::text));
    blocks.extend(completion.calls.iter().map(called));
    blocks
}

fn is_omitted(thinking: Option<&Thinking>) -> bool {
    let display = match thinking {
        Some(Thinking::Enabled(enabled)) => enabled.display.as_ref(),
        Some(Thinking::Adaptive(adaptive)) => adaptive.display.as_ref(),
        _ => None,
    };
    display == Some(&ThinkingDisplay::Omitted)
}

/// Makes the blocks of a thought: what can be read, with its signature, and what cannot.
fn thought(thought: Thought, is_omitted: bool) -> Vec<ContentBlock> {
    let Thought { id: _, summary, text, signature, encrypted, format: _ } = thought;
    let told = text.or(summary).filter(|_| !is_omitted);
    let block = ThinkingBlock {
        thinking: told.unwrap_or_default(),
        signature: signature.unwrap_or_default(),
        ..ThinkingBlock::default()
    };
    let redacted = encrypted.map(|data| {
        ContentBlock::RedactedThinking(RedactedThinkingBlock {
            data,
            ..RedactedThinkingBlock::default()
        })
    });
    [ContentBlock::Thinking(block)].into_iter().chain(redacted).collect()
}

/// Makes the block of a call. Arguments that were cut off are none.
fn called(call: &ToolCall) -> ContentBlock {
    let input = serde_json::from_str(&call.arguments).ok().filter(Value::is_object);
    ContentBlock::ToolUse(ToolUseBlock {
        id: call.id.clone(),
        name: call.name.clone(),
        input: input.unwrap_or_else(|| json!({})),
        caller: Some(Caller::Direct {}),
        ..ToolUseBlock::default()
    })
}
