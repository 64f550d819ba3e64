//! [`Problem`]: what a server says went wrong, and what it means.

use std::time::Duration;

use llm_provider_base::{Failure, FailureClass, plain_text, without_bom};
use llm_types::{Error, ErrorKind, Operation, Retry};
use serde_json::{Map, Value};

use crate::wire::ChatAnswer;

/// What a server says went wrong, in whichever of the forms that are in use:
///
/// - `{"error": {"message", "type", "code", "param"}}`: OpenAI, llama.cpp, newer vLLM;
/// - `{"error": "…"}`: Ollama's own handlers, LM Studio;
/// - `{"object": "error", "message", "type", "code"}`: vLLM before version 0.10;
/// - `{"detail": …}`: what serves vLLM, before vLLM looks at a request;
/// - text, or a page of a gateway.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Problem {
    pub(crate) status: Option<u16>,
    /// Type and code, in lower case.
    words: String,
    pub(crate) message: String,
}

impl Problem {
    /// Reads the body of a reply with this status.
    pub(crate) fn of_body(status: u16, body: &[u8]) -> Self {
        let text = String::from_utf8_lossy(without_bom(body));
        Self { status: Some(status), ..Self::of_text_or_json(&text) }
    }

    /// Reads what is an error, whatever its form.
    pub(crate) fn of_text_or_json(text: &str) -> Self {
        Self::of_document(text.as_bytes()).unwrap_or_else(|| Self::of_text(text.trim()))
    }

    /// The error that a document is, if it is one.
    pub(crate) fn of_document(document: &[u8]) -> Option<Self> {
        Self::of_json(&serde_json::from_slice(without_bom(document)).ok()?)
    }

    fn of_json(json: &Value) -> Option<Self> {
        let whole = json.as_object()?;
        match whole.get("error") {
            Some(Value::Object(error)) => Some(Self::of_object(error)),
            Some(Value::String(text)) => Some(Self::of_text(text)),
            None if whole.get("object").is_some_and(|kind| kind == "error") => {
                Some(Self::of_object(whole))
            }
            None if !whole.contains_key("choices") && !whole.contains_key("data") => {
                let text = whole.get("detail").or_else(|| whole.get("message"))?;
                Some(Self::of_text(&said(text)))
            }
            _ => None,
        }
    }

    /// The error that an answer is, or has in it.
    pub(crate) fn of_answer(answer: &ChatAnswer) -> Option<Self> {
        match &answer.error {
            Some(Value::Object(error)) => Some(Self::of_object(error)),
            Some(other) => Some(Self::of_text(&said(other))),
            None if answer.object.as_deref() == Some("error") => {
                Some(Self::of_object(&answer.extra))
            }
            None => None,
        }
    }

    fn of_object(error: &Map<String, Value>) -> Self {
        let text = |name: &str| error.get(name).map(said).unwrap_or_default();
        let code = error.get("code").and_then(|code| match code {
            Value::String(text) => text.parse().ok(),
            code => code.as_u64().and_then(|code| u16::try_from(code).ok()),
        });
        let words = format!("{} {}", text("type"), text("code")).to_lowercase();
        let status = code.filter(|code| (400..600).contains(code));
        Self { status, words, message: text("message") }
    }

    fn of_text(text: &str) -> Self {
        Self { message: text.to_owned(), ..Self::default() }
    }

    /// What it means for a call of this kind, if the server asked to wait so long.
    pub(crate) fn failure(&self, operation: Operation, wait: Option<Duration>) -> Failure {
        let (kind, class) = self.verdict(operation);
        let retry = match (kind, wait) {
            (ErrorKind::RateLimited | ErrorKind::Unavailable | ErrorKind::Timeout, wait) => {
                wait.map_or(Retry::Backoff, Retry::After)
            }
            _ => Retry::Never,
        };
        let message = match plain_text(&self.message) {
            Some(message) => message,
            None if self.message.is_empty() => "the server does not say why".to_owned(),
            None => "the server sent a page in place of an answer".to_owned(),
        };
        // Most often the address lacks its last part.
        let message = match kind {
            ErrorKind::NotFound => format!("{message}; base_url mostly ends in /v1"),
            _ => message,
        };
        let error = Error::new(kind, message).with_retry(retry);
        Failure::new(self.status.into_iter().fold(error, Error::with_status), class)
    }

