//! The decoder.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::ops::Range;
use std::time::Duration;

use bytes::Bytes;
use memchr::memchr2;

use super::line::{self, Line};
use super::{SseError, SseEvent, SseFrame, SseLimits};
use crate::append::append_within;

const BOM: [u8; 3] = [0xef, 0xbb, 0xbf];

/// Buffers that grew beyond this for one large event are given back after it.
const RETAINED: usize = 64 << 10;

/// Turns the bytes of an event stream into frames.
///
/// [Push](Self::push) the bytes as they arrive and call [`next_frame`](Self::next_frame) until it gives `None`.
/// However the bytes are cut, the frames are the same.
///
/// An event that lies within one chunk is not copied. Time is linear in the bytes, whatever they are.
#[derive(Debug, Default)]
pub struct SseDecoder {
    limits: SseLimits,
    /// What is being read, and from where on.
    chunk: Bytes,
    at: usize,
    queue: VecDeque<Bytes>,
    /// How much of a byte order mark the stream has begun with; all of it once that is settled.
    bom: usize,
    /// The last line ended with CR, so that a LF now belongs to it.
    after_cr: bool,
    /// The beginning of a line that the end of a chunk cut.
    line: Vec<u8>,
    data: Data,
    /// The data of the event if it had to be copied.
    copied: Vec<u8>,
    name: String,
    /// The bytes of the lines of the event so far.
    event_len: usize,
    id: String,
    /// What the next blank line makes the id, if the stream has set it since the last one.
    next_id: String,
    id_is_set: bool,
    retry: Option<Duration>,
    /// The event has been given out, and is forgotten with the next call.
    done: bool,
    failed: Option<SseError>,
    /// The bytes looked at and copied so far, which must grow as those that came and no faster.
    #[cfg(test)]
    pub(super) work: usize,
}

/// Where the data of the event is.
#[derive(Debug, Default)]
enum Data {
    #[default]
    None,
    Chunk(Range<usize>),
    Copied {
        start: usize,
    },
}

/// Where a line is.
#[derive(Clone, Copy)]
enum Place {
    Chunk,
    Line,
}

enum Step {
    Event,
    Comment,
    Starved,
}

impl SseDecoder {
    /// A decoder at the start of a stream, with the default limits.
    pub fn new() -> Self {
        Self::default()
    }

    /// A decoder at the start of a stream.
    pub fn with_limits(limits: SseLimits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// Adds what has arrived.
    pub fn push(&mut self, bytes: Bytes) {
        if !bytes.is_empty() {
            self.queue.push_back(bytes);
        }
    }

    /// Takes out the next frame; `None` until more is pushed.
    ///
    /// # Errors
    ///
    /// [`SseError`] when the stream exceeds the limits, now and for ever after.
    pub fn next_frame(&mut self) -> Result<Option<SseFrame<'_>>, SseError> {
        Ok(match self.advance()? {
            Step::Event => Some(SseFrame::Event(self.event())),
            Step::Comment => Some(SseFrame::Comment),
            Step::Starved => None,
        })
    }

    /// The id of the last event, as a reconnecting client would send it; empty if there was none.
    pub fn last_event_id(&self) -> &str {
        &self.id
    }

    /// How long the stream wants a client to wait before it reconnects.
    pub fn retry(&self) -> Option<Duration> {
        self.retry
    }

    /// Whether an event has begun and not ended, given that [`next_frame`](Self::next_frame) gave `None`.
    ///
    /// At the end of a stream this means that the stream was cut.
    pub fn has_partial(&self) -> bool {
        let event = !self.done && self.event_len > 0;
        event || self.line.first().is_some_and(|&first| first != b':')
    }

