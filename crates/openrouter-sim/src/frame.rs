//! The pieces of a body, and the pauses between them.

use std::time::Duration;

use bytes::Bytes;

/// One piece of a body, or what happens between two of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Frame {
    /// A comment that keeps the connection alive.
    Comment,
    /// The data of one SSE event.
    Event(String),
    /// The name and the data of one SSE event.
    Named(&'static str, String),
    /// Bytes as they are. They count as an event unless they begin like a comment.
    Raw(Bytes),
    /// Nothing, for a while.
    Wait(Duration),
    /// Nothing, for ever.
    Hang,
    /// The connection breaks.
    Cut,
}

impl Frame {
    /// Creates the event that ends every stream.
    pub(crate) fn done() -> Self {
        Self::Event("[DONE]".to_owned())
    }

    /// Returns whether it counts as an event.
    pub(crate) fn is_event(&self) -> bool {
        match self {
            Self::Event(_) | Self::Named(..) => true,
            Self::Raw(bytes) => !bytes.starts_with(b":"),
            Self::Comment | Self::Wait(_) | Self::Hang | Self::Cut => false,
        }
    }

    /// Returns its bytes, if it has any.
    pub(crate) fn bytes(&self) -> Option<Bytes> {
        match self {
            Self::Comment => Some(Bytes::from_static(b": OPENROUTER PROCESSING\n\n")),
            Self::Event(data) => Some(format!("data: {data}\n\n").into()),
            Self::Named(name, data) => Some(format!("event: {name}\ndata: {data}\n\n").into()),
            Self::Raw(bytes) => Some(bytes.clone()),
            Self::Wait(_) | Self::Hang | Self::Cut => None,
        }
    }
}

/// Splits the text of a stream after each blank line, so that its events can be counted.
pub(crate) fn split_blocks(text: &str) -> Vec<Frame> {
    text.split_inclusive("\n\n")
        .map(|block| Frame::Raw(Bytes::copy_from_slice(block.as_bytes())))
        .collect()
}

/// Cuts the bytes of the frames into pieces of at most `len`, wherever that falls.
pub(crate) fn resegment(frames: Vec<Frame>, len: usize) -> Vec<Frame> {
    let mut pieces = Vec::new();
    for frame in frames {
        match frame.bytes() {
            Some(bytes) => {
                pieces.extend(
                    bytes.chunks(len.max(1)).map(|piece| Frame::Raw(Bytes::copy_from_slice(piece))),
                );
            }
            None => pieces.push(frame),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(frames: &[Frame]) -> String {
        frames
            .iter()
            .filter_map(Frame::bytes)
            .map(|b| String::from_utf8(b.into()).unwrap())
            .collect()
    }

    #[test]
    fn the_blocks_of_a_stream_are_its_text() {
        let stream = ": hello\n\ndata: {}\n\ndata: [DONE]\n\n: tail";
        let frames = split_blocks(stream);
        assert_eq!(text(&frames), stream);
        assert_eq!(frames.iter().filter(|frame| frame.is_event()).count(), 2);
    }

    #[test]
    fn pieces_are_short_and_lose_nothing() {
        let frames = vec![Frame::Comment, Frame::Hang, Frame::done()];
        let pieces = resegment(frames.clone(), 5);
        assert!(pieces.iter().filter_map(Frame::bytes).all(|piece| piece.len() <= 5));
        assert_eq!(text(&pieces), text(&frames));
        assert!(pieces.contains(&Frame::Hang));
        assert_eq!(text(&resegment(frames, 0)), ": OPENROUTER PROCESSING\n\ndata: [DONE]\n\n");
    }
}
