//! What an exchange must give, read from its raw JSON by rules of its own.
//!
//! Uses none of the code that it checks, but for the decoder of event streams, which has its own
//! cases.

mod answer;
mod failure;
mod tool_calls;
mod usage;

pub(crate) use failure::ExpectedFailure;

use serde_json::Value;

use super::exchange::Exchange;
use answer::Answer;

/// What an exchange must give.
#[derive(Debug)]
pub(crate) enum Expected {
    /// In the form that [`super::replay::summary`] gives to an answer.
    Answer(Value),
    Failure(ExpectedFailure),
}

/// Reads what the exchange must give.
///
/// # Errors
///
/// If the body is not what its media type says.
pub(crate) fn expected(exchange: &Exchange) -> Result<Expected, String> {
    if !exchange.is_success() {
        let body = exchange.json().unwrap_or_default();
        return Ok(Expected::Failure(failure::of_reply(exchange.status, &body)));
    }
    let mut answer = Answer::default();
    let mut is_done = true;
    if exchange.is_event_stream() {
        is_done = false;
        for data in exchange.events()? {
            if data.trim() == "[DONE]" {
                is_done = true;
                break;
            }
            if data.trim().is_empty() {
                continue;
            }
            let chunk = serde_json::from_str(&data).map_err(|error| error.to_string())?;
            answer.add(&chunk, &data)?;
            if answer.error.is_some() {
                break;
            }
        }
    } else {
        let body = exchange.json()?;
        // One known fault of the service: the answer stands within `provider`.
        match &body["provider"] {
            nested @ Value::Object(_) if body["choices"].is_null() => {
                answer.add(nested, &nested.to_string())?;
            }
            _ => answer.add(&body, &exchange.body)?,
        }
    }
    // Said in the head as well, for answers that do not name themselves.
    answer.name(exchange.header("x-generation-id"));
    Ok(answer.finish(is_done))
}