    /// Takes out the event that the end of the stream cut off, as if its last line and a blank one had followed.
    ///
    /// By the rules it never happened, and it may be a fragment;
    /// but a stream that ends without the last line end may still have said all it had to say.
    pub fn unfinished(&mut self) -> Option<SseEvent<'_>> {
        self.forget_done();
        if !self.line.is_empty() {
            self.end_line(Place::Line, 0..self.line.len()).ok()?;
        }
        self.done = true;
        if matches!(self.data, Data::None) {
            return None;
        }
        self.settle_id();
        Some(self.event())
    }

    fn advance(&mut self) -> Result<Step, SseError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        self.forget_done();
        loop {
            if self.at == self.chunk.len() && !self.next_chunk() {
                return Ok(Step::Starved);
            }
            let rest = &self.chunk[self.at..];
            if std::mem::take(&mut self.after_cr) && rest.first() == Some(&b'\n') {
                self.at += 1;
                continue;
            }
            // Every other line is blank, and its end is found at once.
            let end = match rest {
                [b'\n', ..] => Some(0),
                _ => memchr2(b'\n', b'\r', rest),
            };
            #[cfg(test)]
            {
                self.work += end.unwrap_or(rest.len()) + 1;
            }
            let Some(len) = end else {
                let first = *self.line.first().unwrap_or(&rest[0]);
                if let Some(error) = self.excess(first, self.line.len() + rest.len()) {
                    return Err(self.fail(error));
                }
                append_within(&mut self.line, rest, self.limits.max_line);
                self.at = self.chunk.len();
                continue;
            };
            self.after_cr = rest[len] == b'\r';
            let line = self.at..self.at + len;
            self.at = line.end + 1;
            let step = if self.line.is_empty() {
                self.end_line(Place::Chunk, line)?
            } else {
                append_within(&mut self.line, &self.chunk[line], self.limits.max_line);
                self.end_line(Place::Line, 0..self.line.len())?
            };
            if let Some(step) = step {
                return Ok(step);
            }
        }
    }

    /// Goes on to the next chunk; the old one, and so the memory of the transport, is let go.
    fn next_chunk(&mut self) -> bool {
        self.copy_data();
        self.at = 0;
        self.chunk = self.queue.pop_front().unwrap_or_default();
        while self.bom < BOM.len() {
            match self.chunk.get(self.at) {
                Some(&byte) if byte == BOM[self.bom] => {
                    self.bom += 1;
                    self.at += 1;
                }
                Some(_) => {
                    self.line.extend_from_slice(&BOM[..self.bom]);
                    self.bom = BOM.len();
                }
                None => break,
            }
        }
        self.at < self.chunk.len() || !self.queue.is_empty() && self.next_chunk()
    }

    /// Does what the line says. A line at [`Place::Line`] is used up.
    fn end_line(&mut self, place: Place, line: Range<usize>) -> Result<Option<Step>, SseError> {
        #[cfg(test)]
        {
            self.work += line.len();
        }
        if line.is_empty() {
            return Ok(self.end_event());
        }
        let text = match place {
            Place::Chunk => &self.chunk[line.clone()],
            Place::Line => &self.line[line.clone()],
        };
        if let Some(error) = self.excess(text[0], text.len()) {
            return Err(self.fail(error));
        }
        let (kind, value_at) = line::parse(text);
        let value = &text[value_at..];
        if kind == Line::Comment {
            self.line.clear();
            return Ok(Some(Step::Comment));
        }
        self.event_len += text.len() + 1;
        match kind {
            Line::Data => self.add_data(place, line.start + value_at..line.end),
            Line::Event => assign(&mut self.name, value),
            Line::Id if !value.contains(&0) => {
                assign(&mut self.next_id, value);
                self.id_is_set = true;
            }
            Line::Retry => {
                let millis = line::parse_retry(value);
                self.retry = millis.map(Duration::from_millis).or(self.retry);
            }
            _ => {}
        }
        self.line.clear();
        Ok(None)
    }

    fn end_event(&mut self) -> Option<Step> {
        self.settle_id();
        self.done = true;
        if matches!(self.data, Data::None) {
            self.forget_done();
            return None;
        }
        Some(Step::Event)
    }

    /// The id that the stream has set since the last event counts from now on.
    fn settle_id(&mut self) {
        if std::mem::take(&mut self.id_is_set) {
            std::mem::swap(&mut self.id, &mut self.next_id);
        }
    }

    fn forget_done(&mut self) {
        if std::mem::take(&mut self.done) {
            self.data = Data::None;
            self.name.clear();
            self.event_len = 0;
            for buffer in [&mut self.copied, &mut self.line] {
                if buffer.capacity() > RETAINED {
                    *buffer = Vec::new();
                }
            }
        }
    }

    fn add_data(&mut self, place: Place, value: Range<usize>) {
        match (&self.data, place) {
            (Data::None, Place::Chunk) => self.data = Data::Chunk(value),
            (Data::None, Place::Line) => {
                // The line becomes the data as it is, so that a large one is not copied once more.
                std::mem::swap(&mut self.line, &mut self.copied);
                self.data = Data::Copied { start: value.start };
            }
            _ => {
                self.copy_data();
                let source = match place {
                    Place::Chunk => &self.chunk[value],
                    Place::Line => &self.line[value],
                };
                self.copied.push(b'\n');
                append_within(&mut self.copied, source, self.limits.max_event);
            }
        }
    }

    /// Takes the data out of the chunk, because the chunk goes or more data follows.
    fn copy_data(&mut self) {
        if let Data::Chunk(data) = &self.data {
            #[cfg(test)]
            {
                self.work += data.len();
            }
            self.copied.clear();
            self.copied.extend_from_slice(&self.chunk[data.clone()]);
            self.data = Data::Copied { start: 0 };
        }
    }

    fn event(&self) -> SseEvent<'_> {
        let data = match &self.data {
            Data::None => &[],
            Data::Chunk(data) => &self.chunk[data.clone()],
            Data::Copied { start } => &self.copied[*start..],
        };
        let data = match str::from_utf8(data) {
            Ok(data) => Cow::Borrowed(data),
            Err(_) => String::from_utf8_lossy(data),
        };
        let event = if self.name.is_empty() { "message" } else { &self.name };
        SseEvent { event, data, id: &self.id }
    }

    /// The limit that a line exceeds if it begins so and is at least this long.
    fn excess(&self, first: u8, len: usize) -> Option<SseError> {
        let SseLimits { max_line, max_event } = self.limits;
        let room = if first == b':' { max_line } else { max_event.saturating_sub(self.event_len) };
        if len <= max_line.min(room) {
            return None;
        }
        // Of two limits, the one that is met first byte by byte.
        Some(if max_line <= room {
            SseError::LineTooLong { limit: max_line }
        } else {
            SseError::EventTooLarge { limit: max_event }
        })
    }

    fn fail(&mut self, error: SseError) -> SseError {
        self.failed = Some(error);
        error
    }
}

fn assign(target: &mut String, value: &[u8]) {
    target.clear();
    match str::from_utf8(value) {
        Ok(value) => target.push_str(value),
        Err(_) => target.push_str(&String::from_utf8_lossy(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_memory_of_a_large_event_is_given_back_after_it() {
        let mut decoder = SseDecoder::new();
        for _ in 0..2 * RETAINED {
            decoder.push(Bytes::from_static(b"data: xx"));
        }
        decoder.push(Bytes::from_static(b"\nid: 1\n\n"));
        assert!(decoder.next_frame().unwrap().is_some());
        assert!(decoder.copied.capacity() > RETAINED);
        assert!(decoder.next_frame().unwrap().is_none());
        assert!(decoder.copied.capacity() + decoder.line.capacity() <= 2 * RETAINED);
    }
}
