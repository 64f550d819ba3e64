//! [`Http2Fault`]: what goes wrong with HTTP/2 in the wild, by name.

use std::fmt;

use super::{Http2Reason, Http2Script, StreamScript};

/// What goes wrong with HTTP/2 in the wild, by name. Each is a [`StreamScript`] of its own, for a
/// client that streams. What the service itself says goes wrong as with HTTP/1.1: see
/// [`Fault`](super::super::Fault).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Http2Fault {
    /// The stream is refused: the request was not processed.
    RefusedStream,
    /// The connection takes no more streams, and has not processed this one.
    GoAwayUnprocessed,
    /// The connection takes no more streams; it has processed this one, and closes before it has
    /// answered.
    GoAwayThenClosed,
    /// The server fails with the request.
    InternalError,
    /// The client is told to ask less, and the request is broken off.
    EnhanceYourCalm,
    /// The server cancels the request.
    Cancelled,
    /// The request is read, and nothing comes. The connection lives.
    Silence,
    /// The other end vanishes after the request.
    Vanished,
    /// The other end vanishes after it has answered: the next request meets a dead connection.
    VanishedWhenIdle,
    /// The stream is broken off after some words.
    ResetInStream,
    /// The other end vanishes after some words.
    VanishedInStream,
}

/// How many words come before what goes wrong in the middle.
const WORDS: usize = 3;

impl Http2Fault {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::RefusedStream,
        Self::GoAwayUnprocessed,
        Self::GoAwayThenClosed,
        Self::InternalError,
        Self::EnhanceYourCalm,
        Self::Cancelled,
        Self::Silence,
        Self::Vanished,
        Self::VanishedWhenIdle,
        Self::ResetInStream,
        Self::VanishedInStream,
    ];

    /// Returns its name, in snake case.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RefusedStream => "refused_stream",
            Self::GoAwayUnprocessed => "go_away_unprocessed",
            Self::GoAwayThenClosed => "go_away_then_closed",
            Self::InternalError => "internal_error",
            Self::EnhanceYourCalm => "enhance_your_calm",
            Self::Cancelled => "cancelled",
            Self::Silence => "silence",
            Self::Vanished => "vanished",
            Self::VanishedWhenIdle => "vanished_when_idle",
            Self::ResetInStream => "reset_in_stream",
            Self::VanishedInStream => "vanished_in_stream",
        }
    }

    /// Returns the script of a stream on which it happens.
    pub fn script(self) -> StreamScript {
        let read = StreamScript::new().read();
        match self {
            Self::RefusedStream => read.reset(Http2Reason::RefusedStream),
            Self::GoAwayUnprocessed => read.go_away_unprocessed(Http2Reason::NoError).hold(),
            Self::GoAwayThenClosed => read.go_away(Http2Reason::NoError).close_connection(),
            Self::InternalError => read.reset(Http2Reason::InternalError),
            Self::EnhanceYourCalm => read.reset(Http2Reason::EnhanceYourCalm),
            Self::Cancelled => read.reset(Http2Reason::Cancel),
            Self::Silence => read.hold(),
            Self::Vanished => read.deaf(),
            Self::VanishedWhenIdle => StreamScript::healthy(WORDS).deaf(),
            Self::ResetInStream => read.events().words(WORDS).reset(Http2Reason::InternalError),
            Self::VanishedInStream => read.events().words(WORDS).deaf(),
        }
    }
}

impl From<Http2Fault> for StreamScript {
    fn from(fault: Http2Fault) -> Self {
        fault.script()
    }
}

/// A connection on which each stream meets the fault.
impl From<Http2Fault> for Http2Script {
    fn from(fault: Http2Fault) -> Self {
        Self::new([fault])
    }
}

impl fmt::Display for Http2Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
