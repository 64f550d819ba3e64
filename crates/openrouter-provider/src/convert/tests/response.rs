//! Answers.

use llm_types::{
    Annotation, ContentPart, FinishReason, ImageDetail, MediaSource, StandardResponse, Usd,
};
use serde_json::{Value, json};

use crate::{OpenRouterConversion, OpenRouterOutcome};
use llm_types::Conversion;

fn read(json: &Value) -> StandardResponse {
    let wire = serde_json::from_value(json.clone()).unwrap();
    OpenRouterConversion.response(wire).unwrap()
}

fn message(message: &Value) -> StandardResponse {
    read(&json!({"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}))
}

#[test]
#[expect(clippy::too_many_lines, reason = "an answer with everything")]
fn every_field_has_its_place() {
    let answer = read(&json!({
        "id": "gen-1", "object": "chat.completion", "created": 7, "model": "a/m-2026",
        "provider": "P", "system_fingerprint": "fp", "service_tier": "flex", "odd": 1,
        "choices": [{
            "index": 0, "finish_reason": "tool_calls", "native_finish_reason": "tool_use",
            "odd": 2,
            "logprobs": {"content": [{"token": "a", "logprob": -0.5, "bytes": [97],
                "top_logprobs": [{"token": "b", "logprob": -1, "bytes": null}]}],
                "refusal": [{"token": "r", "logprob": 0}]},
            "message": {
                "role": "assistant", "content": "a", "refusal": "r", "reasoning": "h", "odd": 3,
                "reasoning_details": [{"type": "reasoning.text", "text": "h"}],
                "tool_calls": [{"index": 0, "id": "c", "type": "function",
                    "function": {"name": "f", "arguments": "{}"}}],
                "annotations": [
                    {"type": "url_citation", "url_citation": {"url": "u", "title": "t",
                        "content": "c", "start_index": 1, "end_index": 2}},
                    {"type": "file", "file": {"hash": "h", "name": "n",
                        "content": [{"type": "text", "text": "t"}]}},
                    {"type": "odd", "x": 1},
                ],
                "images": [{"type": "image_url",
                    "image_url": {"url": "data:image/png;base64,AA==", "detail": "high"}}],
                "audio": {"id": "id", "data": "AA==", "transcript": "t", "expires_at": 9},
            },
        }],
        "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3, "cost": 0.1,
            "is_byok": true},
        "openrouter_metadata": {"strategy": "direct"},
    }));
    assert_eq!(answer.id.as_ref().unwrap().as_str(), "gen-1");
    assert_eq!(answer.created, Some(7));
    assert_eq!(answer.model.as_ref().unwrap().as_str(), "a/m-2026");
    let usage = answer.usage.as_ref().unwrap();
    assert_eq!((usage.input_tokens, usage.output_tokens, usage.total_tokens), (1, 2, 3));
    assert_eq!(usage.cost, Some("0.1".parse::<Usd>().unwrap()));
    let [choice] = &answer.choices[..] else { panic!("one choice") };
    assert_eq!(choice.finish_reason, Some(FinishReason::ToolCalls));
    let logprobs = choice.logprobs.as_ref().unwrap();
    let token = &logprobs.content[0];
    assert_eq!((token.token.as_str(), token.logprob), ("a", -0.5));
    assert_eq!(token.bytes.as_deref(), Some(&[97][..]));
    assert_eq!((token.top[0].token.as_str(), token.top[0].logprob), ("b", -1.0));
    assert_eq!(logprobs.refusal[0].token, "r");
    let message = &choice.message;
    assert_eq!(message.joined_text(), "a");
    assert_eq!(message.refusal.as_deref(), Some("r"));
    let reasoning = message.reasoning.as_ref().unwrap();
    assert_eq!((reasoning.text.as_str(), reasoning.blocks.as_ref().unwrap().len()), ("h", 1));
    let call = &message.tool_calls[0];
    assert_eq!((call.id.as_str(), call.name.as_str(), call.arguments.as_str()), ("c", "f", "{}"));
    let [Annotation::UrlCitation(url), Annotation::File(file), Annotation::Other(odd)] =
        &message.annotations[..]
    else {
        panic!("{:?}", message.annotations)
    };
    assert_eq!((url.url.as_str(), url.title.as_deref()), ("u", Some("t")));
    assert_eq!((url.start_index, url.end_index), (Some(1), Some(2)));
    assert_eq!(url.content.as_deref(), Some("c"));
    assert_eq!((file.hash.as_str(), file.name.as_deref()), ("h", Some("n")));
    assert_eq!(file.content, [ContentPart::text("t")]);
    assert_eq!(odd, &json!({"type": "odd", "x": 1}));
    let [_, ContentPart::Image(image)] = &message.content[..] else {
        panic!("{:?}", message.content)
    };
    assert_eq!(image.source, MediaSource::base64("image/png", "AA=="));
    assert_eq!(image.detail, Some(ImageDetail::High));
    let audio = message.audio.as_ref().unwrap();
    assert_eq!((audio.id.as_deref(), audio.expires_at), (Some("id"), Some(9)));
    assert_eq!((audio.data.as_str(), audio.transcript.as_str()), ("AA==", "t"));

    let outcome = serde_json::to_value(answer.extension::<OpenRouterOutcome>().unwrap()).unwrap();
    for (place, expected) in [
        ("/upstream", json!("P")),
        ("/native_finish_reason", json!("tool_use")),
        ("/system_fingerprint", json!("fp")),
        ("/service_tier", json!("flex")),
        ("/usage/is_byok", json!(true)),
        ("/router/strategy", json!("direct")),
        ("/unknown/response/odd", json!(1)),
        ("/unknown/choice/odd", json!(2)),
        ("/unknown/message/odd", json!(3)),
    ] {
        assert_eq!(outcome.pointer(place), Some(&expected), "{place} of {outcome}");
    }
}

#[test]
fn content_in_parts_keeps_its_order_and_what_nobody_knows() {
    let answer = message(&json!({"content": [
        {"type": "text", "text": "a"},
        {"type": "text", "text": ""},
        {"type": "image_url", "image_url": {"url": "https://a.test/i"}},
        {"type": "text", "text": "b"},
        {"type": "input_audio", "input_audio": {"data": "AA==", "format": "wav"}},
        {"type": "video_url", "video_url": {"url": "https://a.test/v"}},
        {"type": "file", "file": {"filename": "f", "file_id": "id"}},
        {"type": "file", "file": {"file_data": "data:x/y;base64,AA=="}},
        {"type": "scent", "scent": "rose"},
    ]}));
    let file = |filename: Option<&str>, source| {
        ContentPart::File(llm_types::FilePart {
            source,
            filename: filename.map(ToOwned::to_owned),
            cache_control: None,
        })
    };
    assert_eq!(
        answer.message().unwrap().content,
        [
            ContentPart::text("a"),
            ContentPart::image_url("https://a.test/i"),
            ContentPart::text("b"),
            ContentPart::audio_base64("wav", "AA=="),
            ContentPart::video_url("https://a.test/v"),
            file(Some("f"), MediaSource::FileId("id".to_owned())),
            file(None, MediaSource::base64("x/y", "AA==")),
        ]
    );
    let outcome = answer.extension::<OpenRouterOutcome>().unwrap();
    assert_eq!(outcome.unknown.parts, [json!({"type": "scent", "scent": "rose"})]);
    assert!(!outcome.unknown.is_empty());
}

#[test]
fn thoughts_that_came_whole_are_not_joined() {
    let details = json!([
        {"type": "reasoning.text", "text": "a", "index": 0},
        {"type": "reasoning.text", "text": "b", "index": 0},
    ]);
    let answer = message(&json!({"content": "c", "reasoning_details": details}));
    let blocks = answer.message().unwrap().reasoning.as_ref().unwrap().blocks.as_ref().unwrap();
    let texts: Vec<_> = blocks.iter().map(llm_types::ReasoningBlock::text).collect();
    assert_eq!(texts, [Some("a".to_owned()), Some("b".to_owned())]);
}

#[test]
fn legacy_and_odd_forms_of_calls_are_read() {
    // T11, T14
    for (call, arguments) in [
        (json!({"function_call": {"name": "f", "arguments": "{}"}}), "{}"),
        (json!({"tool_calls": [{"function": {"name": "f"}}]}), "{}"),
        (json!({"tool_calls": [{"function": {"name": "f", "arguments": null}}]}), "{}"),
        (
            json!({"tool_calls": [{"function": {"name": "f", "arguments": {"b": 1, "a": 2}}}]}),
            r#"{"b":1,"a":2}"#,
        ),
    ] {
        let answer = message(&call);
        let [read] = answer.tool_calls() else { panic!("{call}") };
        assert_eq!((read.name.as_str(), read.arguments.as_str()), ("f", arguments), "{call}");
    }
}

#[test]
fn every_reason_to_stop_and_every_choice() {
    for (word, reason) in [
        ("stop", FinishReason::Stop),
        ("length", FinishReason::Length),
        ("content_filter", FinishReason::ContentFilter),
        ("odd", FinishReason::Other("odd".to_owned())),
    ] {
        let answer = read(&json!({"choices": [{"text": "a", "finish_reason": word}]}));
        assert_eq!(answer.finish_reason(), Some(&reason));
        assert_eq!(answer.joined_text(), "a");
    }
    let answer = read(&json!({"choices": [
        {"index": 5, "message": {"content": "b"}, "finish_reason": "stop"},
        {"index": 1, "message": {"content": "a"}, "finish_reason": "length"},
    ]}));
    let choices: Vec<_> =
        answer.choices.iter().map(|it| (it.index, it.message.joined_text())).collect();
    assert_eq!(choices, [(1, "a".to_owned()), (5, "b".to_owned())]);
}

#[test]
fn a_chunk_by_itself_gives_its_events_or_its_error() {
    let chunk = |json: Value| OpenRouterConversion.chunk(serde_json::from_value(json).unwrap());
    let events = chunk(json!({"choices": [{"index": 0, "delta": {"content": "a"}}]})).unwrap();
    assert_eq!(events[0].as_text(), Some("a"));
    let error = chunk(json!({"error": {"code": 429, "message": "m"}})).unwrap_err();
    assert_eq!(error.status(), Some(429));
    assert!(OpenRouterConversion.capabilities().has(llm_types::Capability::Streaming));
    let request = llm_types::StandardRequest::prompt("hi").with_model("a/m");
    assert_eq!(OpenRouterConversion.request(&request).unwrap().model.as_deref(), Some("a/m"));
}
