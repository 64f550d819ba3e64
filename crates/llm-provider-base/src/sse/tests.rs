//! The decoder against a table, against the rules word by word, and against its limits.

use bytes::Bytes;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::reference::{self, Event, Reading};
use super::{SseDecoder, SseError, SseEvent, SseFrame, SseLimits};

/// What a decoder says of these chunks, and how it ended.
fn decode(mut decoder: SseDecoder, chunks: &[&[u8]]) -> (Reading, Result<(), SseError>) {
    let mut reading = Reading::default();
    let mut end = Ok(());
    for chunk in chunks {
        decoder.push(Bytes::copy_from_slice(chunk));
        loop {
            match decoder.next_frame() {
                Ok(Some(SseFrame::Event(event))) => reading.events.push(owned(&event)),
                Ok(Some(SseFrame::Comment)) => reading.comments += 1,
                Ok(None) => break,
                Err(error) => {
                    end = Err(error);
                    break;
                }
            }
        }
    }
    decoder.last_event_id().clone_into(&mut reading.id);
    reading.retry = decoder.retry().map(|retry| u64::try_from(retry.as_millis()).unwrap());
    (reading, end)
}

fn owned(event: &SseEvent<'_>) -> Event {
    (event.event.to_owned(), event.data.clone().into_owned(), event.id.to_owned())
}

/// Checks the events of a stream, however it is cut into two.
#[track_caller]
fn check(stream: &[u8], expected: &[(&str, &str, &str)]) {
    for cut in 0..=stream.len() {
        let (left, right) = stream.split_at(cut);
        let (reading, end) = decode(SseDecoder::new(), &[left, right]);
        let events: Vec<_> =
            reading.events.iter().map(|(name, data, id)| (&**name, &**data, &**id)).collect();
        assert_eq!(events, expected, "cut at {cut}");
        assert_eq!(end, Ok(()));
    }
}

#[test]
fn a_blank_line_ends_an_event_whatever_ends_a_line() {
    let expected = [("message", "a", ""), ("message", "b", "")];
    check(b"data: a\n\ndata: b\n\n", &expected);
    check(b"data: a\r\n\r\ndata: b\r\n\r\n", &expected);
    check(b"data: a\r\rdata: b\r\r", &expected);
    check(b"data: a\r\n\ndata: b\n\r\n", &expected);
}

#[test]
fn a_carriage_return_ends_an_event_without_waiting_for_more() {
    let (reading, _) = decode(SseDecoder::new(), &[b"data: a\r\r"]);
    assert_eq!(reading.events.len(), 1);
}

#[test]
fn one_space_after_the_colon_is_not_data() {
    check(
        b"data:a\n\ndata: a\n\ndata:  a\n\n",
        &[("message", "a", ""), ("message", "a", ""), ("message", " a", "")],
    );
}

#[test]
fn data_lines_are_joined_and_an_event_without_them_is_none() {
    check(b"data: a\ndata\ndata: b\n\n", &[("message", "a\n\nb", "")]);
    check(b"data\n\ndata:\n\n", &[("message", "", ""), ("message", "", "")]);
    check(b"event: x\n\ndata: a\n\n", &[("message", "a", "")]);
    check(b"\n\n\n", &[]);
}

#[test]
fn the_name_holds_for_one_event_and_the_id_until_another() {
    check(
        b"event: x\nid: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n",
        &[("x", "a", "1"), ("message", "b", "1"), ("message", "c", "")],
    );
    check(b"event: x\nevent\ndata: a\n\n", &[("message", "a", "")]);
    check(b"id: 1\n\ndata: a\n\n", &[("message", "a", "1")]);
    check(b"id: 1\nid: 2\0\ndata: a\n\n", &[("message", "a", "1")]);
}

#[test]
fn an_id_that_no_blank_line_follows_is_not_the_last_id() {
    let (reading, _) = decode(SseDecoder::new(), &[b"id: 1\ndata: a\n\nid: 2\ndata: b\n"]);
    assert_eq!(reading.id, "1");
}

#[test]
fn other_fields_and_other_spellings_are_ignored() {
    check(b"Data: x\ndata : x\n data: x\ndatas: x\nevent2\ndata: a\n\n", &[("message", "a", "")]);
}

