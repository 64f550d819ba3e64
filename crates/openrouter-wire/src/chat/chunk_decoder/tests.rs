//! The decoder gives what reading each event by itself gives.

use std::borrow::Cow;

use proptest::{collection, prelude::*, sample::Index};

use super::{ChunkDecoder, Payload};
use crate::{
    DecodeErrorKind,
    chat::{Chunk, Content},
    decode, fixtures, strategies,
};

/// Checks each event against the full parser, and returns how many came by template.
#[track_caller]
fn check<S: AsRef<str>>(events: &[S]) -> usize {
    let mut decoder = ChunkDecoder::new();
    let mut last: Option<Chunk> = None;
    let mut texts = 0;
    for data in events {
        let data = data.as_ref();
        match (decoder.decode(data), decode::<Chunk>(data.as_bytes())) {
            (Ok(Payload::Text(text)), Ok(full)) => {
                let mut patched = last.clone().expect("a chunk came before");
                patched.choices.as_mut().unwrap()[0].delta.as_mut().unwrap().content =
                    Some(Content::Text(text.into_owned()));
                assert_eq!(patched, full, "{data}");
                texts += 1;
            }
            (Ok(Payload::Chunk(chunk)), Ok(full)) => {
                assert_eq!(*chunk, full, "{data}");
                last = Some(full);
            }
            (Ok(Payload::Done), Err(_)) => assert_eq!(data.trim(), "[DONE]"),
            (Err(error), Err(expected)) => assert_eq!(error, expected, "{data}"),
            (payload, full) => panic!("{payload:?} in place of {full:?} for {data}"),
        }
    }
    texts
}

#[test]
fn text_is_read_by_template() {
    let events: Vec<_> = fixtures::events(fixtures::STREAM_TEXT).collect();
    assert_eq!(check(&events), 3);
}

#[test]
fn what_is_not_only_text_is_read_in_full() {
    for stream in [fixtures::STREAM_TOOLS, fixtures::STREAM_FAILURE] {
        assert_eq!(check(&fixtures::events(stream).collect::<Vec<_>>()), 0);
    }
}

#[test]
fn text_without_escapes_is_borrowed() {
    let event = |text: &str| format!(r#"{{"choices":[{{"delta":{{"content":"{text}"}}}}]}}"#);
    let (first, plain, escaped) = (event(""), event("héron"), event("a\\n\\u00e9"));
    let mut decoder = ChunkDecoder::new();
    assert!(matches!(decoder.decode(&first), Ok(Payload::Chunk(_))));
    assert_eq!(decoder.decode(&plain), Ok(Payload::Text(Cow::Borrowed("héron"))));
    assert!(matches!(decoder.decode(&plain), Ok(Payload::Text(Cow::Borrowed(_)))));
    assert_eq!(decoder.decode(&escaped), Ok(Payload::Text("a\né".into())));
}

#[test]
fn done_is_read_with_white_space_around_it() {
    let mut decoder = ChunkDecoder::new();
    for data in ["[DONE]", " [DONE]", "[DONE]\n"] {
        assert_eq!(decoder.decode(data), Ok(Payload::Done));
    }
    assert!(decoder.decode("[done]").is_err());
}

#[test]
fn what_is_no_chunk_is_an_error_and_the_decoder_reads_on() {
    let events: Vec<_> = fixtures::events(fixtures::STREAM_TEXT).collect();
    let mut decoder = ChunkDecoder::new();
    decoder.decode(events[0]).unwrap();
    for data in ["null", "[]", "1", "\"\""] {
        assert_eq!(decoder.decode(data).unwrap_err().kind(), DecodeErrorKind::Shape, "{data}");
    }
    assert_eq!(decoder.decode("").unwrap_err().kind(), DecodeErrorKind::Truncated);
    assert_eq!(decoder.decode(events[1]), Ok(Payload::Text("A".into())));
}

/// Chunks that are only text, with a hole for the inside of the text.
const TEXT_FRAMES: &[&str] = &[
    r#"{"id":"a","choices":[{"index":0,"delta":{"role":"assistant","content":"@"}}]}"#,
    r#"{"id":"b","choices":[{"index":0,"delta":{"role":"assistant","content":"@"}}]}"#,
    r#"{"choices":[{"delta":{"content":"@","reasoning":null},"finish_reason":null}],"id":"a"}"#,
    "{ \"choices\" : [ { \"delta\" : { \"content\" :\t\"@\" } } ] }",
    r#"{"model":"x\"content","choices":[{"delta":{"content":"@"}}]}"#,
    r#"{"model":"content","choices":[{"delta":{"content":"@"}}],"id":"content"}"#,
];

/// Chunks that differ from those in one thing that forbids a template, and some with a hole
/// elsewhere.
const OTHER_FRAMES: &[&str] = &[
    r#"{"choices":[{"delta":{"c\u006fntent":"@"}}]}"#,
    r#"{"choices":[{"delta":{"x\"content":"@","content":"a"}}]}"#,
    r#"{"choices":[{"delta":{"content":"a","content":"@"}}]}"#,
    r#"{"choices":[{"delta":{"content":["@"]}}]}"#,
    r#"{"choices":[{"delta":{"content":null}}],"note":{"content":"@"}}"#,
    r#"{"note":{"content":"a"},"choices":[{"delta":{"content":"@"}}]}"#,
    r#"{"choices":[{"note":1,"delta":{"content":"@"}}]}"#,
    r#"{"choices":[{"delta":{"content":"@","note":1}}]}"#,
    r#"{"choices":[{"delta":{"content":"@","refusal":"no"}}]}"#,
    r#"{"choices":[{"delta":{"content":"@","reasoning":"a"}}]}"#,
    r#"{"choices":[{"delta":{"content":"@","reasoning_details":[]}}]}"#,
    r#"{"choices":[{"delta":{"content":"@","tool_calls":[{"id":"a"}]}}]}"#,
    r#"{"choices":[{"delta":{"content":"@","function_call":{}}}]}"#,
    r#"{"choices":[{"delta":{"content":"@","annotations":[]}}]}"#,
    r#"{"choices":[{"delta":{"content":"@","images":[]}}]}"#,
    r#"{"choices":[{"delta":{"content":"@","audio":{"data":"a"}}}]}"#,
    r#"{"choices":[{"index":1,"delta":{"content":"@"}}]}"#,
    r#"{"choices":[{"delta":{"content":"@"}},{"delta":{}}]}"#,
    r#"{"choices":[{"delta":{"content":"@"},"finish_reason":"stop"}]}"#,
    r#"{"choices":[{"delta":{"content":"@"},"native_finish_reason":"stop"}]}"#,
    r#"{"choices":[{"delta":{"content":"@"},"logprobs":{"refusal":null}}]}"#,
    r#"{"choices":[{"delta":{"content":"@"},"text":"a"}]}"#,
    r#"{"choices":[{"delta":{"content":"@"},"error":{"code":400}}]}"#,
    r#"{"choices":[{"delta":{"content":"@"}}],"usage":{"prompt_tokens":1}}"#,
    r#"{"choices":[{"delta":{"content":"@"}}],"error":{"code":400}}"#,
    r#"{"choices":[{"delta":{"content":"@"}}],"openrouter_metadata":{}}"#,
    r#"{"choices":[{"delta":{"content":"@"}}],"debug":{}}"#,
    r#"{"provider":{"content":"a"},"choices":[{"delta":{"content":"@"}}]}"#,
    r#"{"choices":[{"delta":{}}],"provider":{"choices":[{"delta":{"content":"@"}}]}}"#,
];

/// Pieces of strings, valid and not.
const PIECES: &[&str] = &[
    "a",
    "é",
    "😀",
    " ",
    "\u{7f}",
    "\u{2028}",
    r"\n",
    r"\/",
    r#"\""#,
    r"\\",
    r"\u0041",
    r"\ud83d\ude00",
    r"\ud800",
    r"\udc00",
    r"\u12",
    r"\x",
    r"\",
    "\"",
    "\n",
    "\t",
    "\u{0}",
    r#"","content":""#,
    r#""}}]}"#,
    "@",
    "{",
    "]",
];

fn frame() -> impl Strategy<Value = &'static str> {
    prop_oneof![proptest::sample::select(TEXT_FRAMES), proptest::sample::select(OTHER_FRAMES)]
}

