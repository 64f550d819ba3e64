//! Server-sent events: however the bytes are cut, the frames are the same; without a limit they
//! are those of the rules word by word; with one, nothing larger comes out.

use bytes::Bytes;
use llm_provider_base::{SseDecoder, SseError, SseEvent, SseFrame, SseLimits};

use crate::cuts::cut;
use crate::reference;

/// All that a decoder says of a stream.
#[derive(Debug, Default, PartialEq, Eq)]
struct Reading {
    /// Name, data and id of each event, and nothing for a comment.
    frames: Vec<Option<reference::Event>>,
    end: Option<SseError>,
    id: String,
    retry: Option<u64>,
    has_partial: bool,
    unfinished: Option<reference::Event>,
}

/// The first byte says how the stream is cut, the second how large lines and events may be: as
/// large as by default for `0`.
pub fn check(input: &[u8]) {
    let Some((&[seed, size], stream)) = input.split_first_chunk::<2>() else { return };
    let limits = limits(size);
    let whole = read(limits, [stream]);
    for (how, reading) in [
        ("byte by byte", read(limits, stream.chunks(1))),
        ("in pieces", read(limits, cut(stream, seed))),
    ] {
        assert_eq!(whole, reading, "{how}");
    }
    if size == b'0' {
        follows_the_rules(&whole, stream);
    }
    let events = whole.frames.iter().flatten().chain(&whole.unfinished);
    for (name, data, _) in events {
        // What is no UTF-8 is replaced by a character of three bytes.
        let said = name.chars().count().max(data.chars().count());
        assert!(said <= limits.max_event.max("message".len()), "{said}");
    }
}

fn limits(size: u8) -> SseLimits {
    let mut limits = SseLimits::default();
    if size != b'0' {
        limits.max_line = usize::from(size & 0x0f) * 3;
        limits.max_event = usize::from(size >> 4) * 5;
    }
    limits
}

fn read<'a>(limits: SseLimits, pieces: impl IntoIterator<Item = &'a [u8]>) -> Reading {
    let mut decoder = SseDecoder::with_limits(limits);
    let mut reading = Reading::default();
    'pieces: for piece in pieces {
        decoder.push(Bytes::copy_from_slice(piece));
        loop {
            match decoder.next_frame() {
                Ok(Some(SseFrame::Event(event))) => reading.frames.push(Some(owned(&event))),
                Ok(Some(_)) => reading.frames.push(None),
                Ok(None) => break,
                Err(error) => {
                    assert_eq!(decoder.next_frame(), Err(error), "an error stays");
                    reading.end = Some(error);
                    break 'pieces;
                }
            }
        }
    }
    decoder.last_event_id().clone_into(&mut reading.id);
    reading.retry = decoder.retry().and_then(|retry| u64::try_from(retry.as_millis()).ok());
    if reading.end.is_none() {
        reading.has_partial = decoder.has_partial();
        reading.unfinished = decoder.unfinished().map(|event| owned(&event));
    }
    reading
}

fn owned(event: &SseEvent<'_>) -> reference::Event {
    (event.event.to_owned(), event.data.clone().into_owned(), event.id.to_owned())
}

/// Compares with the rules: what came whole, and what a last blank line would have made of the
/// rest.
fn follows_the_rules(reading: &Reading, stream: &[u8]) {
    let rules = reference::read(stream);
    let events: Vec<_> = reading.frames.iter().flatten().collect();
    assert_eq!(events, rules.events.iter().collect::<Vec<_>>());
    assert_eq!(reading.frames.len() - events.len(), rules.comments);
    assert_eq!((&reading.id, reading.retry), (&rules.id, rules.retry));

    let ended = reference::read(&[stream, b"\n\n"].concat());
    let added = ended.events.get(rules.events.len());
    assert_eq!(reading.unfinished.as_ref(), added, "the event that was cut off");
    assert!(reading.has_partial || added.is_none(), "an event had begun");
}
