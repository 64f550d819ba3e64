//! Turns of a conversation.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::{content_part, json, text};
use crate::{
    Annotation, AssistantMessage, AudioOutput, ContentPart, FileAnnotation, Message,
    PartialToolCall, RawJson, ReasoningBlock, ReasoningContent, SystemMessage, TextPart, ToolCall,
    ToolMessage, UrlCitation, UserMessage,
};

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

fn partial_tool_call() -> impl Strategy<Value = PartialToolCall> {
    (option::of("call_[a-z]{3}"), option::of("[a-z_]{1,8}"), text())
        .prop_map(|(id, name, arguments)| PartialToolCall::new(id.map(Into::into), name, arguments))
}

/// Thoughts whose blocks have distinct indices.
pub fn reasoning_content() -> impl Strategy<Value = ReasoningContent> {
    (vec((text(), option::of(text())), 0..3), any::<bool>()).prop_map(|(thoughts, in_blocks)| {
        let whole = thoughts.iter().map(|(text, _)| &**text).collect::<String>();
        let blocks = (0u64..).zip(&thoughts).map(|(index, (text, signature))| {
            let json = serde_json::json!({
                "type": "reasoning.text", "text": text, "signature": signature, "index": index,
            });
            RawJson::from_value(&json).map(ReasoningBlock::new)
        });
        let blocks = in_blocks.then(|| blocks.filter_map(Result::ok).collect());
        ReasoningContent::new(whole, blocks)
    })
}

/// Something that an answer cites.
pub fn annotation() -> impl Strategy<Value = Annotation> {
    prop_oneof![
        (text(), option::of(text()), option::of(text()), option::of(any::<(u64, u64)>())).prop_map(
            |(url, title, content, place)| {
                let (start_index, end_index) = place.unzip();
                Annotation::UrlCitation(UrlCitation { url, title, content, start_index, end_index })
            }
        ),
        ("[0-9a-f]{8}", option::of(text()), vec(content_part(), 0..2)).prop_map(
            |(hash, name, content)| Annotation::File(FileAnnotation { hash, name, content })
        ),
        ("url_citation|file|x_cite", "[a-z_]{1,5}|url_citation|hash|url|content", json()).prop_map(
            // No known shape: a member that none has.
            |(kind, member, json)| {
                Annotation::Other(serde_json::json!({"type": kind, member: json, "x": null}))
            }
        ),
        json().prop_map(Annotation::Other),
    ]
}

/// What a model said aloud.
pub fn audio_output() -> impl Strategy<Value = AudioOutput> {
    (option::of("audio_[a-z]{3}"), "[A-Za-z0-9]{0,8}", text(), option::of(any::<u64>())).prop_map(
        |(id, data, transcript, expires_at)| AudioOutput { id, data, transcript, expires_at },
    )
}

/// What a model said, in a form that its deltas add up to: no text follows another.
pub fn assistant_message() -> impl Strategy<Value = AssistantMessage> {
    (
        vec(content_part(), 0..4),
        option::of(reasoning_content()),
        option::of(text()),
        tool_calls(),
        vec(annotation(), 0..3),
        option::of(audio_output()),
    )
        .prop_map(|(mut content, reasoning, refusal, tool_calls, annotations, audio)| {
            for part in &mut content {
                if let ContentPart::Text(TextPart { cache_control, .. }) = part {
                    *cache_control = None;
                }
            }
            content.dedup_by(|a, b| a.as_text().is_some() && b.as_text().is_some());
            AssistantMessage {
                content,
                reasoning,
                refusal,
                tool_calls,
                annotations,
                audio,
                ..AssistantMessage::default()
            }
        })
}

/// One turn of a conversation, of any role.
pub fn message() -> impl Strategy<Value = Message> {
    let said = || (vec(content_part(), 0..3), option::of(text()));
    prop_oneof![
        said().prop_map(|(content, name)| Message::System(SystemMessage { content, name })),
        said().prop_map(|(content, name)| Message::Developer(SystemMessage { content, name })),
        said().prop_map(|(content, name)| Message::User(UserMessage { content, name })),
        (said(), "call_[a-z]{3}").prop_map(|((content, name), id)| {
            Message::Tool(ToolMessage { tool_call_id: id.into(), content, name })
        }),
        (assistant_message(), vec(partial_tool_call(), 0..2), option::of(text()), any::<bool>())
            .prop_map(|(message, partial_tool_calls, name, signed)| {
                Message::Assistant(AssistantMessage {
                    partial_tool_calls,
                    name,
                    model: signed.then(|| "author/model".into()),
                    ..message
                })
            }),
    ]
}
