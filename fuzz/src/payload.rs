//! The payloads of a stream: the decoder that remembers the last chunk gives what reading each
//! event by itself gives, and a chunk survives being written and read again.

use openrouter_wire::chat::{Chunk, ChunkDecoder, Content, Payload};
use openrouter_wire::decode;

/// Each line is the data of an event.
pub fn check(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else { return };
    let mut decoder = ChunkDecoder::new();
    let mut last: Option<Chunk> = None;
    for data in text.split('\n') {
        match (decoder.decode(data), decode::<Chunk>(data.as_bytes())) {
            (Ok(Payload::Text(text)), Ok(full)) => {
                let mut patched = last.clone().expect("a chunk came before");
                *content(&mut patched) = Some(Content::Text(text.into_owned()));
                assert_eq!(patched, full, "{data}");
                last = Some(patched);
            }
            (Ok(Payload::Chunk(chunk)), Ok(full)) => {
                assert_eq!(*chunk, full, "{data}");
                survives(&full);
                last = Some(full);
            }
            (Ok(Payload::Done), Err(_)) => assert_eq!(data.trim_ascii(), "[DONE]"),
            (Err(error), Err(expected)) => assert_eq!(error, expected, "{data}"),
            (payload, full) => panic!("{payload:?} in place of {full:?} for {data}"),
        }
    }
}

fn content(chunk: &mut Chunk) -> &mut Option<Content> {
    let choice = chunk.choices.as_mut().and_then(|choices| choices.first_mut());
    let delta = choice.and_then(|choice| choice.delta.as_mut());
    &mut delta.expect("a chunk of text has a delta").content
}

fn survives(chunk: &Chunk) {
    let json = serde_json::to_string(chunk).expect("a chunk can be written");
    let again: Chunk = decode(json.as_bytes()).expect("what was written can be read");
    assert_eq!(again, *chunk, "{json}");
}