    fn verdict(&self, operation: Operation) -> (ErrorKind, FailureClass) {
        use FailureClass::{Server, Throttle};
        let is_chat = matches!(operation, Operation::Chat | Operation::Embeddings);
        let kind = match self.status.unwrap_or_else(|| self.named_status()) {
            _ if self.is_about_context() => ErrorKind::ContextLength,
            _ if self.says(&["content_policy", "content_filter"]) => ErrorKind::ContentPolicy,
            // Not for going too fast: the account has no money left.
            _ if self.says(&["insufficient_quota"]) => ErrorKind::InsufficientCredits,
            _ if is_chat && self.says(&["model_not_found"]) => ErrorKind::ModelNotFound,
            401 => ErrorKind::Authentication,
            402 => ErrorKind::InsufficientCredits,
            403 => ErrorKind::PermissionDenied,
            // Ollama: a model that was not pulled. vLLM: one that is not served.
            404 if is_chat && self.message.to_lowercase().contains("model") => {
                ErrorKind::ModelNotFound
            }
            404 => ErrorKind::NotFound,
            408 | 504 | 524 => ErrorKind::Timeout,
            413 => ErrorKind::TooLarge,
            429 => return (ErrorKind::RateLimited, Throttle),
            // llama.cpp: it was not started for this, or its model cannot do it.
            501 => ErrorKind::Unsupported,
            409 | 500.. => ErrorKind::Unavailable,
            _ => ErrorKind::InvalidRequest,
        };
        (kind, Server)
    }

    /// The status that the words stand for: what came in the middle of a stream has no other.
    fn named_status(&self) -> u16 {
        let known = [
            ("invalid_request", 400),
            ("badrequest", 400),
            ("authentication", 401),
            ("invalid_api_key", 401),
            ("permission", 403),
            ("not_found", 404),
            ("notfound", 404),
            ("rate_limit", 429),
            ("not_supported", 501),
        ];
        let named = known.iter().find(|(word, _)| self.words.contains(word));
        named.map_or(500, |(_, status)| *status)
    }

    fn says(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.words.contains(word))
    }

    fn is_about_context(&self) -> bool {
        self.says(&["context_length_exceeded", "exceed_context_size"]) || {
            // vLLM, LM Studio and older llama.cpp have no word for it.
            let text = self.message.to_lowercase();
            let is_request = self.status.is_none_or(|status| matches!(status, 400 | 413 | 500));
            is_request
                && ["maximum context length", "context size", "context length", "context window"]
                    .iter()
                    .any(|words| text.contains(words))
        }
    }
}

