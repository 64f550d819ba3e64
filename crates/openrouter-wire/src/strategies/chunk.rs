//! Pieces of streams.

use proptest::{collection, prelude::*};

use super::{
    error::api_error,
    maybe,
    message::{annotations, audio, content, function_call, images, reasoning_details, tool_calls},
    response::{logprobs, router_metadata, upstream},
    scalar::{count, extra, json, name, text},
    usage::usage,
};
use crate::chat::{Chunk, ChunkChoice, Content, DebugInfo, Delta, FinishReason, Role, ServiceTier};

/// Makes a chunk, in half of the cases one that is only text.
pub fn chunk() -> BoxedStrategy<Chunk> {
    prop_oneof![only_text(), any_chunk()].boxed()
}

fn only_text() -> BoxedStrategy<Chunk> {
    (maybe(text()), maybe(text()), maybe(count()), text())
        .prop_map(|(id, model, created, content)| Chunk {
            id,
            model,
            created,
            choices: Some(vec![ChunkChoice {
                index: Some(0.into()),
                delta: Some(Delta {
                    role: Some(Role::Assistant),
                    content: Some(Content::Text(content)),
                    ..Delta::default()
                }),
                ..ChunkChoice::default()
            }]),
            ..Chunk::default()
        })
        .boxed()
}

fn any_chunk() -> BoxedStrategy<Chunk> {
    let debug = (maybe(json()), extra())
        .prop_map(|(echo_upstream_body, extra)| DebugInfo { echo_upstream_body, extra });
    (
        (maybe(text()), maybe(text()), maybe(count()), maybe(text()), maybe(upstream())),
        (maybe(text()), maybe(name(ServiceTier::NAMES))),
        (maybe(collection::vec(choice(), 0..3)), maybe(usage())),
        (maybe(api_error()), maybe(text()), maybe(router_metadata()), maybe(debug)),
        extra(),
    )
        .prop_map(|(identity, configuration, answer, rest, extra)| Chunk {
            id: identity.0,
            object: identity.1,
            created: identity.2,
            model: identity.3,
            provider: identity.4,
            system_fingerprint: configuration.0,
            service_tier: configuration.1,
            choices: answer.0,
            usage: answer.1,
            error: rest.0,
            user_id: rest.1,
            openrouter_metadata: rest.2,
            debug: rest.3,
            extra,
        })
        .boxed()
}

fn choice() -> impl Strategy<Value = ChunkChoice> {
    (
        maybe(count()),
        maybe(delta()),
        maybe(name(FinishReason::NAMES)),
        maybe(text()),
        maybe(logprobs()),
        maybe(text()),
        maybe(api_error()),
        extra(),
    )
        .prop_map(|(index, delta, finish_reason, native, logprobs, text, error, extra)| {
            ChunkChoice {
                index,
                delta,
                finish_reason,
                native_finish_reason: native,
                logprobs,
                text,
                error,
                extra,
            }
        })
}

fn delta() -> impl Strategy<Value = Delta> {
    (
        (maybe(name(Role::NAMES)), maybe(content()), maybe(text())),
        (maybe(text()), maybe(reasoning_details())),
        (maybe(tool_calls()), maybe(function_call()), maybe(annotations())),
        (maybe(images()), maybe(audio())),
        extra(),
    )
        .prop_map(|(said, thought, tools, media, extra)| Delta {
            role: said.0,
            content: said.1,
            refusal: said.2,
            reasoning: thought.0,
            reasoning_details: thought.1,
            tool_calls: tools.0,
            function_call: tools.1,
            annotations: tools.2,
            images: media.0,
            audio: media.1,
            extra,
        })
}
