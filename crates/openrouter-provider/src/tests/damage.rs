//! Streams that are damaged on their way: what is delivered is what was sent, up to the damage.

use std::collections::BTreeSet;

use bytes::Bytes;
use llm_types::{ChatProvider, Error, StandardRequest, StandardResponse, StreamEvent};
use openrouter_wire::chat::{Chunk, Content, FinishReason};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use serde::de::IgnoredAny;
use serde_json::json;

use super::canned::{Canned, DONE, Piece, Reply};

/// What happens to a stream.
#[derive(Debug, Clone)]
enum Damage {
    /// It ends here.
    Cut(Index),
    /// The connection breaks here.
    Broken(Index),
    /// One byte is another.
    Flipped(Index, u8),
    /// A line is missing.
    Dropped(Index),
    /// A piece comes twice.
    Doubled(Index, Index),
    /// Something stands between two bytes.
    Inserted(Index, &'static str),
}

fn damage() -> impl Strategy<Value = Damage> {
    let junk = prop::sample::select(vec!["\n", "\r", "\n\n", "\"", "}", ":", "data: {}\n\n", "\0"]);
    prop_oneof![
        3 => any::<Index>().prop_map(Damage::Cut),
        2 => any::<Index>().prop_map(Damage::Broken),
        4 => (any::<Index>(), 1u8..).prop_map(|(place, bits)| Damage::Flipped(place, bits)),
        2 => any::<Index>().prop_map(Damage::Dropped),
        2 => (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Damage::Doubled(from, to)),
        2 => (any::<Index>(), junk).prop_map(|(place, junk)| Damage::Inserted(place, junk)),
    ]
}

impl Damage {
    /// The bytes that come, and whether the connection breaks after them.
    fn apply(&self, stream: &[u8]) -> (Vec<u8>, bool) {
        let place = |index: &Index| index.index(stream.len() + 1);
        let mut bytes = stream.to_vec();
        match self {
            Self::Cut(end) => bytes.truncate(place(end)),
            Self::Broken(end) => {
                bytes.truncate(place(end));
                return (bytes, true);
            }
            Self::Flipped(at, bits) => bytes[at.index(stream.len())] ^= bits,
            Self::Dropped(line) => {
                let lines: Vec<_> = stream.split_inclusive(|byte| *byte == b'\n').collect();
                let dropped = line.index(lines.len());
                let kept = lines.iter().enumerate().filter(|(number, _)| *number != dropped);
                bytes = kept.flat_map(|(_, line)| line.iter().copied()).collect();
            }
            Self::Doubled(from, to) => {
                let (from, to) = (place(from), place(to));
                let (from, to) = (from.min(to), from.max(to));
                bytes.splice(to..to, stream[from..to].iter().copied());
            }
            Self::Inserted(at, junk) => {
                let at = place(at);
                bytes.splice(at..at, junk.bytes());
            }
        }
        (bytes, false)
    }
}

/// A stream that says these words, with what real streams have in them.
fn stream(words: &[String]) -> Vec<u8> {
    let chunk = |text: &str, reason: Option<&str>| {
        let chunk = json!({ "id": "gen-1", "choices": [{ "index": 0,
            "delta": { "role": "assistant", "content": text }, "finish_reason": reason }] });
        format!("data: {chunk}\n\n")
    };
    let mut stream = ": OPENROUTER PROCESSING\n\n".to_owned();
    stream.extend(words.iter().map(|word| chunk(word, None)));
    (stream + &chunk("", Some("stop")) + &chunk("", Some("stop")) + DONE).into_bytes()
}

/// The events in the bytes by the letter of the standard: name and data of each. The end of a body
/// may stand for the blank line after the last event, if that is whole.
fn events(bytes: &[u8], breaks: bool) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let (mut events, mut name, mut data) = (Vec::new(), String::new(), Vec::new());
    let mut lines: Vec<_> = text.split('\n').collect();
    // What follows the last line end is no line, unless it is all there.
    let rest = lines.pop().unwrap_or_default();
    let whole = lines.len();
    if !breaks {
        lines.extend([rest, ""].into_iter().filter(|line| !line.is_empty() || !rest.is_empty()));
        lines.push("");
    }
    for (number, line) in lines.into_iter().enumerate() {
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut name),
            "data" => data.push(value.to_owned()),
            "" if line.is_empty() => {
                let (name, lines) = (std::mem::take(&mut name), std::mem::take(&mut data));
                let json = lines.join("\n");
                let is_whole = number < whole
                    || json.trim_ascii() == "[DONE]"
                    || serde_json::from_str::<IgnoredAny>(&json).is_ok();
                if is_whole && !json.trim_ascii().is_empty() {
                    events.push((name, json));
                }
            }
            _ => {}
        }
    }
    events
}

