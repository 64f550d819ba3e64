//! What chunks say: choices, reasons, content, and what is beside the text (rows S).

use llm_types::{Accumulator, ContentPart, ErrorKind, FinishReason, StandardResponse, StreamEvent};
use openrouter_provider::OpenRouterOutcome;
use openrouter_sim::fault::Script;
use serde_json::{Value, json};

use super::chunks::{choices, delta, event, finish, text};
use super::trial::Watched;
use super::{A1, Trial};

fn begun() -> Script {
    Script::new().read().events()
}

/// What came of a stream of these chunks, which says this text and is whole.
async fn whole(chunks: &[Value], says: &str) -> Watched {
    let script = chunks.iter().fold(begun(), Script::event).done().end();
    let trial = Trial::of([script]).says(says).stream().await;
    trial.succeeded_after(0).sent([A1]).no_key_blamed()
}

async fn answer(chunks: &[Value], says: &str) -> StandardResponse {
    whole(chunks, says).await.end.unwrap()
}

/// A stream that says a word and then this is broken off as one that cannot be read, and keeps the
/// word.
async fn is_malformed(data: &str) {
    let script = begun().words(1).chunk(format!("data: {data}\n\n")).finish("stop").done().end();
    let trial = Trial::of([script]).words(1).stream().await;
    trial.failed(ErrorKind::Decode, true).sent([A1]).no_key_blamed();
}

#[tokio::test(start_paused = true)]
async fn s29_data_that_is_no_chunk_is_an_error_and_empty_data_is_nothing() {
    for data in ["null", "[]", "1", "\"\"", "true", "\"[DONE]\"", "[DONE", "DONE", "{}{}"] {
        is_malformed(data).await;
    }
    for empty in ["data:\n\n", "data\n\n", "data: \n\n", "data:\ndata:\n\n", "data:\t\n\n"] {
        let script = begun().chunk(empty).words(1).chunk(empty).finish("stop").chunk(empty).done();
        let trial = Trial::of([script.end()]).words(1).stream().await;
        trial.succeeded_after(0).sent([A1]);
    }
}

/// A chunk of the choice of this number.
fn numbered(index: &Value, text: &str, reason: Option<&str>) -> Value {
    choices(&json!([{ "index": index, "delta": { "content": text }, "finish_reason": reason }]))
}

#[tokio::test(start_paused = true)]
async fn s30_choices_go_by_their_number() {
    let stop = Some("stop");
    let mixed = [
        numbered(&json!(1), "b", None),
        numbered(&json!(0), "a", None),
        choices(&json!(null)),
        choices(&json!([])),
        numbered(&json!(1), "d", stop),
        numbered(&json!(0.0), "c", stop),
    ];
    let answer = answer(&mixed, "badc").await;
    let said = answer.choices.iter().map(|choice| (choice.index, choice.message.joined_text()));
    assert_eq!(said.collect::<Vec<_>>(), [(0, "ac".to_owned()), (1, "bd".to_owned())]);
}

#[tokio::test(start_paused = true)]
async fn s30_a_choice_may_have_any_small_number_or_none() {
    for (index, read) in [(json!(1), 1), (json!(u32::MAX), u32::MAX), (json!(null), 0)] {
        let chunk = numbered(&index, "a", Some("stop"));
        assert_eq!(answer(&[chunk], "a").await.choices[0].index, read);
    }
    let unnumbered = choices(&json!([{ "delta": { "content": "a" }, "finish_reason": "stop" }]));
    assert_eq!(answer(&[unnumbered], "a").await.choices[0].index, 0);
}

#[tokio::test(start_paused = true)]
async fn s30_a_number_that_makes_no_sense_is_an_error() {
    for index in [json!(-1), json!(1_u64 << 32), json!(0.5), json!("0"), json!(1e300), json!([])] {
        is_malformed(&numbered(&index, "late", None).to_string()).await;
    }
}

