//! What comes back.

use llm_types::{
    Annotation, Conversion, ErrorKind, FinishReason, Result, StandardResponse, StreamEvent, Usage,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::convert::AnswerReader;
use crate::{ChatAnswer, Dialect, OpenAiConversion, OpenAiOutcome};

fn answer(json: Value) -> ChatAnswer {
    serde_json::from_value(json).unwrap()
}

fn whole(json: Value) -> Result<StandardResponse> {
    OpenAiConversion::new(Dialect::Compatible).response(answer(json))
}

/// The answer of a stream of these pieces.
fn streamed(pieces: impl IntoIterator<Item = Value>) -> Result<StandardResponse> {
    let mut reader = AnswerReader::default();
    for piece in pieces {
        reader.read_or_fail(answer(piece))?;
    }
    reader.finish().map_err(|failure| failure.error)
}

fn message(message: Value, reason: &str) -> Value {
    let mut whole = json!({"choices": [{"index": 0, "finish_reason": reason}]});
    whole["choices"][0]["message"] = message;
    whole
}

fn piece(delta: Value) -> Value {
    let mut piece = json!({"choices": [{"index": 0, "finish_reason": null}]});
    piece["choices"][0]["delta"] = delta;
    piece
}

fn end(reason: &str) -> Value {
    json!({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]})
}

fn call(delta: Value) -> Value {
    piece([("tool_calls".to_owned(), Value::from(vec![delta]))].into_iter().collect())
}

#[test]
fn what_an_answer_says_has_its_place() {
    let token = json!({"token": "21", "logprob": -0.5, "bytes": [50, 49], "top_logprobs": [{"token": "22", "logprob": -2.0}]});
    let answer = whole(json!({
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1_790_000_000, "model": "m",
        "system_fingerprint": "fp", "service_tier": null, "timings": {"predicted_ms": 1.5},
        "choices": [{"index": 0, "finish_reason": "length", "logprobs": {"content": [token]},
            "message": {"role": "assistant", "content": "21", "refusal": null,
                "reasoning_content": "Hm.",
                "annotations": [{"type": "url_citation", "url_citation": {"url": "https://x.test", "title": "X"}}]}}],
        "usage": {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15,
            "prompt_tokens_details": {"cached_tokens": 8, "audio_tokens": 1},
            "completion_tokens_details": {"reasoning_tokens": 3, "audio_tokens": 0,
                "accepted_prediction_tokens": 1, "rejected_prediction_tokens": 2}},
    }))
    .unwrap();
    assert_eq!(
        (answer.id.clone(), answer.model.clone()),
        (Some("chatcmpl-1".into()), Some("m".into()))
    );
    assert_eq!((answer.created, answer.joined_text()), (Some(1_790_000_000), "21".to_owned()));
    assert_eq!(
        (answer.finish_reason(), answer.reasoning_text()),
        (Some(&FinishReason::Length), Some("Hm."))
    );
    let mut usage = Usage::new(10, 5);
    (usage.cache_read_tokens, usage.reasoning_tokens) = (Some(8), Some(3));
    (usage.input_audio_tokens, usage.output_audio_tokens) = (Some(1), Some(0));
    (usage.accepted_prediction_tokens, usage.rejected_prediction_tokens) = (Some(1), Some(2));
    assert_eq!(answer.usage, Some(usage));
    let token = &answer.choices[0].logprobs.as_ref().unwrap().content[0];
    assert_eq!((token.logprob, token.bytes.as_deref()), (-0.5, Some(&b"21"[..])));
    assert_eq!(token.top[0].token, "22");
    let [Annotation::UrlCitation(source)] = &*answer.message().unwrap().annotations else {
        panic!()
    };
    assert_eq!(source.title.as_deref(), Some("X"));
    let outcome = answer.extension::<OpenAiOutcome>().unwrap();
    assert!(!outcome.unterminated && !outcome.extra.contains_key("service_tier"));
    assert_eq!(outcome.extra["timings"]["predicted_ms"], 1.5);
}