fn event() -> impl Strategy<Value = String> {
    let piece = proptest::sample::select(PIECES);
    let text = collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat());
    // The same few frames in a row, so that templates are learned and used.
    let frame = prop_oneof![3 => Just(TEXT_FRAMES[0]), 1 => frame()];
    let framed = (frame, text).prop_map(|(frame, text)| frame.replace('@', &text));
    let edit = (framed.clone(), any::<Index>(), proptest::sample::select(PIECES), any::<bool>());
    let edited = edit.prop_map(|(mut event, at, piece, cut)| {
        let places: Vec<usize> = event.char_indices().map(|(place, _)| place).collect();
        let place = *at.get(&places);
        if cut {
            event.remove(place);
        } else {
            event.insert_str(place, piece);
        }
        event
    });
    let chunk = || strategies::chunk();
    prop_oneof![
        8 => framed,
        2 => edited,
        1 => chunk().prop_map(|chunk| serde_json::to_string(&chunk).unwrap()),
        1 => chunk().prop_map(|chunk| serde_json::to_string_pretty(&chunk).unwrap()),
        1 => Just("[DONE]".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn the_template_gives_what_the_full_parser_gives(events in collection::vec(event(), 2..8)) {
        check(&events);
    }

    #[test]
    fn each_frame_followed_by_itself_gives_the_same(
        frame in frame(),
        texts in collection::vec(collection::vec(proptest::sample::select(PIECES), 0..3), 2..5),
    ) {
        let events: Vec<_> =
            texts.iter().map(|pieces| frame.replace('@', &pieces.concat())).collect();
        check(&events);
    }
}

#[test]
fn chunks_that_are_only_text_are_learned() {
    for frame in TEXT_FRAMES {
        let events = ["", "a", "é\\n"].map(|text| frame.replace('@', text));
        assert_eq!(check(&events), 2, "{frame}");
    }
}

#[test]
fn other_chunks_are_not_learned() {
    for frame in OTHER_FRAMES {
        let events = ["", "a", "é\\n"].map(|text| frame.replace('@', text));
        assert_eq!(check(&events), 0, "{frame}");
    }
}