#[test]
fn retry_takes_digits_that_fit_and_nothing_else() {
    let retry = |value: &str| {
        let stream = format!("retry: 7\nretry:{value}\n");
        decode(SseDecoder::new(), &[stream.as_bytes()]).0.retry
    };
    assert_eq!(retry(" 3000"), Some(3000));
    for ignored in ["", "+5", "-5", "5s", "1.5", "1_000", "٣", "18446744073709551616"] {
        assert_eq!(retry(ignored), Some(7), "{ignored}");
    }
}

#[test]
fn one_byte_order_mark_at_the_start_is_not_content() {
    check(b"\xef\xbb\xbfdata: a\n\n\xef\xbb\xbfdata: b\n\n", &[("message", "a", "")]);
    check(b"\xef\xbb\xbf\xef\xbb\xbfdata: a\n\ndata: b\n\n", &[("message", "b", "")]);
    check(b"\xef\xbbdata: a\n\ndata: b\n\n", &[("message", "b", "")]);
}

#[test]
fn invalid_utf8_is_replaced_part_by_part() {
    check(
        b"data: a\xffb\n\ndata: \xf0\x9f\x98\n\n",
        &[("message", "a\u{fffd}b", ""), ("message", "\u{fffd}", "")],
    );
    check("data: \u{1f600}\n\n".as_bytes(), &[("message", "\u{1f600}", "")]);
}

#[test]
fn each_comment_is_a_sign_of_life() {
    let (reading, _) = decode(SseDecoder::new(), &[b": hello\n:\n\n", b": cut", b" off\n: more"]);
    assert_eq!(reading.comments, 3);
    assert!(reading.events.is_empty());
}

#[test]
fn what_the_end_cuts_off_is_no_event_but_can_be_asked_for() {
    for (stream, partial, unfinished) in [
        ("data: a\n\n", false, None),
        ("data: a\n", true, Some("a")),
        ("data: a", true, Some("a")),
        ("data: a\ndata: b", true, Some("a\nb")),
        ("dat", true, None),
        ("event: x\n", true, None),
        ("data: a\n\n: comment", false, None),
        ("", false, None),
    ] {
        let mut decoder = SseDecoder::new();
        decoder.push(Bytes::from(stream));
        while decoder.next_frame().unwrap().is_some() {}
        assert_eq!(decoder.has_partial(), partial, "{stream:?}");
        assert_eq!(
            decoder.unfinished().map(|event| event.data).as_deref(),
            unfinished,
            "{stream:?}"
        );
        assert_eq!(decoder.unfinished(), None);
    }
}

#[test]
fn what_the_end_cuts_off_has_its_own_id() {
    for (stream, id) in [
        ("id: 1\ndata: a\n\nid: 2\ndata: b", "2"),
        ("id: 1\ndata: a\n\ndata: b\nid: 2", "2"),
        ("id: 1\ndata: a\n\ndata: b", "1"),
    ] {
        let mut decoder = SseDecoder::new();
        decoder.push(Bytes::from(stream));
        while decoder.next_frame().unwrap().is_some() {}
        assert_eq!(decoder.last_event_id(), "1", "{stream:?}");
        assert_eq!(decoder.unfinished().map(|event| event.id), Some(id), "{stream:?}");
    }
}

#[test]
fn an_event_within_one_chunk_is_not_copied() {
    let chunk = Bytes::from_static(b"event: x\nid: 1\ndata: hello\n\ndata: again\n\n");
    let range = chunk.as_ptr_range();
    let mut decoder = SseDecoder::new();
    decoder.push(chunk);
    for expected in ["hello", "again"] {
        let Some(SseFrame::Event(event)) = decoder.next_frame().unwrap() else {
            panic!("no event");
        };
        assert_eq!(event.data, expected);
        assert!(range.contains(&event.data.as_ptr()));
    }
}

#[test]
fn a_chunk_is_let_go_when_it_is_used_up() {
    let chunk = Bytes::from(b"data: a\n\ndata: b".to_vec());
    let mut decoder = SseDecoder::new();
    decoder.push(chunk.clone());
    while decoder.next_frame().unwrap().is_some() {}
    assert!(chunk.is_unique());
}

