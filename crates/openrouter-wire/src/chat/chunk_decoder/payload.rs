//! What one SSE event says.

use std::borrow::Cow;

use crate::chat::Chunk;

/// What one SSE event says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payload<'a> {
    /// A chunk that is equal to the last [`Payload::Chunk`] of the stream, but for this text in
    /// `choices[0].delta.content`. That chunk has one choice, with index 0 or none, whose delta
    /// is only text.
    Text(Cow<'a, str>),
    /// A chunk.
    Chunk(Box<Chunk>),
    /// `[DONE]`: nothing follows.
    Done,
}
