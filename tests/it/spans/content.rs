//! What users write and models answer, in spans.

use llm_provider_base::gen_ai;
use llm_types::{ChatProvider, ContentPart, Message, StandardRequest, ToolCall};
use openrouter_provider::ContentRecording;
use openrouter_sim::Answer;
use serde_json::{Value, json};

use super::heard;
use super::tree::Recorded;
use crate::captured_log::CapturedLog;
use crate::set_up::{KEY, MODEL, builder, provider, read};

const PROMPT: &str = "canary prompt of some length";
const TOLD: &str = "canary instructions of some length";
const ANSWER: &str = "canary answer of some length";

fn conversation() -> StandardRequest {
    let mut call = llm_types::AssistantMessage::text("Let me see.");
    call.tool_calls.push(ToolCall::new("call_1", "weather", r#"{"city":"Oslo"}"#));
    StandardRequest::new([
        Message::system(TOLD),
        Message::user_parts([
            ContentPart::text(PROMPT),
            ContentPart::image_url("https://example.com/cat.png"),
            ContentPart::image_base64("image/png", "aW1hZ2U="),
        ]),
        Message::from(call),
        Message::tool_result("call_1", "21"),
    ])
    .with_model(MODEL)
}

fn document(span: &Recorded, name: &str) -> Value {
    serde_json::from_str(span.text(name)).unwrap()
}

#[tokio::test]
async fn spans_hold_no_content_unless_it_is_asked_for() {
    let (simulator, tree, _listening) = heard().await;
    simulator.script(Answer::text(ANSWER).times(2));
    let provider = provider(&simulator);
    provider.complete(conversation()).await.unwrap();
    read(provider.stream(conversation()).await.unwrap()).await.1.unwrap();
    assert_eq!(tree.named("call").len(), 2);
    let heard = format!("{:?}", tree.spans());
    for canary in ["canary", "Let me see", "Oslo", "example.com", "aW1hZ2U", KEY, &KEY[9..30]] {
        assert!(!heard.contains(canary), "{canary}");
    }
}

#[tokio::test]
async fn nothing_that_is_logged_at_any_level_holds_content_or_a_key() {
    let simulator = openrouter_sim::Simulator::start().await.unwrap();
    simulator.script(Answer::text(ANSWER).times(2));
    let log = CapturedLog::start();
    let provider = provider(&simulator);
    provider.complete(conversation()).await.unwrap();
    read(provider.stream(conversation()).await.unwrap()).await.1.unwrap();
    let log = log.text();
    assert!(log.contains(gen_ai::REQUEST_MODEL) && log.contains("hyper_util"), "{log}");
    for canary in ["canary", "Let me see", "Oslo", "example.com", "aW1hZ2U", KEY, &KEY[9..30]] {
        assert!(!log.contains(canary), "{canary}");
    }
}

#[tokio::test]
async fn content_that_is_asked_for_is_in_the_json_of_the_conventions() {
    let (simulator, tree, _listening) = heard().await;
    simulator.script(Answer::text(ANSWER).reasoning("Hm."));
    let provider = builder(simulator.base_url())
        .record_content(ContentRecording::up_to(4096))
        .build()
        .unwrap();
    read(provider.stream(conversation()).await.unwrap()).await.1.unwrap();
    let span = tree.only("call");
    assert_eq!(
        document(&span, gen_ai::SYSTEM_INSTRUCTIONS),
        json!([{"type": "text", "content": TOLD}])
    );
    assert_eq!(
        document(&span, gen_ai::INPUT_MESSAGES),
        json!([
            {"role": "user", "parts": [
                {"type": "text", "content": PROMPT},
                {"type": "uri", "modality": "image", "uri": "https://example.com/cat.png"},
                {"type": "blob", "modality": "image", "mime_type": "image/png", "content": ""},
            ]},
            {"role": "assistant", "parts": [
                {"type": "text", "content": "Let me see."},
                {"type": "tool_call", "id": "call_1", "name": "weather",
                    "arguments": {"city": "Oslo"}},
            ]},
            {"role": "tool", "parts": [
                {"type": "tool_call_response", "id": "call_1", "response": "21"},
            ]},
        ])
    );
    assert_eq!(
        document(&span, gen_ai::OUTPUT_MESSAGES),
        json!([{"role": "assistant", "finish_reason": "stop", "parts": [
            {"type": "reasoning", "content": "Hm."},
            {"type": "text", "content": ANSWER},
        ]}])
    );
    assert!(!format!("{:?}", tree.spans()).contains(&KEY[9..30]), "never a key");
}

#[tokio::test]
async fn content_is_bounded_and_the_last_messages_are_kept() {
    let (simulator, tree, _listening) = heard().await;
    simulator.script(Answer::text("é".repeat(10_000)));
    let provider = builder(simulator.base_url())
        .record_content(ContentRecording::up_to(1000))
        .build()
        .unwrap();
    let long = (0..50).map(|number| Message::user(format!("{number:02} {}", "x".repeat(97))));
    let request = StandardRequest::new(long).with_system("y".repeat(5000)).with_model(MODEL);
    provider.complete(request).await.unwrap();
    let span = tree.only("call");
    let texts = |name: &str, pointer: &str| {
        let document = document(&span, name);
        let texts = document.as_array().unwrap().iter();
        let texts = texts.filter_map(|it| it.pointer(pointer)?.as_str());
        texts.map(ToOwned::to_owned).collect::<Vec<_>>()
    };
    for name in [gen_ai::SYSTEM_INSTRUCTIONS, gen_ai::INPUT_MESSAGES, gen_ai::OUTPUT_MESSAGES] {
        assert!(span.text(name).len() < 2500, "{name}: {}", span.text(name).len());
    }
    let told = texts(gen_ai::SYSTEM_INSTRUCTIONS, "/content");
    assert!(told[0].starts_with("yyy") && told[0].ends_with('…'));
    let said = texts(gen_ai::INPUT_MESSAGES, "/parts/0/content");
    assert!(said.last().unwrap().starts_with("49 "), "{said:?}");
    let left_out = &document(&span, gen_ai::INPUT_MESSAGES)[0]["parts"][0];
    assert_eq!(left_out["type"], "omitted");
    assert_eq!(left_out["messages"], 50 - said.len());
    let answered = texts(gen_ai::OUTPUT_MESSAGES, "/parts/0/content");
    assert!(answered[0].ends_with("é…"), "cut between letters");
}

#[tokio::test]
async fn what_is_no_text_is_bounded_too() {
    let (simulator, tree, _listening) = heard().await;
    simulator.script(Answer::text("ok"));
    let provider = builder(simulator.base_url())
        .record_content(ContentRecording::up_to(1000))
        .build()
        .unwrap();
    let id = "i".repeat(100_000);
    let mut call = llm_types::AssistantMessage::text("");
    call.tool_calls.push(ToolCall::new(&*id, "weather", "{}"));
    let picture = format!("data:image/png;base64,{}", "aW1hZ2U=".repeat(10));
    let request = StandardRequest::new([
        Message::from(call),
        Message::tool_result(&*id, "21"),
        Message::user_parts([ContentPart::image_url(picture), ContentPart::text("which?")]),
    ]);
    provider.complete(request.with_model(MODEL)).await.unwrap();
    let span = tree.only("call");
    let said = span.text(gen_ai::INPUT_MESSAGES);
    assert!(said.len() < 2000, "{}", said.len());
    assert!(!said.contains("aW1hZ2U") && said.contains("image/png"), "{said}");
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_recorded_as_far_as_it_came() {
    let (simulator, tree, _listening) = heard().await;
    simulator.script(Answer::text("one two three").cut_after(2));
    let provider = builder(simulator.base_url())
        .record_content(ContentRecording::up_to(4096))
        .build()
        .unwrap();
    read(provider.stream(conversation()).await.unwrap()).await.1.unwrap_err();
    let answered = document(&tree.only("call"), gen_ai::OUTPUT_MESSAGES);
    assert_eq!(answered[0]["finish_reason"], "error");
    assert!(answered[0]["parts"][0]["content"].as_str().unwrap().starts_with("one"));
}
