//! What a reply of failure means: an error of one line, of a bounded length, in which no key is
//! left, and whose advice is a wait of a day at the most. What is no success is never an answer.

use std::time::Duration;

use http::{HeaderName, HeaderValue, StatusCode, header};
use llm_provider_base::ScriptedReply;
use llm_types::{ChatProvider as _, Error, ErrorKind, Retry, StandardRequest};

use crate::call::{provider, run};

/// Stands for somebody's key: not the one that was sent, which is taken out once more by itself.
const ECHO: &str = "@KEY@";
const KEY: &str = "sk-or-v1-other0123456789abcdef0123456789abcdef";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Of each of the texts that an error has: itself, and the upstream's name, message and code.
const LONGEST: usize = 1024 + 64;

/// A reply as HTTP has it: a status, headers, an empty line, and the body.
pub fn check(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else { return };
    let text = text.replace(ECHO, KEY);
    let (head, body) = text.split_once("\n\n").unwrap_or((&text, ""));
    let mut lines = head.split('\n');
    let status = lines.next().and_then(|status| StatusCode::from_bytes(status.as_bytes()).ok());
    let Some(status) = status else { return };
    let mut reply = ScriptedReply::status(status);
    let mut is_document = true;
    for line in lines.take(32) {
        let Some((name, value)) = line.split_once(':') else { continue };
        let (name, value) = (HeaderName::try_from(name), HeaderValue::try_from(value.trim()));
        if let (Ok(name), Ok(value)) = (name, value) {
            is_document &= name != header::CONTENT_TYPE;
            reply = reply.header(name, value);
        }
    }
    if is_document {
        reply = reply.header(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    let reply = reply.chunk(body.to_owned());
    match run(provider(reply).complete(StandardRequest::prompt("hi"))) {
        Ok(_) => assert!(status.is_success(), "{status} is no answer"),
        Err(error) => is_fit_to_be_shown(&error, status),
    }
}

fn is_fit_to_be_shown(error: &Error, status: StatusCode) {
    let upstream = error.upstream();
    let texts = [
        Some(error.message()),
        error.response_id().map(|id| id.as_str()),
        upstream.and_then(|upstream| upstream.name.as_deref()),
        upstream.and_then(|upstream| upstream.message.as_deref()),
        upstream.and_then(|upstream| upstream.code.as_deref()),
    ];
    for text in texts.into_iter().flatten() {
        assert!(text.len() <= LONGEST, "{} bytes", text.len());
        assert!(!text.chars().any(char::is_control), "{text:?}");
    }
    let shown = error.to_string();
    assert!(!shown.contains('\n') && shown.len() <= 6 * LONGEST, "{shown:?}");
    let everything = format!("{shown} {error:?} {error:#?}");
    assert!(!has_key(&everything), "a key is in {everything}");

    if let Retry::After(wait) = error.retry() {
        assert!(!wait.is_zero() && wait <= DAY, "{wait:?}");
    }
    if !status.is_success() {
        assert!(error.partial().is_none(), "a refusal is no part of an answer");
    }
    if status.is_redirection() {
        assert_eq!((error.kind(), error.retry()), (ErrorKind::Decode, Retry::Never));
    }
    if status.is_client_error() || status.is_server_error() {
        assert_eq!(error.status(), Some(status.as_u16()));
    }
}

/// Whether something like a key is in it: as much of one as is worth anything.
fn has_key(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    ["sk-", "bearer "].iter().any(|prefix| {
        text.match_indices(prefix).any(|(at, _)| {
            let tail = text[at + prefix.len()..].bytes();
            tail.take_while(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(byte)).count()
                >= 8
        })
    })
}
