//! [`Fault`]: what goes wrong in the wild, by name.

use std::{fmt, time::Duration};

use serde_json::json;

use super::Script;

/// What goes wrong in the wild, by name. Each is a [`Script`] of its own, for a client that streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// The connection is closed before anything is read.
    ClosedOnAccept,
    /// The connection is reset before anything is read.
    ResetOnAccept,
    /// The request is read, and the connection reset.
    ResetAfterRequest,
    /// The request is read, and the connection closed.
    ClosedAfterRequest,
    /// The connection is closed in the middle of the status line.
    HalfAHead,
    /// The request is read, and nothing comes.
    Silence,
    /// Nothing is ever read.
    Deaf,
    /// 429, with a wait of a second.
    TooFast,
    /// 503, of an upstream.
    Overloaded,
    /// 502, with a page for people.
    GatewayPage,
    /// 200, with an error in place of the answer.
    ErrorInSuccess,
    /// The stream ends before its first word.
    EmptyStream,
    /// An error in the stream, before its first word.
    ErrorBeforeContent,
    /// An error in the stream, after some words.
    ErrorInStream,
    /// An event that is no JSON, after some words.
    BrokenEvent,
    /// The stream ends after some words, as if it were whole.
    Truncated,
    /// The connection is reset after some words.
    ResetInStream,
    /// Nothing more comes after some words.
    Stalled,
    /// Nothing but comments.
    OnlyComments,
}

/// How many words come before what goes wrong in the middle.
const WORDS: usize = 3;

impl Fault {
    /// All of them.
    pub const ALL: [Self; 19] = [
        Self::ClosedOnAccept,
        Self::ResetOnAccept,
        Self::ResetAfterRequest,
        Self::ClosedAfterRequest,
        Self::HalfAHead,
        Self::Silence,
        Self::Deaf,
        Self::TooFast,
        Self::Overloaded,
        Self::GatewayPage,
        Self::ErrorInSuccess,
        Self::EmptyStream,
        Self::ErrorBeforeContent,
        Self::ErrorInStream,
        Self::BrokenEvent,
        Self::Truncated,
        Self::ResetInStream,
        Self::Stalled,
        Self::OnlyComments,
    ];

    /// Returns its name, in snake case.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ClosedOnAccept => "closed_on_accept",
            Self::ResetOnAccept => "reset_on_accept",
            Self::ResetAfterRequest => "reset_after_request",
            Self::ClosedAfterRequest => "closed_after_request",
            Self::HalfAHead => "half_a_head",
            Self::Silence => "silence",
            Self::Deaf => "deaf",
            Self::TooFast => "too_fast",
            Self::Overloaded => "overloaded",
            Self::GatewayPage => "gateway_page",
            Self::ErrorInSuccess => "error_in_success",
            Self::EmptyStream => "empty_stream",
            Self::ErrorBeforeContent => "error_before_content",
            Self::ErrorInStream => "error_in_stream",
            Self::BrokenEvent => "broken_event",
            Self::Truncated => "truncated",
            Self::ResetInStream => "reset_in_stream",
            Self::Stalled => "stalled",
            Self::OnlyComments => "only_comments",
        }
    }

    /// Returns whether words were delivered before it: from then on nothing may be sent again.
    pub const fn is_after_content(self) -> bool {
        matches!(
            self,
            Self::ErrorInStream
                | Self::BrokenEvent
                | Self::Truncated
                | Self::ResetInStream
                | Self::Stalled
        )
    }

    /// Returns the script of a connection on which it happens.
    pub fn script(self) -> Script {
        let start = Script::new();
        let upstream = json!({ "code": 502, "message": "Provider returned error", "metadata": {
                "provider_name": "Simulated", "raw": "overloaded" } });
        match self {
            Self::ClosedOnAccept => start.close(),
            Self::ResetOnAccept => start.reset(),
            Self::ResetAfterRequest => start.read().reset(),
            Self::ClosedAfterRequest => start.read().close(),
            Self::HalfAHead => start.read().write("HTTP/1.1 20").close(),
            Self::Silence => start.read().hold(),
            Self::Deaf => start.deaf(),
            Self::TooFast => {
                let body = json!({ "error": { "code": 429, "message": "Rate limit exceeded" } });
                let headers = [("content-type", "application/json"), ("retry-after", "1")];
                start.read().reply_with(429, &headers, body.to_string())
            }
            Self::Overloaded => start.read().json(503, &json!({ "error": upstream })),
            Self::GatewayPage => {
                start.read().reply(502, "text/html", "<html><h1>502 Bad Gateway</h1></html>")
            }
            Self::ErrorInSuccess => {
                start.read().json(200, &json!({ "error": upstream, "choices": null }))
            }
            Self::EmptyStream => start.read().events().end(),
            Self::ErrorBeforeContent => start.read().events().comment().error(&upstream).end(),
            Self::ErrorInStream => start.read().events().words(WORDS).error(&upstream).done().end(),
            Self::BrokenEvent => {
                start.read().events().words(WORDS).chunk("data: {bad\n\n").done().end()
            }
            Self::Truncated => start.read().events().words(WORDS).end(),
            Self::ResetInStream => start.read().events().words(WORDS).reset(),
            Self::Stalled => start.read().events().words(WORDS).hold(),
            Self::OnlyComments => {
                let comment = Script::new().wait(Duration::from_secs(1)).comment();
                start.read().events().forever(comment)
            }
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
