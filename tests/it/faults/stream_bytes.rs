//! The bytes of streams: how they are cut, encoded and laid out in lines (rows S).

use std::io::Write as _;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use llm_types::{ErrorKind, StandardResponse, StreamEvent};
use openrouter_sim::fault::Script;
use serde_json::json;

use super::chunks::{self, event, finish, text};
use super::{A1, Trial};

fn begun() -> Script {
    Script::new().read().events()
}

/// What the stream below says: escapes, and letters of one to four bytes, one of them joined of
/// several.
const SAID: &str = "a \"b\"\n\u{e9}\u{20ac}\u{1f980}\u{1f469}\u{200d}\u{1f52c}.";

/// A short stream that is whole, and says no more than it must: it is cut at each of its bytes.
fn stream() -> Vec<u8> {
    let (head, tail) = SAID.split_at(SAID.find('\u{20ac}').unwrap());
    let delta = |text: &str| event(&json!({ "choices": [{ "delta": { "content": text } }] }));
    let usage = json!({ "completion_tokens": 9 });
    let last = event(&json!({ "choices": [{ "finish_reason": "stop" }], "usage": usage }));
    [delta(head), delta(tail), last, "data: [DONE]\n\n".to_owned()].concat().into_bytes()
}

/// What came of a stream of these chunks.
async fn said(chunks: impl IntoIterator<Item = &[u8]>) -> (Vec<StreamEvent>, StandardResponse) {
    let script = chunks.into_iter().fold(begun(), Script::chunk).end();
    let trial = Trial::of([script]).says(SAID).stream().await.succeeded_after(0).sent([A1]);
    let mut answer = trial.end.unwrap();
    answer.attempts.clear();
    (trial.events, answer)
}

#[tokio::test(start_paused = true)]
async fn s02_a_stream_is_the_same_wherever_it_is_cut() {
    let stream = stream();
    let whole = said([&*stream]).await;
    assert_eq!(whole.0.len(), 2);
    assert_eq!(whole.1.usage.as_ref().unwrap().output_tokens, 9);
    for place in 1..stream.len() {
        let (left, right) = stream.split_at(place);
        assert_eq!(said([left, right]).await, whole, "cut at {place}");
    }
    assert_eq!(said(stream.chunks(1)).await, whole, "byte by byte");
}

#[tokio::test(start_paused = true)]
async fn s03_letters_of_several_bytes_survive_a_cut() {
    let stream = stream();
    for size in 2..=5 {
        let (_, answer) = said(stream.chunks(size)).await;
        assert!(!answer.joined_text().contains('\u{fffd}'), "{size}");
    }
}

#[tokio::test(start_paused = true)]
async fn s04_what_is_no_utf8_is_replaced_and_the_stream_goes_on() {
    let word = event(&text("w?0 ")).into_bytes();
    let place = word.iter().position(|byte| *byte == b'?').unwrap();
    let with = |bytes: &[u8]| [&word[..place], bytes, &word[place + 1..]].concat();
    for (bytes, read) in [
        (&b"\xff"[..], "\u{fffd}"),
        (b"\xc3", "\u{fffd}"),
        (b"\xf0\x9f\xa6", "\u{fffd}"),
        (b"\xed\xa0\x80", "\u{fffd}\u{fffd}\u{fffd}"),
        (b"\xc0\xaf", "\u{fffd}\u{fffd}"),
    ] {
        let script = begun().chunk(with(bytes)).text("on").finish("stop").done().end();
        let trial = Trial::of([script]).says(format!("w{read}0 on")).stream().await;
        trial.succeeded_after(0).sent([A1]);
    }
}

#[tokio::test(start_paused = true)]
async fn s05_lines_may_end_in_any_way_and_a_byte_order_mark_is_none_of_them() {
    let whole = said([&*stream()]).await;
    let text = String::from_utf8(stream()).unwrap();
    let mark = "\u{feff}";
    for other in [
        text.replace('\n', "\r\n"),
        text.replace('\n', "\r"),
        text.replace("\n\n", "\r\n\n"),
        text.replace("\n\n", "\n\r"),
        format!("{mark}{text}"),
        format!("{mark}{}", text.replace('\n', "\r\n")),
    ] {
        assert_eq!(said([other.as_bytes()]).await, whole, "{other:?}");
        assert_eq!(said(other.as_bytes().chunks(3)).await, whole, "{other:?}");
    }
}

