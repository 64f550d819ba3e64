//! [`Fault`]: what goes wrong with an answer.

use http::StatusCode;

/// What goes wrong with the next answer.
///
/// ```
/// use openai_sim::Fault;
///
/// let _ = Fault::error(503, "Loading model");
/// let _ = Fault::error(429, "Rate limit reached").header("retry-after", "1");
/// let _ = Fault::cut_after(2);
/// ```
#[derive(Debug, Clone)]
#[must_use = "give it to `Simulator::fail_next`"]
pub struct Fault {
    pub(crate) kind: Kind,
    pub(crate) headers: Vec<(&'static str, String)>,
}

#[derive(Debug, Clone)]
pub(crate) enum Kind {
    /// A refusal in the envelope of the server.
    Error(StatusCode, String),
    /// A reply that is sent as it is.
    Text(StatusCode, String),
    /// The answer, up to so many events of it, and then something else.
    After(usize, Then),
}

#[derive(Debug, Clone)]
pub(crate) enum Then {
    /// An error in the stream.
    Error(String),
    /// The connection breaks.
    Cut,
    /// The body ends as if it were whole.
    End,
    /// Nothing more comes.
    Hang,
}

impl Fault {
    const fn new(kind: Kind) -> Self {
        Self { kind, headers: Vec::new() }
    }

    const fn after(events: usize, then: Then) -> Self {
        Self::new(Kind::After(events, then))
    }

    /// A refusal in the envelope of the server. What is no status is 500.
    pub fn error(status: u16, message: impl Into<String>) -> Self {
        Self::new(Kind::Error(status_of(status), message.into()))
    }

    /// A reply of a gateway in front of the server, as it is: text, or a page.
    pub fn text(status: u16, body: impl Into<String>) -> Self {
        Self::new(Kind::Text(status_of(status), body.into()))
    }

    /// An error in the stream, after so many events of it. Of an answer that comes whole, a refusal.
    pub fn fail_after(events: usize, message: impl Into<String>) -> Self {
        Self::after(events, Then::Error(message.into()))
    }

    /// The connection breaks after so many events; of an answer that comes whole, in the middle.
    pub const fn cut_after(events: usize) -> Self {
        Self::after(events, Then::Cut)
    }

    /// The body ends after so many events, as if it were whole; of an answer that comes whole, in
    /// the middle.
    pub const fn end_after(events: usize) -> Self {
        Self::after(events, Then::End)
    }

    /// Nothing more comes after so many events; of an answer that comes whole, in the middle.
    pub const fn hang_after(events: usize) -> Self {
        Self::after(events, Then::Hang)
    }

    /// The stream ends without its last word, `[DONE]`.
    pub const fn without_done() -> Self {
        Self::after(usize::MAX, Then::End)
    }

    /// With a header.
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

fn status_of(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