#[tokio::test(start_paused = true)]
async fn s30_there_are_128_choices_at_most() {
    let many = |count: u32| {
        (0..count).fold(begun(), |script, place| {
            script.event(&numbered(&json!(place * 1000), "a", Some("stop")))
        })
    };
    let trial = Trial::of([many(128).done().end()]).says("a".repeat(128)).stream().await;
    assert_eq!(trial.succeeded_after(0).end.unwrap().choices.len(), 128);
    let script = many(129).done().end();
    let trial = Trial::of([script]).says("a".repeat(128)).stream().await;
    let trial = trial.failed(ErrorKind::TooLarge, true).sent([A1]);
    assert_eq!(trial.end.unwrap_err().partial().unwrap().choices.len(), 128);
}

#[tokio::test(start_paused = true)]
async fn s31_an_unknown_reason_is_kept_and_an_empty_one_is_none() {
    for reason in ["foo", "STOP", "end_turn"] {
        let answer = answer(&[text("a"), finish(reason)], "a").await;
        assert_eq!(answer.finish_reason(), Some(&FinishReason::Other(reason.to_owned())));
    }
    let nothing_yet = |reason: Value| {
        choices(&json!([{ "index": 0, "delta": { "content": "a" }, "finish_reason": reason }]))
    };
    for reason in [json!(""), json!(null)] {
        let answer = answer(&[nothing_yet(reason), text("b"), finish("stop")], "ab").await;
        assert_eq!(answer.finish_reason(), Some(&FinishReason::Stop));
    }
    for reason in [json!(1), json!(true), json!(["stop"]), json!({})] {
        is_malformed(&nothing_yet(reason).to_string()).await;
    }
}

#[tokio::test(start_paused = true)]
async fn s32_content_is_text_or_parts_or_nothing() {
    let content = |content: Value| delta(&json!({ "role": "assistant", "content": content }));
    let parts = json!([{ "type": "text", "text": "a" }, { "type": "text", "text": "" },
        { "type": "text", "text": "b" }, { "type": "never_heard_of", "x": 1 }]);
    let chunks = [content(json!(null)), content(parts), content(json!([])), finish("stop")];
    let answer = answer(&chunks, "ab").await;
    assert_eq!(answer.message().unwrap().content, [ContentPart::text("ab")]);
    let outcome = answer.extension::<OpenRouterOutcome>().unwrap();
    assert_eq!(outcome.unknown.parts, [json!({ "type": "never_heard_of", "x": 1 })]);
    for odd in [json!(1), json!(true), json!({ "text": "a" })] {
        is_malformed(&content(odd).to_string()).await;
    }
}

#[tokio::test(start_paused = true)]
async fn s33_what_is_beside_the_text_is_kept_to_the_byte_and_in_order() {
    let thought = |detail: Value| delta(&json!({ "content": "", "reasoning_details": detail }));
    let citation = json!([{ "type": "url_citation", "url_citation": {
        "url": "https://a.test/", "title": "A", "start_index": 0, "end_index": 1 } }]);
    let token = json!({ "token": "a", "logprob": -0.25, "bytes": [97], "top_logprobs": [] });
    let sure =
        json!({ "index": 0, "delta": { "content": "a" }, "logprobs": { "content": [token] } });
    let chunks = [
        delta(&json!({ "reasoning": "think ", "reasoning_details": [
            { "type": "reasoning.text", "text": "think ", "index": 0, "format": "f" }] })),
        thought(json!([])),
        thought(json!(null)),
        delta(&json!({ "reasoning": "hard", "reasoning_details": [
            { "type": "reasoning.text", "text": "hard", "index": 0, "format": "f" }] })),
        thought(json!([{ "type": "reasoning.text", "signature": "c2ln+/=", "index": 0 }])),
        thought(json!([{ "type": "reasoning.encrypted", "data": "b3BhcXVl\u{2028}", "id": "rs_1",
            "index": 1 }])),
        delta(&json!({ "content": "", "annotations": citation })),
        choices(&json!([sure])),
        delta(&json!({ "refusal": "no, " })),
        delta(&json!({ "refusal": "never" })),
        delta(&json!({ "content": "", "images": [
            { "type": "image_url", "image_url": { "url": "data:image/png;base64,iVBORw0=" } }] })),
        delta(&json!({ "audio": { "id": "au_1", "data": "AAEC", "transcript": "b" } })),
        delta(&json!({ "audio": { "data": "AwQF", "transcript": "c" } })),
        finish("stop"),
    ];
    let trial = whole(&chunks, "a").await;
    let kinds: Vec<_> = trial.events.iter().map(kind).collect();
    assert_eq!(
        kinds,
        [
            "reasoning think ",
            "reasoning hard",
            "reasoning ",
            "reasoning ",
            "annotation",
            "text a",
            "logprobs",
            "refusal no, ",
            "refusal never",
            "image",
            "audio AAEC",
            "audio AwQF",
        ]
    );
    let mut answer = trial.end.unwrap();
    let message = answer.message().unwrap();
    let reasoning = message.reasoning.as_ref().unwrap();
    assert_eq!(reasoning.text, "think hard");
    let blocks = reasoning.blocks.as_ref().unwrap();
    let blocks = blocks.iter().map(|block| block.json().decode::<Value>().unwrap());
    assert_eq!(
        blocks.collect::<Vec<_>>(),
        [
            json!({ "type": "reasoning.text", "text": "think hard", "index": 0, "format": "f",
                "signature": "c2ln+/=" }),
            json!({ "type": "reasoning.encrypted", "data": "b3BhcXVl\u{2028}", "id": "rs_1",
                "index": 1 }),
        ]
    );
    assert_eq!(message.refusal.as_deref(), Some("no, never"));
    let audio = message.audio.as_ref().unwrap();
    assert_eq!((&*audio.data, &*audio.transcript), ("AAECAwQF", "bc"));
    // Whoever folds the events gets the answer.
    let mut sum = Accumulator::new();
    for event in &trial.events {
        sum.push(event).unwrap();
    }
    let folded = sum.finish().into_message().unwrap();
    assert_eq!(answer.choices.remove(0).message, folded);
}