#[test]
fn what_is_missing_or_odd_is_not_said() {
    let answer = whole(json!({
        "id": 7, "created": 1.5, "model": null, "usage": "none",
        "choices": [{"message": {"content": "Hi", "reasoning": {"odd": 1}, "audio": 3}, "finish_reason": "odd", "logprobs": 5}],
    }))
    .unwrap();
    assert_eq!((answer.id.clone(), answer.created, answer.usage.clone()), (None, None, None));
    assert_eq!(answer.finish_reason(), Some(&FinishReason::Other("odd".to_owned())));
    assert_eq!((answer.joined_text(), answer.reasoning_text()), ("Hi".to_owned(), None));
    let parts = message(
        json!({"content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}),
        "stop",
    );
    assert_eq!(whole(parts).unwrap().joined_text(), "ab");
    // DeepSeek's name for cached tokens.
    let mut cached = message(json!({"content": "Hi"}), "stop");
    cached["usage"] =
        json!({"prompt_tokens": 3, "completion_tokens": 1, "prompt_cache_hit_tokens": 2});
    let usage = whole(cached).unwrap().usage.unwrap();
    assert_eq!((usage.total_tokens, usage.cache_read_tokens), (4, Some(2)));
}

#[test]
fn thoughts_are_read_under_either_name_and_once() {
    for delta in [
        json!({"reasoning_content": "Hm."}),
        json!({"reasoning": "Hm."}),
        json!({"reasoning": "Hm.", "reasoning_content": "Hm."}),
        json!({"reasoning": "Hm.", "reasoning_content": ""}),
        json!({"reasoning": "Hm.", "reasoning_content": null}),
    ] {
        let answer = streamed([piece(delta.clone()), end("stop")]).unwrap();
        assert_eq!(answer.reasoning_text(), Some("Hm."), "{delta}");
    }
}

#[test]
fn thoughts_that_nobody_wants_are_left_out() {
    let mut reader = AnswerReader::default().hide_thoughts(true);
    assert_eq!(reader.read(answer(piece(json!({"reasoning": "Hm."})))).unwrap(), []);
    reader.read(answer(piece(json!({"content": "21"})))).unwrap();
    reader.read(answer(end("stop"))).unwrap();
    let answer = reader.finish().unwrap();
    assert_eq!((answer.joined_text(), answer.reasoning_text()), ("21".to_owned(), None));
}

#[test]
fn tool_calls_are_put_together_however_they_come() {
    let first = json!({"id": "a", "function": {"name": "f", "arguments": "{\"x\":1}"}});
    let second = json!({"id": "b", "function": {"name": "f", "arguments": {"x": 2}}});
    let with_index = |call: &Value, index: Value| {
        let mut call = call.clone();
        call["index"] = index;
        self::call(call)
    };
    let head = json!({"index": 0, "id": "a", "function": {"name": "f", "arguments": ""}});
    let half = |text: &str| call(json!({"index": 0, "function": {"arguments": text}}));
    for pieces in [
        // Ollama as it was, and as it is: without a number, and all with the same.
        vec![call(first.clone()), call(second.clone())],
        vec![with_index(&first, 0.into()), with_index(&second, 0.into())],
        vec![with_index(&first, Value::Null), with_index(&second, Value::Null)],
        vec![piece(
            json!({"tool_calls": [with_index(&first, 0.into())["choices"][0]["delta"]["tool_calls"][0], second.clone()]}),
        )],
        vec![call(head), half("{\"x\""), half(":1}"), with_index(&second, 1.into())],
    ] {
        let answer = streamed(pieces.clone().into_iter().chain([end("stop")])).unwrap();
        let calls: Vec<_> = answer
            .tool_calls()
            .iter()
            .map(|it| (it.id.as_str(), it.name.as_str(), it.arguments.as_str()))
            .collect();
        assert_eq!(calls, [("a", "f", "{\"x\":1}"), ("b", "f", "{\"x\":2}")], "{pieces:?}");
        assert_eq!(answer.finish_reason(), Some(&FinishReason::ToolCalls), "it says stop");
    }
}

#[test]
fn a_call_without_a_name_of_its_own_gets_the_same_one_each_time() {
    let calls = || {
        let mut json = message(
            json!({"tool_calls": [{"id": "", "function": {"name": "f", "arguments": null}}]}),
            "tool_calls",
        );
        json["id"] = "chatcmpl-1".into();
        whole(json).unwrap().tool_calls().to_vec()
    };
    assert_eq!(calls(), calls());
    assert!(calls()[0].id.is_made_up());
    assert_eq!(calls()[0].arguments, "{}");
}

#[test]
fn a_call_that_ran_out_of_tokens_is_not_whole() {
    let cut = json!({"index": 0, "id": "a", "function": {"name": "f", "arguments": "{\"x\":1}"}});
    let answer = streamed([call(cut), end("length")]).unwrap();
    assert!(answer.tool_calls().is_empty());
    assert_eq!(answer.message().unwrap().partial_tool_calls.len(), 1);
}

#[test]
fn an_error_in_an_answer_is_an_error() {
    for json in [
        json!({"error": {"message": "m", "code": 400}}),
        json!({"object": "error", "message": "m", "type": "BadRequestError", "code": 400}),
    ] {
        let error = whole(json.clone()).unwrap_err();
        assert_eq!((error.kind(), error.message()), (ErrorKind::InvalidRequest, "m"));
        let converted = OpenAiConversion::new(Dialect::OpenAi).chunk(answer(json));
        assert_eq!(converted.unwrap_err().kind(), ErrorKind::InvalidRequest);
    }
    assert_eq!(whole(json!({"error": "gone"})).unwrap_err().kind(), ErrorKind::Unavailable);
    assert!(whole(json!({"error": null, "choices": [{"message": {"content": "Hi"}}]})).is_ok());
}

#[test]
fn nothing_is_no_answer_and_an_open_call_is_none_either() {
    let error = whole(json!({"id": "chatcmpl-1", "choices": []})).unwrap_err();
    assert!(error.is_retryable() && error.kind() == ErrorKind::Unavailable);
    let open = call(json!({"index": 0, "id": "a", "function": {"name": "f", "arguments": "{}"}}));
    assert_eq!(streamed([open]).unwrap_err().kind(), ErrorKind::Interrupted);
    let empty = message(json!({"content": ""}), "stop");
    assert_eq!(whole(empty).unwrap().joined_text(), "", "a model may have nothing to say");
}

/// What a model may say.
#[derive(Debug, Clone)]
struct Said {
    thoughts: String,
    text: String,
    calls: Vec<(String, String)>,
}

fn said() -> impl Strategy<Value = Said> {
    let call = ("[a-z]{1,8}", "[a-zé\u{1f600} ]{0,8}");
    let call = call.prop_map(|(name, value)| (name, json!({"x": value}).to_string()));
    ("[a-z ]{0,20}", "[a-zé\u{1f600} ]{0,20}", prop::collection::vec(call, 0..3))
        .prop_map(|(thoughts, text, calls)| Said { thoughts, text, calls })
}

/// A text in pieces of so many characters.
fn cut(text: &str, size: usize) -> Vec<String> {
    let letters: Vec<_> = text.chars().collect();
    letters.chunks(size).map(|piece| piece.iter().collect()).collect()
}

proptest! {
    #[test]
    fn both_ways_give_the_same_however_a_stream_is_cut(said in said(), size in 1_usize..9) {
        let calls: Vec<_> = said.calls.iter().enumerate().map(|(place, (name, arguments))| {
            json!({"id": format!("call_{place}"), "type": "function",
                "function": {"name": name, "arguments": arguments}})
        }).collect();
        let mut document = message(
            json!({"content": said.text, "reasoning": said.thoughts, "tool_calls": calls}),
            "stop",
        );
        document["id"] = "chatcmpl-1".into();
        let mut pieces: Vec<_> = cut(&said.thoughts, size).into_iter().map(|it| piece(json!({"reasoning": it}))).collect();
        pieces.extend(cut(&said.text, size).into_iter().map(|it| piece(json!({"content": it}))));
        for (place, (name, arguments)) in said.calls.iter().enumerate() {
            let function = json!({"name": name, "arguments": ""});
            pieces.push(call(json!({"index": place, "id": format!("call_{place}"), "function": function})));
            pieces.extend(cut(arguments, size).into_iter().map(|it| call(json!({"index": place, "function": {"arguments": it}}))));
        }
        pieces.push(end("stop"));
        for piece in &mut pieces {
            piece["id"] = "chatcmpl-1".into();
        }
        prop_assert_eq!(streamed(pieces).unwrap(), whole(document).unwrap());
    }
}

#[test]
fn a_chunk_by_itself_gives_its_events() {
    let chunk = answer(piece(json!({"reasoning": "Hm.", "content": "21"})));
    let events = OpenAiConversion::new(Dialect::Compatible).chunk(chunk).unwrap();
    assert_eq!(
        events,
        [
            StreamEvent::Reasoning { choice: 0, text: "Hm.".to_owned(), blocks: None },
            StreamEvent::Text { choice: 0, text: "21".to_owned() },
        ]
    );
}
