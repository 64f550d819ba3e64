//! [`Failure`]: an error as a person and as a script want it.

use std::borrow::Cow;
use std::iter::successors;

use llm_types::{Attempt, Error, ErrorKind, ModelId, ResponseId, StandardResponse, UpstreamError};
use openrouter_auth::StorageError;
use serde::Serialize;

use crate::exit_status::ExitStatus;
use crate::printable::one_line;

/// An error, and what to do about it.
#[derive(Debug)]
pub(crate) struct Failure {
    error: Error,
    hint: Option<Cow<'static, str>>,
}

impl Failure {
    /// With a better hint than the one for its kind.
    pub(crate) fn with_hint(mut self, hint: impl Into<Cow<'static, str>>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// With hints that hold for any provider, in place of those about OpenRouter.
    pub(crate) fn elsewhere(mut self) -> Self {
        self.hint = hint_elsewhere(&self.error);
        self
    }

    /// What happened, and why, on one line.
    pub(crate) fn line(&self) -> String {
        with_root_cause(&self.error)
    }

    pub(crate) fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    pub(crate) fn exit_status(&self) -> ExitStatus {
        self.error.kind().into()
    }

    /// As the last line of `--json`.
    pub(crate) fn record(&self) -> impl Serialize + '_ {
        let error = &self.error;
        Record::Error {
            kind: error.kind(),
            message: self.line(),
            hint: self.hint(),
            status: error.status(),
            model: error.model(),
            response_id: error.response_id(),
            upstream: error.upstream(),
            retryable: error.is_retryable(),
            retry_after_seconds: error.retry_after().map(|delay| delay.as_secs_f64()),
            maybe_billed: error.maybe_billed(),
            attempts: error.attempts(),
            partial: error.partial(),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let hint = hint(&error);
        Self { error, hint }
    }
}

/// Tagged as the events are, among which it stands.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Record<'a> {
    Error {
        kind: ErrorKind,
        message: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        hint: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        status: Option<u16>,
        #[serde(skip_serializing_if = "Option::is_none")]
        model: Option<&'a ModelId>,
        #[serde(skip_serializing_if = "Option::is_none")]
        response_id: Option<&'a ResponseId>,
        #[serde(skip_serializing_if = "Option::is_none")]
        upstream: Option<&'a UpstreamError>,
        retryable: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        retry_after_seconds: Option<f64>,
        maybe_billed: bool,
        #[serde(skip_serializing_if = "<[_]>::is_empty")]
        attempts: &'a [Attempt],
        #[serde(skip_serializing_if = "Option::is_none")]
        partial: Option<&'a StandardResponse>,
    },
}

/// An error and its first cause, on one line. What lies between names the layers of libraries, and
/// helps nobody at a terminal.
pub(crate) fn with_root_cause(error: &dyn std::error::Error) -> String {
    let line = one_line(&error.to_string());
    let causes = successors(error.source(), |error| error.source());
    match causes.last().map(|cause| one_line(&cause.to_string())) {
        Some(cause) if !line.contains(&cause) => format!("{line}: {cause}"),
        _ => line,
    }
}

/// What to do about an error of this kind.
fn hint(error: &Error) -> Option<Cow<'static, str>> {
    if let Some(error) = storage_error(error) {
        return storage_hint(error).map(Cow::Borrowed);
    }
    if let Some(tokens) = error.affordable_tokens() {
        return Some(format!("add credits, or ask for less: --max-tokens {tokens}").into());
    }
    let hint = match error.kind() {
        ErrorKind::ContextLength | ErrorKind::TooLarge => {
            "shorten the prompt, or take a --model with a longer context"
        }
        ErrorKind::ContentPolicy => "rephrase the prompt, or take another --model",
        ErrorKind::Authentication => {
            "see `openrouter keys`, check OPENROUTER_API_KEY, or `openrouter login`"
        }
        ErrorKind::InsufficientCredits => {
            "add credits at https://openrouter.ai/credits, or raise the key's limit"
        }
        ErrorKind::BudgetExceeded => "raise the limit, or wait until it begins anew",
        ErrorKind::PermissionDenied => {
            "the key or the account may not do this: see https://openrouter.ai/settings"
        }
        ErrorKind::ModelNotFound => "`openrouter models` lists them",
        ErrorKind::RateLimited | ErrorKind::Unavailable => {
            return Some(match error.retry_after() {
                Some(delay) => {
                    let seconds = delay.as_secs_f64().ceil();
                    format!("try again in {seconds} s, or take another --model").into()
                }
                None => "try again in a moment, or take another --model".into(),
            });
        }
        ErrorKind::Timeout => "try again, or ask for a shorter answer with --max-tokens",
        ErrorKind::Network => "check the network, HTTPS_PROXY and OPENROUTER_BASE_URL",
        ErrorKind::Tls => "check this machine's clock and certificates, and the proxy if any",
        // The line above names the response.
        ErrorKind::Interrupted if error.maybe_billed() => {
            "what had come is printed; it may be billed: https://openrouter.ai/activity"
        }
        ErrorKind::Interrupted => "what had come is printed; ask again for a whole answer",
        ErrorKind::Configuration => {
            "check OPENROUTER_API_KEY, OPENROUTER_API_KEYS and OPENROUTER_BASE_URL"
        }
        ErrorKind::Decode => "the service may have changed; please report this",
        _ => return None,
    };
    Some(hint.into())
}

