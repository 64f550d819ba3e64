//! Asking a model, as recorded and the other way.

use std::sync::Arc;

use llm_provider_base::RetryPolicy;
use llm_types::{Conversion, Error, StandardRequest, StandardResponse};
use openrouter_provider::OpenRouterConversion;
use openrouter_wire::{Operation as _, chat};
use serde_json::{Value, json};

use super::super::expected::{Expected, ExpectedFailure, expected};
use super::super::json_diff::{cut, same};
use super::super::normal::normal;
use super::super::nullable;
use super::super::rebuild::rebuild;
use super::super::report::{Check, Report};
use super::ask::{Way, ask};
use super::summary::{summary, without_made_up_ids};
use super::{Replay, at_once};
use openrouter_sim::fault::ReceivedRequest;

pub(super) async fn check(replay: &Replay, report: &mut Report) {
    let exchange = &replay.exchange;
    let rebuilt = rebuilt(&exchange.request);
    let request = match &rebuilt {
        Ok(request) => request.clone(),
        Err(why) => {
            report.note(format!("a request that is not sent as recorded: {why}"));
            StandardRequest::prompt("What was asked cannot be said.")
        }
    };
    let way = if exchange.asks_for_stream() { Way::Stream } else { Way::Complete };
    let recorded = call(replay, &request, way, RetryPolicy::never()).await;
    if rebuilt.is_ok() {
        let result = recorded.as_ref().map_err(Clone::clone).and_then(|called| {
            let request = called.requests.first().ok_or("nothing was sent")?;
            check_sent(replay, request)
        });
        report.record(Check::RequestSent, &exchange.name, result);
    }
    match expected(exchange) {
        Ok(Expected::Answer(expected)) => {
            let result = recorded.and_then(|called| {
                let answer = called.result.map_err(|error| told(&error))?;
                same(&expected, &without_made_up_ids(&expected, summary(&answer)), &[])?;
                Ok(answer)
            });
            report.record(
                Check::Served,
                &exchange.name,
                result.as_ref().map(drop).map_err(Clone::clone),
            );
            if let Ok(answer) = result {
                let result = check_other_way(replay, &request, way, &answer).await;
                report.record(Check::ServedOtherWay, &exchange.name, result);
            }
        }
        Ok(Expected::Failure(expected)) => {
            let result = recorded.and_then(|called| check_error(&expected, called.result));
            report.record(Check::ErrorServed, &exchange.name, result);
            let result = check_retries(replay, &request, way, &expected).await;
            report.record(Check::ErrorRetried, &exchange.name, result);
        }
        Err(error) => report.record(Check::Served, &exchange.name, Err(error)),
    }
}

/// The request in the neutral types, if they can say it, and if the provider takes it: it refuses
/// some of what the service would refuse.
fn rebuilt(request: &Value) -> Result<StandardRequest, String> {
    if request.is_null() {
        return Err("it was not recorded".to_owned());
    }
    let request = serde_json::from_value(request.clone()).map_err(|error| error.to_string())?;
    let request = rebuild(request)?;
    OpenRouterConversion.validate(&request).map_err(|error| error.to_string())?;
    Ok(request)
}

/// What became of a call.
struct Called {
    result: Result<StandardResponse, Error>,
    /// What the server saw.
    requests: Vec<Arc<ReceivedRequest>>,
}

async fn call(
    replay: &Replay,
    request: &StandardRequest,
    way: Way,
    policy: RetryPolicy,
) -> Result<Called, String> {
    let (server, provider) = replay.start(chat::Request::PATH, policy).await?;
    let result = ask(&provider, request.clone(), way).await?;
    Ok(Called { result, requests: server.requests() })
}

/// The body is the recorded one, up to what makes no difference to the service.
fn check_sent(replay: &Replay, request: &ReceivedRequest) -> Result<(), String> {
    let exchange = &replay.exchange;
    same(&json!(exchange.path.trim_end_matches('/')), &json!(request.path), &[])?;
    let sent: Value = serde_json::from_slice(&request.body).map_err(|error| error.to_string())?;
    same(&normal(&exchange.request), &normal(&sent), nullable::REQUEST)
}

/// The same answer, whichever way it is asked for; only the attempts took another time.
async fn check_other_way(
    replay: &Replay,
    request: &StandardRequest,
    way: Way,
    answer: &StandardResponse,
) -> Result<(), String> {
    let called = call(replay, request, way.other(), RetryPolicy::never()).await?;
    let other = called.result.map_err(|error| told(&error))?;
    let json = |answer: &StandardResponse| {
        let mut answer = answer.clone();
        answer.attempts.clear();
        serde_json::to_value(answer).map_err(|error| error.to_string())
    };
    same(&json(answer)?, &json(&other)?, &[])
}

fn check_error(
    expected: &ExpectedFailure,
    result: Result<StandardResponse, Error>,
) -> Result<(), String> {
    let Err(error) = result else { return Err("an answer where an error was due".to_owned()) };
    same(&json!({"kind": expected.kind}), &json!({"kind": error.kind()}), &[])?;
    if expected.status.is_some() {
        same(&json!({"status": expected.status}), &json!({"status": error.status()}), &[])?;
    }
    let partial = error.partial().map(StandardResponse::joined_text);
    same(&json!({"partial": expected.partial_text}), &json!({"partial": partial}), &[])
}

/// Whichever way it is asked for: what may be tried again is, and nothing else.
async fn check_retries(
    replay: &Replay,
    request: &StandardRequest,
    way: Way,
    expected: &ExpectedFailure,
) -> Result<(), String> {
    let policy = at_once();
    let may_be_retried = expected.is_retryable && expected.partial_text.is_none();
    let due = if may_be_retried { policy.max_attempts as usize } else { 1 };
    for way in [way, way.other()] {
        let called = call(replay, request, way, policy.clone()).await?;
        same(&json!({"requests": due}), &json!({"requests": called.requests.len()}), &[])?;
        check_error(expected, called.result)?;
    }
    Ok(())
}

/// An error that was not expected, with the reason beneath it.
fn told(error: &Error) -> String {
    cut(&format!("an error where an answer was due: {error}"))
}