/// What the bytes say, each event read by itself: the text, and whether it is a whole answer.
fn reference(bytes: &[u8], breaks: bool) -> (String, bool) {
    let mut said = String::new();
    let (mut spoke, mut finished) = (BTreeSet::new(), BTreeSet::new());
    for (name, json) in events(bytes, breaks) {
        if json.trim_ascii() == "[DONE]" && name != "error" {
            let is_whole = !said.is_empty();
            return (said, is_whole);
        }
        let chunk = serde_json::from_str::<Chunk>(&json);
        let (Ok(chunk), true) = (chunk, name != "error") else { return (said, false) };
        for choice in chunk.choices.into_iter().flatten() {
            let index = choice.index.map_or(Some(0), |index| index.get());
            let Some(index) = index.filter(|index| u32::try_from(*index).is_ok()) else {
                return (said, false);
            };
            if let Some(Content::Text(text)) = choice.delta.and_then(|delta| delta.content)
                && !text.is_empty()
            {
                said.push_str(&text);
                spoke.insert(index);
            }
            let none = FinishReason::Other(String::new());
            if choice.finish_reason.is_some_and(|reason| reason != none) {
                finished.insert(index);
            }
        }
    }
    let is_whole = !said.is_empty() && spoke.is_subset(&finished);
    (said, is_whole)
}

/// What is handed out of these pieces, and how it ends.
async fn read(pieces: Vec<Piece>) -> (String, Result<StandardResponse, Error>) {
    let canned = Canned::new([Reply::pieces(pieces)]);
    let mut said = String::new();
    let mut stream = match canned.provider().stream(StandardRequest::prompt("hi")).await {
        Ok(stream) => stream,
        Err(error) => return (said, Err(error)),
    };
    loop {
        match stream.next_event().await {
            Ok(Some(StreamEvent::Text { text, .. })) => said.push_str(&text),
            Ok(Some(StreamEvent::Finished(answer))) => return (said, Ok(*answer)),
            Ok(Some(_)) => {}
            Ok(None) => panic!("a quiet end"),
            Err(error) => return (said, Err(error)),
        }
    }
}

fn cut(bytes: &[u8], places: &[Index], breaks: bool) -> Vec<Piece> {
    let mut places: Vec<usize> = places.iter().map(|place| place.index(bytes.len() + 1)).collect();
    places.extend([0, bytes.len()]);
    places.sort_unstable();
    let pieces = places.windows(2).map(|two| &bytes[two[0]..two[1]]);
    let mut pieces: Vec<_> =
        pieces.map(|piece| Piece::Bytes(Bytes::copy_from_slice(piece))).collect();
    if breaks {
        pieces.push(Piece::Breaks);
    }
    pieces
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn a_damaged_stream_is_read_up_to_its_damage_and_is_no_success(
        words in vec("[a-z \"\\\\\n\u{e9}\u{1f980}]{1,5}", 1..6),
        damage in damage(),
        places in vec(any::<Index>(), 0..6),
    ) {
        let whole = stream(&words);
        let sent = words.concat();
        let (bytes, breaks) = damage.apply(&whole);
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_time().start_paused(true).build().unwrap();
        let (said, end) = runtime.block_on(read(cut(&bytes, &places, breaks)));
        let (expected, is_whole) = reference(&bytes, breaks);
        prop_assert_eq!(&said, &expected, "{:?}", end);
        prop_assert_eq!(end.is_ok(), is_whole, "{:?}", end);
        match &end {
            Ok(answer) if answer.choices.len() > 1 => {}
            Ok(answer) => prop_assert_eq!(&answer.joined_text(), &said),
            Err(error) => match error.partial() {
                Some(partial) if partial.choices.len() > 1 => {}
                partial => {
                    let partial = partial.map(StandardResponse::joined_text);
                    prop_assert_eq!(&partial.unwrap_or_default(), &said);
                }
            },
        }
        // What is cut off can be seen as such, whatever was said.
        if let Damage::Cut(_) | Damage::Broken(_) = damage {
            prop_assert!(sent.starts_with(&said));
            prop_assert!(end.is_err() || said == sent, "a part is not the whole");
            let finish = whole.windows(6).position(|window| window == b"\"stop\"").unwrap();
            prop_assert!(end.is_err() || bytes.len() > finish, "nobody said that it was whole");
        }
    }
}
