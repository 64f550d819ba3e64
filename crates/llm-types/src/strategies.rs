//! `proptest` strategies for the public types, one function a type, built from each other.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::{
    AssistantMessage, ContentPart, FinishReason, RawJson, ReasoningBlock, ReasoningContent,
    StandardChoice, StandardResponse, ToolCall, Usage,
};

/// Text with what breaks naive code: quotes, escapes, several bytes a character.
pub fn text() -> impl Strategy<Value = String> {
    "[a-z \"\\\\\n\u{e9}\u{1f980}\u{2028}]{1,12}"
}

/// Arguments of a tool call: a JSON object.
pub fn arguments() -> impl Strategy<Value = String> {
    (text(), any::<i32>())
        .prop_map(|(text, number)| serde_json::json!({"t": text, "n": number}).to_string())
}

/// Tool calls with distinct ids.
pub fn tool_calls() -> impl Strategy<Value = Vec<ToolCall>> {
    vec(("[a-z_]{1,8}", arguments()), 0..3).prop_map(|calls| {
        calls
            .into_iter()
            .enumerate()
            .map(|(place, (name, arguments))| {
                ToolCall::new(format!("call_{place}"), name, arguments)
            })
            .collect()
    })
}

/// Thoughts whose blocks have distinct indices.
pub fn reasoning() -> impl Strategy<Value = ReasoningContent> {
    vec(text(), 1..3).prop_map(|texts| {
        let blocks = (0u64..).zip(&texts).map(|(index, text)| {
            let json = serde_json::json!({"type": "reasoning.text", "text": text, "index": index});
            RawJson::from_value(&json).map(ReasoningBlock::new)
        });
        ReasoningContent::new(texts.concat(), blocks.collect::<Result<_, _>>().ok())
    })
}

/// What a model said.
pub fn message() -> impl Strategy<Value = AssistantMessage> {
    (option::of(text()), option::of(reasoning()), option::of(text()), tool_calls()).prop_map(
        |(text, reasoning, refusal, tool_calls)| AssistantMessage {
            content: text.into_iter().map(ContentPart::text).collect(),
            reasoning,
            refusal,
            tool_calls,
            ..AssistantMessage::default()
        },
    )
}

/// Why a model stopped, where nothing was cut off.
pub fn finish_reason() -> impl Strategy<Value = FinishReason> {
    prop_oneof![
        Just(FinishReason::Stop),
        Just(FinishReason::ToolCalls),
        Just(FinishReason::Other("pause".to_owned())),
    ]
}

/// What a call consumed.
pub fn usage() -> impl Strategy<Value = Usage> {
    (0..100_000u64, 0..100_000u64, option::of(0..100_000u64), option::of(0..1_000_000i64)).prop_map(
        |(input, output, reasoning_tokens, micros)| {
            let mut usage = Usage::new(input, output);
            usage.reasoning_tokens = reasoning_tokens;
            usage.cost = micros.map(|micros| rust_decimal::Decimal::new(micros, 6).into());
            usage
        },
    )
}

/// A whole answer, whose choices hold something.
pub fn response() -> impl Strategy<Value = StandardResponse> {
    ("gen-[a-z0-9]{8}", vec((message(), finish_reason()), 1..3), option::of(usage())).prop_map(
        |(id, choices, usage)| StandardResponse {
            id: Some(id.into()),
            model: Some("author/model".into()),
            choices: (0u32..)
                .zip(choices)
                .map(|(index, (message, reason))| StandardChoice {
                    index,
                    ..StandardChoice::new(message, reason)
                })
                .collect(),
            usage,
            ..StandardResponse::default()
        },
    )
}
