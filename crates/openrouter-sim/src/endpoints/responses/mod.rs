//! `POST /responses`: the answers of chat, in the form of OpenAI's Responses API.

mod conversation;
mod echo;
mod events;
mod items;
mod tools;

use openrouter_wire::{
    error::ApiError,
    responses::{Event, Request, Response, ResponseEvent},
};

use self::{echo::Echo, items::items, tools::Tools};
use crate::{
    chat::{self, Answered, Ending},
    frame::Frame,
    refusal::Refusal,
    reply::{Reply, encode},
    server::{Call, Routes},
};

pub(super) fn routes() -> Routes {
    Routes::default().infer::<Request>(create)
}

pub(super) fn create(call: &Call<'_>) -> Result<Reply, Refusal> {
    let request: Request = call.json_with_preset()?;
    check(&request)?;
    let tools = Tools::read(&request);
    let answered = chat::answer(call, &conversation::read(&request, &tools)?)?;
    let output = items(&answered, &tools, &mut call.names.fork("items"));
    let echo = Echo { request: &request, answered: &answered };
    let ended = match answered.ending() {
        Ending::Failed => echo.failed(&ApiError::new(502, "Provider returned error")),
        ending => Response {
            openrouter_metadata: answered.routing.clone(),
            ..echo.ended(output.clone(), &ending)
        },
    };
    if request.stream != Some(true) {
        return Ok(answered.whole(call, &ended));
    }
    let mut events = events::of(&echo, &output, ended);
    fail(&mut events, &echo, &answered);
    let frame = |event| Frame::Event(call.edit_json(encode(&event)));
    Ok(answered.streamed(events.into_iter().map(frame)))
}

/// Refuses what the service has no memory for.
fn check(request: &Request) -> Result<(), Refusal> {
    if request.store == Some(true) {
        return Err(Refusal::bad_request("`store` must be false: responses are not stored"));
    }
    if request.previous_response_id.as_ref().is_some_and(|id| !id.is_null()) {
        let message = "`previous_response_id` is not supported: responses are not stored";
        return Err(Refusal::bad_request(message));
    }
    if request.input.is_none() && request.prompt.is_none() {
        return Err(Refusal::bad_request("Input required: specify \"input\""));
    }
    Ok(())
}

/// Lets a stream fail where it is to fail: with a response that failed, or with an error.
fn fail(events: &mut Vec<Event>, echo: &Echo<'_>, answered: &Answered) {
    let Some((count, error)) = &answered.style.error else { return };
    events.truncate(*count);
    let number = Some(events::number(events));
    events.push(if error.is_documented() {
        let response: Response = echo.failed(error.error());
        Event::Failed(ResponseEvent {
            response: Box::new(response),
            sequence_number: number,
            ..ResponseEvent::default()
        })
    } else {
        Event::Error(echo::error_event(error.error(), number))
    });
}
