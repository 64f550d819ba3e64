//! `POST /messages`: the answers of chat, in the form of Anthropic's Messages API.

mod blocks;
mod conversation;
mod events;
mod refuse;
mod response;

use http::StatusCode;
use openrouter_wire::{error::ApiError, messages::Request};

use self::refuse::refuse;
use crate::{
    chat::{self, Ending},
    frame::Frame,
    refusal::Refusal,
    reply::{Reply, encode},
    server::{Call, Routes},
};

/// How many models a request may fall back to in Anthropic's form.
const MOST_FALLBACKS: usize = 3;

pub(super) fn routes() -> Routes {
    Routes::default().infer_with::<Request>(create, refuse)
}

pub(super) fn create(call: &Call<'_>) -> Result<Reply, Refusal> {
    let mut request: Request = call.json_with_preset()?;
    check(&request)?;
    request.model = own_name(call, request.model);
    let answered = chat::answer(call, &conversation::read(&request))?;
    let blocks = blocks::of(&answered, request.thinking.as_ref());
    let failed = (answered.ending() == Ending::Failed)
        .then(|| ApiError::new(502, "Provider returned error"));
    if request.stream != Some(true) {
        return match failed {
            Some(error) => Err(Refusal::of(StatusCode::BAD_GATEWAY, error)),
            None => Ok(answered.whole(call, &response::of(&answered, blocks))),
        };
    }
    let mut events = events::of(&answered, &blocks);
    if let Some(error) = &failed {
        // What went wrong comes in the place of the end.
        events.truncate(events.len().saturating_sub(events::LAST));
        events.push(events::failed(error));
    } else if let Some((count, error)) = &answered.style.error {
        events.truncate(*count);
        events.push(events::failed(error.error()));
    }
    let frame = |(name, event)| Frame::Named(name, call.edit_json(encode(&event)));
    Ok(answered.streamed(events.into_iter().map(frame)))
}

fn check(request: &Request) -> Result<(), Refusal> {
    if request.messages.as_ref().is_none_or(Vec::is_empty) {
        return Err(Refusal::bad_request("Invalid request: messages is required"));
    }
    let fallbacks = request.fallbacks.as_deref().unwrap_or_default();
    if request.fallbacks.is_some() && request.models.is_some() {
        let message = "`fallbacks` and `models` cannot be used together";
        return Err(Refusal::bad_request(message));
    }
    if fallbacks.len() > MOST_FALLBACKS {
        let message = format!("`fallbacks` has more than {MOST_FALLBACKS} entries");
        return Err(Refusal::bad_request(message));
    }
    if fallbacks.iter().any(|fallback| !fallback.extra.is_empty()) {
        return Err(Refusal::bad_request("`fallbacks` may have nothing but `model`"));
    }
    Ok(())
}

/// Returns what OpenRouter calls a model that is called as Anthropic does, such as
/// `claude-haiku-4-5` or `claude-haiku-4-5-20251001`.
fn own_name(call: &Call<'_>, asked: String) -> String {
    let undated = asked.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('-');
    let is_it = |id: &str| {
        let name = id.strip_prefix("anthropic/").map(|name| name.replace('.', "-"));
        name.is_some_and(|name| name == asked || name == undated)
    };
    let mut ids = call.state.catalogue.models().iter().map(|model| &model.id);
    ids.find(|id| is_it(id)).cloned().unwrap_or(asked)
}