/// What an event brings, in short.
fn kind(event: &StreamEvent) -> String {
    match event {
        StreamEvent::Text { text, .. } => format!("text {text}"),
        StreamEvent::Reasoning { text, .. } => format!("reasoning {text}"),
        StreamEvent::Refusal { text, .. } => format!("refusal {text}"),
        StreamEvent::Annotation { .. } => "annotation".to_owned(),
        StreamEvent::Image { .. } => "image".to_owned(),
        StreamEvent::Audio { audio, .. } => format!("audio {}", audio.data),
        StreamEvent::Logprobs { .. } => "logprobs".to_owned(),
        other => format!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn s34_the_first_id_and_the_last_model_are_told() {
    let by = |id: &str, model: &str, provider: &str, mut chunk: Value| {
        for (name, value) in [("id", id), ("model", model), ("provider", provider)] {
            chunk[name] = value.into();
        }
        chunk["never_heard_of"] = json!({ "x": [1, null] });
        chunk
    };
    let mut debug = choices(&json!([]));
    debug["id"] = "gen-a".into();
    debug["debug"] = json!({ "echo_upstream_body": { "model": "upstream" } });
    let chunks = [
        debug,
        by("gen-a", "a/one", "One", text("a")),
        by("gen-b", "a/two", "Two", text("b")),
        by("gen-c", "a/three", "Three", finish("stop")),
    ];
    let answer = answer(&chunks, "ab").await;
    assert_eq!(answer.id.as_ref().unwrap().as_str(), "gen-a");
    assert_eq!(answer.model.as_ref().unwrap().as_str(), "a/three");
    let outcome = answer.extension::<OpenRouterOutcome>().unwrap();
    assert_eq!(outcome.upstream.as_deref(), Some("Three"));
    assert_eq!(outcome.debug.len(), 1);
    assert_eq!(outcome.unknown.response.get("never_heard_of"), Some(&json!({ "x": [1, null] })));
}

#[tokio::test(start_paused = true)]
async fn s34_a_stream_without_any_of_them_is_read_too() {
    let bare = json!({ "choices": [{ "delta": { "content": "a" } }] });
    let end = json!({ "choices": [{ "finish_reason": "stop" }] });
    let script = begun().chunk(event(&bare)).chunk(event(&end)).done().end();
    let answer = Trial::of([script]).says("a").stream().await.succeeded_after(0).end.unwrap();
    assert_eq!((answer.id, answer.model), (None, None));
}