/// What to do about an error of this kind, whoever the provider is.
fn hint_elsewhere(error: &Error) -> Option<Cow<'static, str>> {
    let hint = match error.kind() {
        ErrorKind::Authentication => "check the key: OPENAI_API_KEY, or what --config refers to",
        ErrorKind::InsufficientCredits => "add credits where the key comes from",
        ErrorKind::PermissionDenied => "the key or the account may not do this",
        ErrorKind::ModelNotFound => "`openrouter models`, with the same --provider, lists them",
        ErrorKind::InvalidRequest if error.model().is_none() => {
            "is a --model named? `openrouter models`, by the same --provider, has them"
        }
        ErrorKind::Network => "is the server running? see --base-url, OPENAI_BASE_URL or --config",
        ErrorKind::Interrupted if error.maybe_billed() => {
            "what had come is printed; it may be billed"
        }
        // The message says what is wrong with which field.
        ErrorKind::Configuration => return None,
        _ => return hint(error),
    };
    Some(hint.into())
}

/// What is wrong with the place where keys are kept, if that is the cause.
fn storage_error(error: &Error) -> Option<&StorageError> {
    let error: &dyn std::error::Error = error;
    successors(Some(error), |error| error.source()).find_map(|error| error.downcast_ref())
}

/// What to do about it, where the error itself does not say.
const fn storage_hint(error: &StorageError) -> Option<&'static str> {
    match error {
        StorageError::Unavailable { .. } | StorageError::File { .. } => {
            Some("OPENROUTER_CREDENTIALS names another file to keep keys in")
        }
        StorageError::Malformed { .. } => Some("mend it, or move it away and begin a new one"),
        StorageError::Busy { .. } => Some("try again when that has ended"),
        StorageError::Keyring { .. } => Some("unlock it, or name a file in OPENROUTER_CREDENTIALS"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use llm_types::Retry;

    use super::*;

    #[test]
    fn the_first_cause_is_told_once_and_on_one_line() {
        let cause = std::io::Error::other("connection\nrefused\u{1b}[2J");
        let layer = Error::new(ErrorKind::Network, "layer").with_source(cause);
        let error = Error::new(ErrorKind::Network, "could not connect").with_source(layer);
        let line = Failure::from(error).line();
        assert_eq!(line, "no connection: could not connect: connection refused[2J");

        let same = std::io::Error::other("could not connect");
        let error = Error::new(ErrorKind::Network, "could not connect").with_source(same);
        assert_eq!(Failure::from(error).line(), "no connection: could not connect");
    }

    #[test]
    fn a_wait_that_was_asked_for_is_named() {
        let error = Error::new(ErrorKind::RateLimited, "slow down");
        assert!(Failure::from(error.clone()).hint().unwrap().contains("in a moment"));
        let error = error.with_retry(Retry::After(Duration::from_millis(6_500)));
        assert!(Failure::from(error).hint().unwrap().contains("in 7 s"));
    }

    #[test]
    fn a_place_that_cannot_be_used_is_not_blamed_on_the_environment() {
        let hint = |error| Failure::from(Error::from(error)).hint().map(str::to_owned);
        let path = std::path::PathBuf::from;
        let source = std::io::Error::other("gone");
        let file = StorageError::File { action: "read", path: path("/a"), source };
        assert!(hint(file).unwrap().starts_with("OPENROUTER_CREDENTIALS names"));
        let malformed = StorageError::Malformed { location: "/a".into(), line: 1, column: 0 };
        assert!(hint(malformed).unwrap().starts_with("mend it"));
        // It says itself what to do.
        let advice = "run: chmod 600 '/a'".to_owned();
        assert_eq!(
            hint(StorageError::Unsafe { path: path("/a"), problem: "is open", advice }),
            None
        );
    }

    #[test]
    fn what_the_account_can_afford_is_said() {
        let error = Error::new(ErrorKind::InsufficientCredits, "m").with_affordable_tokens(30_104);
        let failure = Failure::from(error);
        assert_eq!(failure.hint(), Some("add credits, or ask for less: --max-tokens 30104"));
    }

    #[test]
    fn an_answer_that_broke_off_tells_where_its_price_stands() {
        let error = Error::new(ErrorKind::Interrupted, "cut off").with_response_id("gen-1");
        let failure = Failure::from(error.with_maybe_billed(true));
        assert!(failure.line().contains("gen-1"), "{}", failure.line());
        let hint = failure.hint().unwrap();
        assert!(hint.ends_with("may be billed: https://openrouter.ai/activity"), "{hint}");
        assert!("hint: ".len() + hint.len() <= 80);
    }

    #[test]
    fn hints_fit_a_terminal_of_80_columns() {
        for kind in ErrorKind::ALL {
            let failure = || Failure::from(Error::new(kind, ""));
            for failure in [failure(), failure().elsewhere()] {
                let hint = failure.hint().unwrap_or_default();
                assert!("hint: ".len() + hint.len() <= 80, "{hint}");
            }
        }
    }

    #[test]
    fn the_record_of_an_error_is_stable() {
        let error = Error::new(ErrorKind::RateLimited, "slow down")
            .with_status(429)
            .with_model("author/model")
            .with_retry(Retry::After(Duration::from_secs(7)))
            .with_partial(StandardResponse::text("a"));
        let json = serde_json::to_string(&Failure::from(error).record()).unwrap();
        insta::assert_snapshot!(json.replace(",\"", ",\n\""), @r#"
        {"type":"error",
        "kind":"rate_limited",
        "message":"rate limited (429): slow down [model author/model]",
        "hint":"try again in 7 s, or take another --model",
        "status":429,
        "model":"author/model",
        "retryable":true,
        "retry_after_seconds":7.0,
        "maybe_billed":false,
        "partial":{"choices":[{"index":0,
        "message":{"content":[{"type":"text",
        "text":"a"}]},
        "finish_reason":"stop"}]}}
        "#);
    }
}
