//! `POST /chat/completions`.

use std::time::Duration;

use http::{HeaderName, StatusCode};
use openrouter_wire::{chat::Request, headers};

use super::{
    engine::{self, Answered},
    stream, unary,
    usage::Usage,
};
use crate::{
    frame::Frame,
    refusal::Refusal,
    reply::{Reply, encode},
    server::Call,
};

/// After how many events a stream has a comment between them.
const EVENTS_PER_COMMENT: usize = 24;

/// Answers a request for a completion.
pub(crate) fn complete(call: &Call<'_>) -> Result<Reply, Refusal> {
    let request: Request = call.json_with_preset()?;
    if request.messages.is_empty() && request.prompt.is_none() {
        let message = "Input required: specify \"prompt\" or \"messages\"";
        return Err(Refusal::bad_request(message));
    }
    let answered = engine::answer(call, &request)?;
    let Answered { envelope, completion, usage, style } = &answered;
    let edit = |json| call.edit_json(json);
    let reply = if request.stream == Some(true) {
        Reply::events(frames(&answered, edit))
    } else {
        let response = unary::response(envelope, completion, *usage);
        let mut reply = Reply::json(StatusCode::OK, edit(encode(&response)));
        reply.wait = whole_answer(style.token_delay, *usage);
        reply
    };
    Ok(reply.with_header(HeaderName::from_static(headers::GENERATION_ID), &envelope.id))
}

/// Plays the chunks as events, with comments before and between them.
fn frames(answered: &Answered, edit: impl Fn(String) -> String) -> Vec<Frame> {
    let Answered { envelope, completion, usage, style } = answered;
    let mut chunks = stream::chunks(envelope, completion, *usage, style.finish);
    if let Some((events, error)) = &style.error {
        chunks.truncate(*events);
        chunks.push(error.chunk(envelope.chunk(), usage.to_wire()));
    }
    let mut frames = vec![Frame::Comment; style.comments];
    for (chunk, number) in chunks.iter().zip(1_usize..) {
        if !style.token_delay.is_zero() {
            frames.push(Frame::Wait(style.token_delay));
        }
        frames.push(Frame::Event(edit(encode(chunk))));
        if style.comments > 0 && number.is_multiple_of(EVENTS_PER_COMMENT) {
            frames.push(Frame::Comment);
        }
    }
    frames.push(Frame::done());
    frames
}

/// Returns how long an answer takes that is not streamed.
fn whole_answer(token_delay: Duration, usage: Usage) -> Duration {
    token_delay.saturating_mul(u32::try_from(usage.completion_tokens()).unwrap_or(u32::MAX))
}
