//! `POST /chat/completions`.

use openrouter_wire::chat::{Chunk, Request, Response};

use super::{
    engine::{self, Answered},
    stream, unary,
};
use crate::{
    frame::Frame,
    refusal::Refusal,
    reply::{Reply, encode},
    server::Call,
};

/// Answers a request for a completion.
pub(crate) fn complete(call: &Call<'_>) -> Result<Reply, Refusal> {
    let request: Request = call.json_with_preset()?;
    if request.messages.is_empty() && request.prompt.is_none() {
        let message = "Input required: specify \"prompt\" or \"messages\"";
        return Err(Refusal::bad_request(message));
    }
    let answered = engine::answer(call, &request)?;
    let Answered { envelope, completion, usage, style: _, routing } = &answered;
    Ok(if request.stream == Some(true) {
        let chunks = chunks(&answered);
        answered.streamed(chunks.iter().map(|chunk| Frame::Event(call.edit_json(encode(chunk)))))
    } else {
        let response = unary::response(envelope, completion, *usage);
        answered.whole(call, &Response { openrouter_metadata: routing.clone(), ..response })
    })
}

/// Makes the chunks of a stream, up to where it is to fail.
fn chunks(answered: &Answered) -> Vec<Chunk> {
    let Answered { envelope, completion, usage, style, routing } = answered;
    let mut chunks = stream::chunks(envelope, completion, *usage, style.finish);
    if let Some(last) = chunks.last_mut() {
        last.openrouter_metadata.clone_from(routing);
    }
    if let Some((events, error)) = &style.error {
        chunks.truncate(*events);
        chunks.push(error.chunk(envelope.chunk(), usage.to_wire()));
    }
    chunks
}
