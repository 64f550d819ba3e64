//! Reads the data of SSE events.

use std::borrow::Cow;

use super::Chunk;
use crate::{DecodeError, decode};

/// Reads the data of the SSE events of one stream.
#[derive(Debug, Default)]
pub struct ChunkDecoder {}

/// What one SSE event says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payload<'a> {
    /// A chunk that is equal to the last [`Payload::Chunk`] but for this text in
    /// `choices[0].delta.content`.
    Text(Cow<'a, str>),
    /// A chunk.
    Chunk(Box<Chunk>),
    /// `[DONE]`: nothing follows.
    Done,
}

impl ChunkDecoder {
    /// Creates a decoder for one stream.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads the data of one event.
    ///
    /// # Errors
    ///
    /// A [`DecodeError`] if the data is neither a chunk nor `[DONE]`.
    pub fn decode<'a>(&mut self, data: &'a str) -> Result<Payload<'a>, DecodeError> {
        if data.trim_ascii() == "[DONE]" {
            return Ok(Payload::Done);
        }
        decode(data.as_bytes()).map(Payload::Chunk)
    }
}
