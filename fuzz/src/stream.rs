//! The whole path of a streamed answer: however the bytes are cut, and asked for either way, the
//! end is the same; it is a success only if the service said that the answer is whole and nothing
//! said that it is not, and then every word is in it once.

use bytes::Bytes;
use futures::StreamExt as _;
use llm_provider_base::{ScriptedReply, TransportError, TransportErrorKind};
use llm_types::{ChatProvider as _, Error, StandardRequest, StandardResponse, StreamEvent};
use openrouter_wire::chat::{Chunk, Content};
use openrouter_wire::decode;

use crate::call::{KEY, provider, run};
use crate::cuts::cut;
use crate::reference;

/// The first byte says how the stream is cut; the connection breaks at its end if the byte is odd.
pub fn check(input: &[u8]) {
    let Some((&seed, stream)) = input.split_first() else { return };
    let breaks = seed % 2 == 1;
    let whole = streamed(reply([stream], breaks));
    let cut = streamed(reply(cut(stream, seed), breaks));
    same(&whole, &cut, "cut");
    let collected = run(provider(reply([stream], breaks)).complete(StandardRequest::prompt("hi")));
    same(&whole, &collected, "collected");

    let oracle = Oracle::of(stream, breaks);
    match &whole {
        Ok(answer) => {
            assert!(oracle.may_succeed, "what never came whole is no success: {answer:?}");
            if let Some(text) = &oracle.text {
                assert_eq!(&answer.joined_text(), text);
            }
        }
        Err(error) => {
            assert!(!oracle.must_succeed, "{error:?}");
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains(KEY), "the key is in {shown}");
        }
    }
}

type End = Result<StandardResponse, Error>;

fn reply<'a>(pieces: impl IntoIterator<Item = &'a [u8]>, breaks: bool) -> ScriptedReply {
    let mut reply = ScriptedReply::event_stream();
    for piece in pieces {
        reply = reply.chunk(Bytes::copy_from_slice(piece));
    }
    if breaks {
        reply = reply.fail(TransportError::new(TransportErrorKind::Interrupted));
    }
    reply
}

/// The end of a stream, whose deltas must be what the end says.
fn streamed(reply: ScriptedReply) -> End {
    run(async {
        let mut stream = provider(reply).stream(StandardRequest::prompt("hi")).await?;
        let (mut text, mut end) = (String::new(), None);
        while let Some(item) = stream.next().await {
            assert!(end.is_none(), "nothing follows the end");
            match item {
                Ok(StreamEvent::Text { choice: 0, text: piece }) => text.push_str(&piece),
                Ok(StreamEvent::Finished(answer)) => end = Some(Ok(*answer)),
                Ok(_) => {}
                Err(error) => end = Some(Err(error)),
            }
        }
        let end = end.expect("one end");
        let sum = match &end {
            Ok(answer) => Some(answer),
            Err(error) => error.partial(),
        };
        let first = sum.and_then(|sum| sum.choices.iter().find(|choice| choice.index == 0));
        let summed = first.map(|choice| choice.message.joined_text()).unwrap_or_default();
        assert_eq!(summed, text, "the end has what was handed out");
        end
    })
}

fn same(one: &End, other: &End, how: &str) {
    match (one, other) {
        (Ok(one), Ok(other)) => assert_eq!(one, other, "{how}"),
        (Err(one), Err(other)) => {
            let told =
                |error: &Error| (error.kind(), error.maybe_billed(), error.partial().cloned());
            assert_eq!(told(one), told(other), "{how}");
        }
        (one, other) => panic!("{how}: {one:?} and {other:?}"),
    }
}

/// What must be true of the end, by a plain reading of the stream.
struct Oracle {
    may_succeed: bool,
    must_succeed: bool,
    /// The text of the first choice, where it is nothing but text.
    text: Option<String>,
}

impl Oracle {
    fn of(stream: &[u8], breaks: bool) -> Self {
        let mut events = reference::read(stream).events;
        let whole = events.len();
        if !breaks {
            // The last event may lack its blank line.
            events
                .extend(reference::read(&[stream, b"\n\n"].concat()).events.into_iter().nth(whole));
        }
        let (mut done, mut failed, mut finished) = (false, false, false);
        let mut text = Some(String::new());
        for (place, (name, data, _)) in events.iter().enumerate() {
            let data = data.trim_ascii();
            if data == "[DONE]" && name != "error" {
                done = true;
                break;
            }
            if data.is_empty() {
                continue;
            }
            let Ok(chunk) = decode::<Chunk>(data.as_bytes()) else {
                // A last event that is no JSON was cut for real, and never came.
                failed |= place < whole || serde_json::from_str::<serde_json::Value>(data).is_ok();
                continue;
            };
            failed |= name == "error" || chunk.error.is_some();
            for choice in chunk.choices.iter().flatten() {
                failed |= choice.error.is_some();
                finished |= choice.finish_reason.is_some() || choice.native_finish_reason.is_some();
                let is_first = choice.index.as_ref().is_none_or(|index| index.get() == Some(0));
                let content = choice.delta.as_ref().and_then(|delta| delta.content.as_ref());
                match (content, &choice.text, &mut text) {
                    (None, None, _) => {}
                    (Some(Content::Text(piece)), None, Some(text)) if is_first => {
                        text.push_str(piece);
                    }
                    _ => text = None,
                }
            }
        }
        // Only what is plain must succeed: text, a finish reason in our words, and `[DONE]`.
        let plain = !stream.is_empty()
            && events.iter().all(|(name, data, _)| {
                let data = data.trim_ascii();
                name == "message" && (data == "[DONE]" || is_plain(data))
            });
        let said = text.as_ref().is_some_and(|text| !text.is_empty());
        Self {
            may_succeed: (done || finished) && !failed,
            must_succeed: plain && said && done && finished && !failed,
            text,
        }
    }
}

/// Whether a chunk has one choice, which says text or that it is done.
fn is_plain(data: &str) -> bool {
    let Ok(chunk) = decode::<Chunk>(data.as_bytes()) else { return false };
    let Some([choice]) = chunk.choices.as_deref() else { return false };
    let first = choice.index.as_ref().is_none_or(|index| index.get() == Some(0));
    let reason = choice.finish_reason.as_ref().map(|reason| format!("{reason:?}"));
    first && reason.is_none_or(|reason| reason == "Stop") && choice.native_finish_reason.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oracle_tells_a_whole_answer_from_a_cut_one() {
        let text = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n";
        let stop = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
        let whole = format!("{text}{stop}data: [DONE]\n\n");
        let oracle = Oracle::of(whole.as_bytes(), false);
        assert!(oracle.may_succeed && oracle.must_succeed);
        assert_eq!(oracle.text.as_deref(), Some("a"));
        assert!(!Oracle::of(text.as_bytes(), false).may_succeed);
    }
}
