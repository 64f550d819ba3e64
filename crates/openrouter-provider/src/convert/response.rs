//! Answers that come whole.

use openrouter_wire::{chat as wire, error::ApiError};

use super::chunk::ChunkReader;
use llm_types::Result;

/// An answer read, and the error in it if there is one.
///
/// It is read as a stream of a single chunk, so that both ways give the same.
pub(crate) fn response(response: wire::Response) -> Result<(ChunkReader, Option<ApiError>)> {
    let wire::Response {
        id,
        object,
        created,
        model,
        provider,
        system_fingerprint,
        service_tier,
        choices,
        usage,
        error,
        user_id,
        openrouter_metadata,
        extra,
    } = response.unnested();
    let chunk = wire::Chunk {
        id,
        object,
        created,
        model,
        provider,
        system_fingerprint,
        service_tier,
        choices: choices.map(|choices| choices.into_iter().map(choice).collect()),
        usage,
        error,
        user_id,
        openrouter_metadata,
        debug: None,
        extra,
    };
    let mut reader = ChunkReader::for_whole_answer();
    let step = reader.chunk(chunk)?;
    Ok((reader, step.error))
}

fn choice(choice: wire::Choice) -> wire::ChunkChoice {
    let wire::Choice {
        index,
        finish_reason,
        native_finish_reason,
        logprobs,
        message,
        text,
        error,
        extra,
    } = choice;
    wire::ChunkChoice {
        index,
        delta: message.map(delta),
        finish_reason,
        native_finish_reason,
        logprobs,
        text,
        error,
        extra,
    }
}

fn delta(message: wire::ResponseMessage) -> wire::Delta {
    let wire::ResponseMessage {
        role,
        content,
        name,
        model,
        refusal,
        reasoning,
        reasoning_details,
        tool_calls,
        function_call,
        annotations,
        images,
        audio,
        mut extra,
    } = message;
    // No piece of a stream has these.
    for (key, value) in [("name", name), ("model", model)] {
        if let Some(value) = value {
            extra.insert(key, value);
        }
    }
    wire::Delta {
        role,
        content,
        refusal,
        reasoning,
        reasoning_details,
        tool_calls,
        function_call,
        annotations,
        images,
        audio,
        extra,
    }
}