/// What a member says, whatever it is.
fn said(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(status: u16, body: &str, kind: ErrorKind, retry: Retry, message: &str) {
        let problem = Problem::of_body(status, body.as_bytes());
        let error = problem.failure(Operation::Chat, None).error;
        assert_eq!((error.kind(), error.retry(), error.message()), (kind, retry, message));
        assert_eq!(error.status(), Some(status));
    }

    #[test]
    fn each_form_of_an_error_is_read() {
        use ErrorKind::{InvalidRequest, ModelNotFound, Unavailable};
        let never = Retry::Never;
        check(
            400,
            r#"{"error":{"message":"m","type":"invalid_request_error","param":"max_tokens","code":"unsupported_parameter"}}"#,
            InvalidRequest,
            never,
            "m",
        );
        check(
            404,
            r#"{"error":"model 'x' not found"}"#,
            ModelNotFound,
            never,
            "model 'x' not found",
        );
        let vllm =
            r#"{"object":"error","message":"m","type":"BadRequestError","param":null,"code":400}"#;
        check(400, vllm, InvalidRequest, never, "m");
        check(
            405,
            r#"{"detail":"Method Not Allowed"}"#,
            InvalidRequest,
            never,
            "Method Not Allowed",
        );
        let loading =
            r#"{"error":{"message":"Loading model","type":"unavailable_error","code":503}}"#;
        check(503, loading, Unavailable, Retry::Backoff, "Loading model");
        check(500, "boom\n", Unavailable, Retry::Backoff, "boom");
        let page = "the server sent a page in place of an answer";
        check(502, "<html>Bad Gateway</html>", Unavailable, Retry::Backoff, page);
        check(500, "", Unavailable, Retry::Backoff, "the server does not say why");
    }

    #[test]
    fn what_the_caller_can_do_decides_the_kind() {
        let kind = |status: u16, body: &str| {
            let problem = Problem::of_body(status, body.as_bytes());
            problem.failure(Operation::Chat, None).error.kind()
        };
        let coded = |code: &str| format!(r#"{{"error":{{"message":"m","code":"{code}"}}}}"#);
        let typed = |word: &str| format!(r#"{{"error":{{"message":"m","type":"{word}"}}}}"#);
        assert_eq!(kind(400, &coded("context_length_exceeded")), ErrorKind::ContextLength);
        assert_eq!(kind(400, &typed("exceed_context_size_error")), ErrorKind::ContextLength);
        let vllm = r#"{"object":"error","message":"This model's maximum context length is 8 tokens","code":400}"#;
        assert_eq!(kind(400, vllm), ErrorKind::ContextLength);
        assert_eq!(kind(400, &coded("content_policy_violation")), ErrorKind::ContentPolicy);
        assert_eq!(kind(400, &coded("model_not_found")), ErrorKind::ModelNotFound);
        assert_eq!(kind(429, &coded("insufficient_quota")), ErrorKind::InsufficientCredits);
        assert_eq!(kind(429, &coded("rate_limit_exceeded")), ErrorKind::RateLimited);
        assert_eq!(kind(401, &coded("invalid_api_key")), ErrorKind::Authentication);
        assert_eq!(kind(501, &typed("not_supported_error")), ErrorKind::Unsupported);
        assert_eq!(kind(413, ""), ErrorKind::TooLarge);
        let problem = Problem::of_body(404, b"");
        let error = problem.failure(Operation::Models, None).error;
        assert_eq!(error.kind(), ErrorKind::NotFound);
    }

    #[test]
    fn an_address_without_an_api_is_no_missing_model() {
        let never = Retry::Never;
        for body in [
            "Not Found",
            r#"{"detail":"Not Found"}"#,
            r#"{"error":{"message":"Not Found","type":"not_found_error","code":404}}"#,
        ] {
            let told = "Not Found; base_url mostly ends in /v1";
            check(404, body, ErrorKind::NotFound, never, told);
        }
        let body = r#"{"detail":"The model `x` does not exist."}"#;
        check(404, body, ErrorKind::ModelNotFound, never, "The model `x` does not exist.");
    }

    #[test]
    fn in_a_stream_words_and_numbers_stand_for_the_status() {
        let kind = |json: Value| {
            Problem::of_json(&json).map(|it| it.failure(Operation::Chat, None).error.kind())
        };
        let error = |error: Value| kind(serde_json::json!({"error": error}));
        let json = serde_json::json!({"message": "m", "type": "BadRequestError", "code": 400});
        assert_eq!(error(json), Some(ErrorKind::InvalidRequest));
        assert_eq!(
            error(serde_json::json!({"message": "m", "type": "rate_limit_error"})),
            Some(ErrorKind::RateLimited)
        );
        assert_eq!(error("gone".into()), Some(ErrorKind::Unavailable));
        assert_eq!(error(Value::Null), None);
        assert_eq!(kind(serde_json::json!({"choices": [], "message": "m"})), None);
        assert_eq!(kind(serde_json::json!([1])), None);
    }

    #[test]
    fn a_wait_is_passed_on_where_it_helps() {
        let wait = Some(Duration::from_secs(7));
        let retry =
            |status| Problem::of_body(status, b"").failure(Operation::Chat, wait).error.retry();
        assert_eq!(retry(429), Retry::After(Duration::from_secs(7)));
        assert_eq!(retry(503), Retry::After(Duration::from_secs(7)));
        assert_eq!(retry(400), Retry::Never);
    }
}
