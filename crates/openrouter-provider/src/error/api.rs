//! The error object, wherever it stands.

use http::HeaderMap;
use llm_provider_base::{is_page, scrub};
use llm_types::{Error, ErrorKind, Retry, UpstreamError};
use openrouter_wire::error::{ApiError, Body, ErrorCode, ErrorType};
use openrouter_wire::responses::FailureName;

use super::affordable::affordable_tokens;
use super::hint::{Hint, limits};
use super::verdict::Verdict;
use super::{Blamed, Failure, Moment};

/// What an error object means.
///
/// `status` is that of the reply, if it was one of failure; inside an answer or a stream the status
/// that the object names stands in for it, and without any it counts as a failing upstream.
pub(crate) fn from_api_error(
    api: &ApiError,
    status: Option<u16>,
    head: Option<&HeaderMap>,
    moment: Moment,
) -> Failure {
    let told = status;
    let status = status.unwrap_or_else(|| named_status(api));
    let message = message(api);
    let hint = Hint::of(api, head, moment.wall);
    let verdict = Verdict::of(api, status, &message, hint, moment);
    let retry = match api.availability.as_ref().and_then(|availability| availability.retryable) {
        Some(false) => Retry::Never,
        Some(true) => verdict.wait,
        None if verdict.retry => verdict.wait,
        None => Retry::Never,
    };
    let affordable = affordable_tokens(&message);
    let mut message =
        if message.is_empty() { "the service gave no reason".to_owned() } else { message };
    // The status of the reply decides; that the error names another one may explain it.
    if let Some(code) = told.and_then(|told| api.status().filter(|code| *code != told)) {
        message = format!("{message} (code {code})");
    }
    if let Some(models) = suggested(api) {
        message.push_str("; it suggests ");
        message.push_str(&models);
    }
    let mut error = Error::new(verdict.kind, message).with_retry(retry).with_status(status);
    if let Some(tokens) = affordable.filter(|_| verdict.kind == ErrorKind::InsufficientCredits) {
        error = error.with_affordable_tokens(tokens);
    }
    if let Some(upstream) = upstream(api) {
        error = error.with_upstream(upstream);
    }
    let model = match api.availability.as_ref() {
        Some(said) if said.retryable == Some(false) => verdict.model.given_up(),
        _ => verdict.model,
    };
    let limits = limits(api, head, moment.wall);
    Failure { error, class: verdict.class, blame: Blamed { key: verdict.blame, model, limits } }
}

/// How many suggestions are told.
const SUGGESTIONS: usize = 3;

/// Models that would do instead, by the service's word. They are told, and never asked in place of
/// the one that was wanted: they may cost more.
fn suggested(api: &ApiError) -> Option<String> {
    let models = api.availability.as_ref()?.fallback_models.as_ref()?;
    let models: Vec<_> = models.iter().take(SUGGESTIONS).map(|model| scrub(model)).collect();
    (!models.is_empty()).then(|| models.join(", "))
}

/// What the error in a document means, whose other parts make no sense.
pub(crate) fn error_beside(document: &[u8], moment: Moment) -> Option<Failure> {
    let Body { error, .. } = openrouter_wire::decode(document).ok()?;
    Some(from_api_error(&error, None, None, moment))
}

/// The error in an event of that name: in its envelope, bare, or as mere text.
pub(crate) fn api_error(data: &str) -> ApiError {
    if let Ok(Body { error, .. }) = openrouter_wire::decode(data.as_bytes()) {
        return error;
    }
    openrouter_wire::decode(data.as_bytes())
        .unwrap_or_else(|_| ApiError { message: Some(data.to_owned()), ..ApiError::default() })
}

/// What the service says, made fit to be shown; empty if it says nothing that is for a message.
fn message(api: &ApiError) -> String {
    let text = match &api.message {
        Some(text) => scrub(text),
        // Something else stands in its place.
        None => api.extra.get("message").map(|said| scrub(&said.to_string())).unwrap_or_default(),
    };
    if is_page(&text) { String::new() } else { text }
}

/// The status that the object stands for: one of failure, whatever it says.
fn named_status(api: &ApiError) -> u16 {
    let by_name = || error_type(api).as_ref().map(status_of);
    let by_cause = || failure_name(api).as_ref().map(status_of_failure);
    // The word of an answer's failure says less than the type, and more than a type that is none.
    let known = by_name().filter(|status| *status != 502).or_else(by_cause);
    api.status().filter(|status| *status >= 400).or(known).or_else(by_name).unwrap_or(502)
}

/// What went wrong in one word: in its own place, or in that of the code.
pub(super) fn error_type(api: &ApiError) -> Option<ErrorType> {
    api.error_type().cloned().or_else(|| code_word(api)?.parse().ok())
}

fn code_word(api: &ApiError) -> Option<&str> {
    match &api.code {
        Some(ErrorCode::Text(word)) => Some(word),
        _ => None,
    }
}

/// Why an answer of the Responses API failed, in that API's word.
pub(super) fn failure_name(api: &ApiError) -> Option<FailureName> {
    let name = FailureName::from(code_word(api)?);
    (!matches!(name, FailureName::Other(_))).then_some(name)
}

/// The status that each of these words stands for.
const fn status_of_failure(name: &FailureName) -> u16 {
    match name {
        FailureName::ServerError | FailureName::Other(_) => 502,
        FailureName::RateLimitExceeded => 429,
        FailureName::VectorStoreTimeout => 504,
        FailureName::DataResidencyMismatch => 404,
        // The prompt, or a picture in it.
        _ => 400,
    }
}

/// The documented status of each error type.
const fn status_of(error_type: &ErrorType) -> u16 {
    match error_type {
        ErrorType::Authentication => 401,
        ErrorType::PermissionDenied => 403,
        ErrorType::PaymentRequired => 402,
        ErrorType::RateLimitExceeded => 429,
        ErrorType::ProviderOverloaded => 503,
        ErrorType::ProviderUnavailable => 502,
        ErrorType::Timeout => 504,
        ErrorType::Server | ErrorType::Unmapped => 500,
        ErrorType::NotFound | ErrorType::ImageNotFound => 404,
        ErrorType::PreconditionFailed => 412,
        ErrorType::PayloadTooLarge => 413,
        ErrorType::Unprocessable => 422,
        // A word that is not on the list, such as `server_error`.
        ErrorType::Other(_) => 502,
        _ => 400,
    }
}

/// What the company behind the service said, made fit to be shown.
fn upstream(api: &ApiError) -> Option<UpstreamError> {
    let metadata = api.metadata.as_ref()?;
    let message = metadata.raw.as_ref().map(|raw| scrub(&raw.to_text()));
    let code = metadata.provider_code.as_ref().map(|code| match code {
        ErrorCode::Number(number) => number.to_string(),
        ErrorCode::Text(text) => scrub(text),
    });
    if metadata.provider_name.is_none() && message.is_none() && code.is_none() {
        return None;
    }
    let mut upstream = UpstreamError::default();
    upstream.name = metadata.provider_name.as_deref().map(scrub);
    upstream.message = message;
    upstream.code = code;
    Some(upstream)
}