#[test]
fn limits_count_line_ends_so_that_empty_lines_do_not_slip_by() {
    let limits = SseLimits { max_line: 10, max_event: 20 };
    let end = |stream: &[u8]| decode(SseDecoder::with_limits(limits), &[stream]).1;
    let line = Err(SseError::LineTooLong { limit: 10 });
    let event = Err(SseError::EventTooLarge { limit: 20 });

    assert_eq!(end(b"data:12345\ndata:1234\n\n"), Ok(()));
    assert_eq!(end(b"data:123456\n\n"), line);
    assert_eq!(end(b"data:123456"), line);
    assert_eq!(end(b":1234567890\n"), line);
    assert_eq!(end(&b"data\n".repeat(4)), Ok(()));
    assert_eq!(end(&b"data\n".repeat(5)), event);
    assert_eq!(end(&b"x\n".repeat(11)), event);
    assert_eq!(end(&b"data\n\n".repeat(100)), Ok(()));
    assert_eq!(end(&b":\n".repeat(100)), Ok(()));
    assert_eq!(end(b"data:12345\ndata:1\n:23456789\n\n"), Ok(()));
}

#[test]
fn nothing_follows_an_exceeded_limit() {
    let mut decoder = SseDecoder::with_limits(SseLimits { max_line: 10, max_event: 20 });
    decoder.push(Bytes::from_static(b"data:123456\n\n"));
    let error = decoder.next_frame().unwrap_err();
    decoder.push(Bytes::from_static(b"\n\ndata:1\n\n"));
    assert_eq!(decoder.next_frame().unwrap_err(), error);
    assert_eq!(decoder.unfinished(), None);
}

/// Streams made of what matters to the decoder, so that chance meets its cases.
fn stream() -> impl Strategy<Value = Vec<u8>> {
    let pieces: &[&[u8]] = &[
        b"\n",
        b"\n",
        b"\n\n",
        b"\r",
        b"\r\n",
        b"data:",
        b"data",
        b"data: a",
        b"event:",
        b"event: x",
        b"id:",
        b"id: 1",
        b"retry:",
        b"retry: 12",
        b":",
        b": c",
        b" ",
        b"x",
        b"\0",
        b"7",
        b"\xef\xbb\xbf",
        b"\xef",
        b"\xbb",
        b"\xff",
        b"\xf0\x9f",
        b"\xf0\x9f\x98\x80",
        b"\xc2",
    ];
    let piece = prop_oneof![
        9 => select(pieces.to_vec()).prop_map(<[u8]>::to_vec),
        1 => vec(any::<u8>(), 1..4),
    ];
    vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Cuts a stream at these places.
fn cut<'a>(stream: &'a [u8], places: &[prop::sample::Index]) -> Vec<&'a [u8]> {
    let mut places: Vec<_> = places.iter().map(|place| place.index(stream.len() + 1)).collect();
    places.sort_unstable();
    let mut chunks = Vec::new();
    let mut rest = stream;
    for place in places {
        let (chunk, after) = rest.split_at(place - (stream.len() - rest.len()));
        chunks.push(chunk);
        rest = after;
    }
    chunks.push(rest);
    chunks
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn every_stream_reads_as_the_rules_say_however_it_is_cut(
        stream in stream(),
        places in vec(any::<prop::sample::Index>(), 0..6),
    ) {
        let expected = reference::read(&stream);
        let (reading, end) = decode(SseDecoder::new(), &cut(&stream, &places));
        prop_assert_eq!(reading, expected);
        prop_assert_eq!(end, Ok(()));
    }

    #[test]
    fn limits_are_met_at_the_same_place_however_the_stream_is_cut(
        stream in stream(),
        places in vec(any::<prop::sample::Index>(), 0..6),
        max_line in 4usize..16,
        max_event in 4usize..32,
    ) {
        let limits = SseLimits { max_line, max_event };
        let whole = decode(SseDecoder::with_limits(limits), &[&stream]);
        let single: Vec<_> = stream.chunks(1).collect();
        prop_assert_eq!(&decode(SseDecoder::with_limits(limits), &single), &whole);
        let pieces = cut(&stream, &places);
        prop_assert_eq!(&decode(SseDecoder::with_limits(limits), &pieces), &whole);
    }
}
