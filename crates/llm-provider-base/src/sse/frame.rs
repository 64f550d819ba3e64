//! What a decoder yields: events, and the sign of life that a comment is.

use std::borrow::Cow;

/// One thing that a stream said.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SseFrame<'a> {
    /// An event.
    Event(SseEvent<'a>),
    /// A comment: it says nothing, but somebody is there.
    Comment,
}

/// One event, borrowed from the decoder.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SseEvent<'a> {
    /// Its name; `message` unless the stream named it.
    pub event: &'a str,
    /// Its data, several lines joined by a line feed.
    ///
    /// Borrowed unless it contained invalid UTF-8, which is replaced by U+FFFD.
    pub data: Cow<'a, str>,
    /// The last id that the stream set, for this event or an earlier one; empty if none.
    pub id: &'a str,
}
