//! Tests of large streams: what they may be, and that no work is done twice.

use bytes::Bytes;

use super::{SseDecoder, SseError, SseFrame, SseLimits};

/// How many events and comments there are in a stream that comes in these pieces.
fn count(pieces: impl IntoIterator<Item = Bytes>) -> Result<(usize, usize), SseError> {
    let mut decoder = SseDecoder::new();
    let (mut events, mut comments) = (0, 0);
    for piece in pieces {
        decoder.push(piece);
        while let Some(frame) = decoder.next_frame()? {
            match frame {
                SseFrame::Event(_) => events += 1,
                SseFrame::Comment => comments += 1,
            }
        }
    }
    Ok((events, comments))
}

/// The bytes in pieces of this size.
fn pieces(bytes: &Bytes, size: usize) -> impl Iterator<Item = Bytes> {
    (0..bytes.len()).step_by(size).map(move |at| bytes.slice(at..bytes.len().min(at + size)))
}

#[test]
fn s37_a_line_without_end_is_too_long() {
    let line = Bytes::from(vec![b'x'; 2 << 20]);
    let limit = SseLimits::default().max_line;
    let stream = || std::iter::repeat_n(line.clone(), 16);
    assert_eq!(count(stream()), Err(SseError::LineTooLong { limit }));
    assert_eq!(count(stream().take(4)), Ok((0, 0)), "four of them are not");
}

#[test]
fn s37_line_ends_count_in_an_event_of_empty_lines() {
    let limit = SseLimits::default().max_event;
    let million = Bytes::from("data:\n".repeat(1_000_000));
    let event = [million.clone(), Bytes::from_static(b"\n")];
    assert_eq!(count(event), Ok((1, 0)));
    let three = std::iter::repeat_n(million, 3);
    assert_eq!(count(three), Err(SseError::EventTooLarge { limit }));
    let fields = Bytes::from("foo: bar\n".repeat(100_000) + "data: x\n\n");
    assert_eq!(count([fields]), Ok((1, 0)));
}

#[test]
fn s37_comments_take_no_room_however_many_there_are() {
    let million = Bytes::from(":\n".repeat(1_000_000));
    assert_eq!(count(std::iter::repeat_n(million, 10)), Ok((0, 10_000_000)));
}

/// No byte is looked at or copied more than a few times, however many there are.
#[track_caller]
fn work_grows_with_the_bytes(stream: impl Fn(usize) -> String, size: usize) {
    for scale in [1, 8] {
        let bytes = Bytes::from(stream(scale));
        let mut decoder = SseDecoder::new();
        for piece in pieces(&bytes, size) {
            decoder.push(piece);
            while decoder.next_frame().unwrap().is_some() {}
        }
        assert!(decoder.work >= bytes.len(), "what came was read");
        assert!(decoder.work <= 4 * bytes.len(), "{} for {} bytes", decoder.work, bytes.len());
    }
}

#[test]
fn s38_many_small_events_at_once_are_read_once() {
    let stream = |scale: usize| "data: x\n\n".repeat(scale << 14);
    work_grows_with_the_bytes(stream, usize::MAX >> 1);
}

#[test]
fn s38_a_long_line_in_small_pieces_is_read_once() {
    let stream = |scale: usize| format!("data: {}\n\n", "x".repeat(scale << 17));
    work_grows_with_the_bytes(stream, 64);
}

#[test]
fn s38_an_event_of_many_lines_is_read_once() {
    let stream = |scale: usize| "data: x\n".repeat(scale << 14) + "\n";
    work_grows_with_the_bytes(stream, 64);
}