/// The events of a healthy stream of so many words, compressed; each comes out by itself if it is
/// flushed.
fn compressed(words: usize, flushed: bool) -> Vec<Vec<u8>> {
    let words = (0..words).map(|place| event(&text(&format!("w{place} "))));
    let events = words.chain([event(&finish("stop")) + "data: [DONE]\n\n"]);
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    let mut pieces = Vec::new();
    for event in events {
        encoder.write_all(event.as_bytes()).unwrap();
        if flushed {
            encoder.flush().unwrap();
        }
        pieces.push(std::mem::take(encoder.get_mut()));
    }
    pieces.push(encoder.finish().unwrap());
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

fn gzip() -> Script {
    Script::new().read().write(
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-encoding: gzip\r\n\
         transfer-encoding: chunked\r\n\r\n",
    )
}

#[tokio::test(start_paused = true)]
async fn s36_a_compressed_stream_is_read_as_it_comes() {
    // Half a minute lies between two words, and eleven words are more than the five minutes in
    // which a stream must say something: what came is not held back until the end.
    let pause = Script::new().wait(Duration::from_secs(30));
    let pieces = compressed(12, true);
    assert!(pieces.len() > 12);
    let script =
        pieces.iter().fold(gzip(), |script, piece| script.chunk(piece).then(pause.clone())).end();
    let trial = Trial::of([script]).words(12).stream().await.succeeded_after(0).sent([A1]);
    trial.within(360..=420);
}

#[tokio::test(start_paused = true)]
async fn s36_a_compressed_stream_that_is_never_flushed_is_whole_at_its_end() {
    let bytes = compressed(300, false).concat();
    for size in [1, 7, bytes.len()] {
        let script = bytes.chunks(size).fold(gzip(), Script::chunk).end();
        let trial = Trial::of([script]).words(300).stream().await;
        trial.succeeded_after(0).sent([A1]);
    }
}

#[tokio::test(start_paused = true)]
async fn s36_a_compressed_stream_that_is_cut_off_or_damaged_is_no_answer() {
    let pieces = compressed(12, true);
    let cut = pieces[..6].iter().fold(gzip(), Script::chunk).end();
    let trial = Trial::of([cut]).words(6).stream().await;
    assert!(trial.end.is_err(), "half of it is not all of it");
    let damaged = pieces[..6].iter().fold(gzip(), Script::chunk).chunk([0xff; 64]).end();
    let trial = Trial::of([damaged]).words(6).stream().await;
    trial.failed(ErrorKind::Interrupted, true).sent([A1]).no_key_blamed();
}

#[tokio::test(start_paused = true)]
async fn s37_an_event_without_end_is_cut_off_where_an_image_would_not_be() {
    let megabyte = Script::new().chunk(vec![b'x'; 1 << 20]);
    let script = begun().words(1).chunk("data: \"").repeat(80, megabyte).end();
    let trial = Trial::of([script]).words(1).may_hold(64 << 20).stream().await;
    trial.failed(ErrorKind::TooLarge, true).sent([A1]).no_key_blamed();
}

#[tokio::test(start_paused = true)]
async fn s37_lines_that_say_nothing_do_no_harm() {
    let many = |line: &str| Script::new().chunk(line.repeat(10_000));
    let hundred = |line: &str| begun().words(1).repeat(100, many(line));
    let end = || Script::new().chunk("\n").finish("stop").done().end();
    for line in ["data:\n", ":\n", "foo: bar\n", "id: 7\n", "\n"] {
        let trial =
            Trial::of([hundred(line).then(end())]).words(1).may_hold(1 << 20).stream().await;
        trial.succeeded_after(0).sent([A1]);
    }
}

#[tokio::test(start_paused = true)]
async fn s39_a_zero_byte_is_no_text_and_a_line_separator_of_unicode_ends_no_line() {
    let said = "w0 \u{2028}\u{2029}\u{85}\u{b}\u{c}.";
    let ignored = "id: \0\n: \0\n\0: x\n\n";
    let script = begun().chunk(ignored).text(said).finish("stop").done().end();
    Trial::of([script]).says(said).stream().await.succeeded_after(0).sent([A1]);
    let zero = event(&text("a?b")).replace('?', "\0");
    let trial = Trial::of([begun().words(1).chunk(zero).end()]).words(1).stream().await;
    trial.failed(ErrorKind::Decode, true).sent([A1]);
}

#[tokio::test(start_paused = true)]
async fn s39_a_carriage_return_at_the_end_of_a_chunk_ends_its_line() {
    let word = |text: &str| event(&chunks::text(text)).replace('\n', "\r");
    let script = begun().chunk(word("w0 ")).chunk("\n").chunk(word("w1 ")).hold();
    // The second word is there although nothing follows it.
    let trial = Trial::of([script]).words(2).stream().await;
    trial.failed(ErrorKind::Timeout, true).within(60..=60);
}

#[tokio::test(start_paused = true)]
async fn s40_json_may_stand_in_many_lines() {
    let lines = |json: &str| {
        let lines = json.lines().map(|line| format!("data: {line}\n"));
        lines.collect::<Vec<_>>().concat() + "\n"
    };
    let pretty = |chunk| lines(&serde_json::to_string_pretty(&chunk).unwrap());
    let script = begun().chunk(pretty(text("w0 "))).chunk(pretty(finish("stop"))).done().end();
    Trial::of([script]).words(1).stream().await.succeeded_after(0).sent([A1]);
    let error = json!({ "error": { "code": 400, "message": "no" } });
    let error = lines(&error.to_string().replacen(',', ",\n", 1));
    let trial = Trial::of([begun().words(1).chunk(error).done().end()]).words(1).stream().await;
    trial.failed(ErrorKind::InvalidRequest, true).sent([A1]);
}
