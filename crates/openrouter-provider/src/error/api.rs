//! The error object, wherever it stands.

use std::time::SystemTime;

use http::HeaderMap;
use llm_provider_base::FailureClass;
use llm_types::{Error, ErrorKind, Retry, UpstreamError};
use openrouter_auth::Blame;
use openrouter_wire::error::{ApiError, ErrorCode, ErrorType, Metadata};
use openrouter_wire::responses::FailureName;

use super::{Failure, hint, scrub};

/// What an error object means.
///
/// `status` is that of the reply, if it was one of failure; inside an answer or a stream the status
/// that the object names stands in for it, and without any it counts as a failing upstream.
pub(crate) fn from_api_error(
    api: &ApiError,
    status: Option<u16>,
    head: Option<&HeaderMap>,
    now: SystemTime,
) -> Failure {
    let status = status.unwrap_or_else(|| named_status(api));
    let message = api.message.as_deref().map(scrub::scrub).unwrap_or_default();
    let verdict = Verdict::of(api, status, &message);
    let retry = match api.availability.as_ref().and_then(|availability| availability.retryable) {
        Some(false) => Retry::Never,
        Some(true) => hint::wait(Some(api), head, now, verdict.kind == ErrorKind::RateLimited),
        None if verdict.retry => {
            hint::wait(Some(api), head, now, verdict.kind == ErrorKind::RateLimited)
        }
        None => Retry::Never,
    };
    let message =
        if message.is_empty() { "the service gave no reason".to_owned() } else { message };
    let mut error = Error::new(verdict.kind, message).with_retry(retry).with_status(status);
    if let Some(upstream) = upstream(api) {
        error = error.with_upstream(upstream);
    }
    Failure::new(error, verdict.class).with_blame(verdict.blame)
}

/// The status that the object stands for.
fn named_status(api: &ApiError) -> u16 {
    let by_name = || {
        let word = code_word(api).and_then(|word| word.parse().ok());
        api.error_type().or(word.as_ref()).map(status_of)
    };
    let by_cause = || failure_name(api).as_ref().map(status_of_failure);
    // The word of an answer's failure says less than the type, and more than a type that is none.
    let known = by_name().filter(|status| *status != 502).or_else(by_cause);
    api.status().or(known).or_else(by_name).unwrap_or(502)
}

fn code_word(api: &ApiError) -> Option<&str> {
    match &api.code {
        Some(ErrorCode::Text(word)) => Some(word),
        _ => None,
    }
}

/// Why an answer of the Responses API failed, in that API's word.
fn failure_name(api: &ApiError) -> Option<FailureName> {
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
    let message = metadata.raw.as_ref().map(|raw| scrub::scrub(&raw.to_text()));
    let code = metadata.provider_code.as_ref().map(|code| match code {
        ErrorCode::Number(number) => number.to_string(),
        ErrorCode::Text(text) => scrub::scrub(text),
    });
    if metadata.provider_name.is_none() && message.is_none() && code.is_none() {
        return None;
    }
    let mut upstream = UpstreamError::default();
    upstream.name = metadata.provider_name.as_deref().map(scrub::scrub);
    upstream.message = message;
    upstream.code = code;
    Some(upstream)
}

struct Verdict {
    kind: ErrorKind,
    retry: bool,
    class: FailureClass,
    blame: Blame,
}

impl Verdict {
    const fn fatal(kind: ErrorKind) -> Self {
        Self { kind, retry: false, class: FailureClass::Server, blame: Blame::None }
    }

    const fn server(kind: ErrorKind) -> Self {
        Self { kind, retry: true, class: FailureClass::Server, blame: Blame::None }
    }

    const fn throttled() -> Self {
        let class = FailureClass::Throttle;
        Self { kind: ErrorKind::RateLimited, retry: true, class, blame: Blame::None }
    }

    /// The key's own fault: another one may do.
    const fn key(kind: ErrorKind, blame: Blame) -> Self {
        Self { kind, retry: false, class: FailureClass::Rotation, blame }
    }

