//! Which error a failure must be, by the service's documentation.

use llm_types::ErrorKind;
use serde_json::Value;

/// The error that an exchange must end in.
#[derive(Debug, Clone)]
pub(crate) struct ExpectedFailure {
    pub(crate) kind: ErrorKind,
    /// The status that the error must name; `None` leaves it open.
    pub(crate) status: Option<u16>,
    /// Whether the same request may be sent again, as long as nothing of an answer has come.
    pub(crate) is_retryable: bool,
    /// The text of the first answer, if anything of an answer came.
    pub(crate) partial_text: Option<String>,
}

/// Of a reply whose status is a failure.
pub(super) fn of_reply(status: u16, body: &Value) -> ExpectedFailure {
    let (kind, is_retryable) = classify(status, &body["error"]);
    // What is no reply of the API has no status that means anything.
    let status = (kind != ErrorKind::Decode).then_some(status);
    ExpectedFailure { kind, status, is_retryable, partial_text: None }
}

/// Of an error object within an answer: its code stands in for the status.
pub(super) fn within_answer(error: &Value) -> ExpectedFailure {
    let code = &error["code"];
    let number = code.as_u64().or_else(|| code.as_str().and_then(|code| code.parse().ok()));
    let word = error_type(error).or_else(|| code.as_str());
    let status = number
        .and_then(|code| u16::try_from(code).ok())
        .or_else(|| word.map(status_of_word))
        .unwrap_or(502);
    let (kind, is_retryable) = classify(status, error);
    ExpectedFailure { kind, status: None, is_retryable, partial_text: None }
}

fn error_type(error: &Value) -> Option<&str> {
    error["error_type"].as_str().or_else(|| error["metadata"]["error_type"].as_str())
}

fn status_of_word(word: &str) -> u16 {
    match word {
        "authentication" => 401,
        "permission_denied" => 403,
        "payment_required" => 402,
        "rate_limit_exceeded" => 429,
        "provider_overloaded" => 503,
        "timeout" => 504,
        "server" | "unmapped" => 500,
        "not_found" | "image_not_found" => 404,
        "precondition_failed" => 412,
        "payload_too_large" => 413,
        "unprocessable" => 422,
        "context_length_exceeded"
        | "max_tokens_exceeded"
        | "token_limit_exceeded"
        | "string_too_long"
        | "invalid_request"
        | "invalid_prompt"
        | "content_policy_violation"
        | "refusal"
        | "invalid_image"
        | "image_too_large"
        | "image_too_small"
        | "unsupported_image_format"
        | "image_download_failed" => 400,
        // `provider_unavailable`, and words that are not documented.
        _ => 502,
    }
}

fn classify(status: u16, error: &Value) -> (ErrorKind, bool) {
    let (kind, is_retryable) = by_documentation(status, error);
    (kind, error["availability"]["retryable"].as_bool().unwrap_or(is_retryable))
}

fn by_documentation(status: u16, error: &Value) -> (ErrorKind, bool) {
    let message = error["message"].as_str().unwrap_or_default().to_lowercase();
    let metadata = &error["metadata"];
    let says = |words: &[&str]| words.iter().any(|word| message.contains(word));
    let is_from_upstream = metadata["provider_name"].is_string() || !metadata["raw"].is_null();
    match error_type(error) {
        Some(
            "context_length_exceeded"
            | "max_tokens_exceeded"
            | "token_limit_exceeded"
            | "string_too_long",
        ) => return (ErrorKind::ContextLength, false),
        Some("content_policy_violation" | "refusal") => return (ErrorKind::ContentPolicy, false),
        _ => {}
    }
    match status {
        // Neither an answer nor an error; redirects are not followed.
        ..=399 | 600.. => (ErrorKind::Decode, false),
        401 if is_from_upstream => (ErrorKind::Unavailable, true),
        401 => (ErrorKind::Authentication, false),
        402 if metadata["reason"] == "in_flight_budget_exhausted" => (ErrorKind::RateLimited, true),
        402 => (ErrorKind::InsufficientCredits, false),
        403 if !metadata["reasons"].is_null()
            || !metadata["flagged_input"].is_null()
            || !metadata["patterns"].is_null() =>
        {
            (ErrorKind::ContentPolicy, false)
        }
        403 if says(&["key limit exceeded", "budget"]) => (ErrorKind::InsufficientCredits, false),
        403 => (ErrorKind::PermissionDenied, false),
        404 => (ErrorKind::ModelNotFound, false),
        408 | 425 | 504 | 524 => (ErrorKind::Timeout, true),
        413 => (ErrorKind::TooLarge, false),
        // Nothing more before midnight.
        429 if says(&["free-models-per-day"])
            || metadata["limit_source"] == "openrouter_free_tier_daily" =>
        {
            (ErrorKind::RateLimited, false)
        }
        429 => (ErrorKind::RateLimited, true),
        501 | 505 | 511 => (ErrorKind::Unavailable, false),
        500..=599 => (ErrorKind::Unavailable, true),
        _ if says(&["context length", "context window", "maximum context", "token limit"]) => {
            (ErrorKind::ContextLength, false)
        }
        _ if says(&["is not a valid model id"])
            || (says(&["model"]) && says(&["does not exist"])) =>
        {
            (ErrorKind::ModelNotFound, false)
        }
        _ => (ErrorKind::InvalidRequest, false),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn statuses_and_words_give_kinds() {
        for (status, error, kind, is_retryable) in [
            (
                400,
                json!({"message": "x/y is not a valid model ID"}),
                ErrorKind::ModelNotFound,
                false,
            ),
            (400, json!({"message": "nonsense"}), ErrorKind::InvalidRequest, false),
            (429, json!({}), ErrorKind::RateLimited, true),
            (429, json!({"availability": {"retryable": false}}), ErrorKind::RateLimited, false),
            (
                429,
                json!({"message": "Rate limit exceeded: free-models-per-day"}),
                ErrorKind::RateLimited,
                false,
            ),
            (403, json!({"metadata": {"reasons": []}}), ErrorKind::ContentPolicy, false),
            (529, json!({}), ErrorKind::Unavailable, true),
        ] {
            let failure = of_reply(status, &json!({"error": error}));
            assert_eq!((failure.kind, failure.is_retryable), (kind, is_retryable), "{error}");
        }
        for (code, kind) in [
            (json!(429), ErrorKind::RateLimited),
            (json!("server_error"), ErrorKind::Unavailable),
            (json!("rate_limit_exceeded"), ErrorKind::RateLimited),
            (json!(null), ErrorKind::Unavailable),
        ] {
            assert_eq!(within_answer(&json!({"code": code})).kind, kind, "{code}");
        }
    }
}
