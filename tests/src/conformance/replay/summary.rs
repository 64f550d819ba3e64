//! What is compared of an answer.

use llm_types::{
    PartialToolCall, ReasoningContent, ReasoningKind, StandardChoice, StandardResponse, Usage,
};
use serde_json::{Value, json};

/// An answer as [`Expected::Answer`](super::super::expected::Expected::Answer) writes it.
pub(super) fn summary(answer: &StandardResponse) -> Value {
    json!({
        "id": answer.id,
        "model": answer.model,
        "usage": answer.usage.as_ref().map(usage),
        "choices": answer.choices.iter().map(choice).collect::<Value>(),
    })
}

/// Takes out the ids of calls for which the service had none: they are made up.
pub(super) fn without_made_up_ids(expected: &Value, mut summary: Value) -> Value {
    let choices = summary["choices"].as_array_mut().into_iter().flatten();
    for (choice, expected) in choices.zip(expected["choices"].as_array().into_iter().flatten()) {
        for list in ["tool_calls", "partial_tool_calls"] {
            let calls = choice[list].as_array_mut().into_iter().flatten();
            for (call, expected) in calls.zip(expected[list].as_array().into_iter().flatten()) {
                if expected["id"].is_null() && call["id"] != "" {
                    call["id"] = Value::Null;
                }
            }
        }
    }
    summary
}

fn choice(choice: &StandardChoice) -> Value {
    let message = &choice.message;
    let nothing = ReasoningContent::default();
    let reasoning = message.reasoning.as_ref().unwrap_or(&nothing);
    let blocks = || reasoning.blocks.iter().flatten();
    let encrypted = blocks().filter(|block| block.kind() == ReasoningKind::Encrypted);
    json!({
        "index": choice.index,
        "text": message.joined_text(),
        "refusal": message.refusal.clone().unwrap_or_default(),
        "reasoning": reasoning.text,
        "block_text": blocks().filter_map(llm_types::ReasoningBlock::text).collect::<String>(),
        "encrypted_blocks": encrypted.map(|block| block.json().as_str()).collect::<Value>(),
        "tool_calls": message.tool_calls,
        "partial_tool_calls": message.partial_tool_calls.iter().map(partial).collect::<Value>(),
        "finish_reason": choice.finish_reason,
    })
}

/// With null for what had not come.
fn partial(call: &PartialToolCall) -> Value {
    json!({"id": call.id, "name": call.name, "arguments": call.arguments})
}

fn usage(usage: &Usage) -> Value {
    json!({
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "total_tokens": usage.total_tokens,
        "cache_read_tokens": usage.cache_read_tokens,
        "cache_creation_tokens": usage.cache_creation_tokens,
        "reasoning_tokens": usage.reasoning_tokens,
        "cost": usage.cost.and_then(|cost| cost.to_string().parse::<f64>().ok()),
    })
}