    fn of(api: &ApiError, status: u16, message: &str) -> Self {
        if let Some(kind) = api.error_type().and_then(kind_of) {
            return Self::fatal(kind);
        }
        if matches!(
            failure_name(api),
            Some(FailureName::ImageContentPolicyViolation | FailureName::BioPolicy)
        ) {
            return Self::fatal(ErrorKind::ContentPolicy);
        }
        match status {
            401 if api.is_from_upstream() => Self::server(ErrorKind::Unavailable),
            401 => Self::key(ErrorKind::Authentication, Blame::Rejected),
            402 => Self::payment(api, message),
            403 => Self::forbidden(api, message),
            404 => Self::fatal(ErrorKind::ModelNotFound),
            408 | 425 => Self::server(ErrorKind::Timeout),
            413 => Self::fatal(ErrorKind::TooLarge),
            429 => Self::throttled(),
            501 | 505 | 511 => Self::fatal(ErrorKind::Unavailable),
            504 | 524 => Self::server(ErrorKind::Timeout),
            500.. => Self::server(ErrorKind::Unavailable),
            _ if is_about_context(message) => Self::fatal(ErrorKind::ContextLength),
            _ if is_about_model(message) => Self::fatal(ErrorKind::ModelNotFound),
            _ => Self::fatal(ErrorKind::InvalidRequest),
        }
    }

    fn payment(api: &ApiError, message: &str) -> Self {
        let metadata = api.metadata.as_deref();
        let says = |field: fn(&Metadata) -> Option<&String>, word: &str| {
            metadata.and_then(field).is_some_and(|value| value.contains(word))
        };
        if says(|metadata| metadata.reason.as_ref(), "in_flight_budget_exhausted") {
            return Self::throttled();
        }
        if says(|metadata| metadata.limit_source.as_ref(), "key_limit") || is_key_cap(message) {
            return Self::key(ErrorKind::InsufficientCredits, Blame::Capped { until: None });
        }
        Self::fatal(ErrorKind::InsufficientCredits)
    }

    fn forbidden(api: &ApiError, message: &str) -> Self {
        let about_content = api.metadata.as_ref().is_some_and(|metadata| {
            metadata.reasons.is_some()
                || metadata.flagged_input.is_some()
                || metadata.patterns.is_some()
        });
        if about_content {
            Self::fatal(ErrorKind::ContentPolicy)
        } else if is_key_cap(message) {
            Self::key(ErrorKind::InsufficientCredits, Blame::Capped { until: None })
        } else if contains(message, "budget") {
            Self::fatal(ErrorKind::InsufficientCredits)
        } else if api.is_from_upstream()
            || contains(message, "region")
            || contains(message, "moderation")
        {
            // What an upstream refuses to the service is not about our key.
            Self::fatal(ErrorKind::PermissionDenied)
        } else {
            Self::key(ErrorKind::PermissionDenied, Blame::Rejected)
        }
    }
}

/// Kinds that the error type alone decides.
const fn kind_of(error_type: &ErrorType) -> Option<ErrorKind> {
    Some(match error_type {
        ErrorType::ContextLengthExceeded
        | ErrorType::MaxTokensExceeded
        | ErrorType::TokenLimitExceeded
        | ErrorType::StringTooLong => ErrorKind::ContextLength,
        ErrorType::ContentPolicyViolation | ErrorType::Refusal => ErrorKind::ContentPolicy,
        _ => return None,
    })
}

fn contains(message: &str, word: &str) -> bool {
    message.to_ascii_lowercase().contains(word)
}

fn is_key_cap(message: &str) -> bool {
    contains(message, "key limit exceeded")
}

fn is_about_context(message: &str) -> bool {
    ["context length", "context window", "maximum context", "too many tokens", "token limit"]
        .iter()
        .any(|words| contains(message, words))
}

fn is_about_model(message: &str) -> bool {
    contains(message, "is not a valid model id")
        || (contains(message, "model") && contains(message, "does not exist"))
}
