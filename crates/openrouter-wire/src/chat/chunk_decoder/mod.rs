//! Reads the data of SSE events.

mod payload;
mod template;
#[cfg(test)]
mod tests;

pub use self::payload::Payload;
use self::template::Template;
use super::Chunk;
use crate::{DecodeError, decode::decode_str};

/// Reads the data of the SSE events of one stream.
///
/// Most chunks of a stream are equal but for a few letters of text. The decoder remembers the
/// bytes around the text of the last chunk that it read in full; where the next event has the
/// same bytes there, only the text is new, and nothing else is read again. All other events are
/// read in full, so the result is always that of reading each event by itself.
///
/// ```
/// use openrouter_wire::chat::{ChunkDecoder, Payload};
///
/// let mut decoder = ChunkDecoder::new();
/// let first = decoder.decode(r#"{"choices":[{"delta":{"content":"A"}}]}"#)?;
/// assert!(matches!(first, Payload::Chunk(_)));
/// let second = decoder.decode(r#"{"choices":[{"delta":{"content":" heron"}}]}"#)?;
/// assert_eq!(second, Payload::Text(" heron".into()));
/// assert_eq!(decoder.decode("[DONE]")?, Payload::Done);
/// # Ok::<(), openrouter_wire::DecodeError>(())
/// ```
#[derive(Debug, Default)]
pub struct ChunkDecoder {
    template: Option<Template>,
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
    /// A [`DecodeError`] if the data is neither a chunk nor `[DONE]`. The decoder can read on.
    pub fn decode<'a>(&mut self, data: &'a str) -> Result<Payload<'a>, DecodeError> {
        if let Some(text) = self.template.as_ref().and_then(|template| template.text_of(data)) {
            return Ok(Payload::Text(text));
        }
        if data.trim_ascii() == "[DONE]" {
            return Ok(Payload::Done);
        }
        let chunk: Box<Chunk> = decode_str(data)?;
        self.template = Template::learn(&chunk, data);
        Ok(Payload::Chunk(chunk))
    }
}
