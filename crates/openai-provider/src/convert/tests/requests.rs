//! What is sent.

use llm_types::{
    AssistantMessage, ContentPart, Conversion, ErrorKind, FunctionTool, JsonSchema, MediaSource,
    Message, PartialToolCall, Reasoning, ReasoningContent, ReasoningEffort, ReasoningSummary,
    ResponseFormat, ServerTool, StandardRequest, Tool, ToolCall, ToolChoice,
};
use serde_json::{Value, json};

use crate::{Dialect, OpenAiConversion, OpenAiOptions};

fn sent(request: &StandardRequest, dialect: Dialect) -> Value {
    serde_json::to_value(OpenAiConversion::new(dialect).request(request).unwrap()).unwrap()
}

/// A line for each member.
fn members(json: &Value) -> String {
    let lines = json.as_object().unwrap().iter().map(|(name, json)| format!("{name}: {json}"));
    lines.collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn refused(request: &StandardRequest, dialect: Dialect, kind: ErrorKind, word: &str) {
    let error = OpenAiConversion::new(dialect).validate(request).unwrap_err();
    assert_eq!(error.kind(), kind, "{error}");
    assert!(error.message().contains(word), "{error}");
}

fn full() -> StandardRequest {
    let schema = json!({"type": "object"});
    let mut request = StandardRequest::prompt("How warm is it?")
        .with_model("m")
        .with_tool(Tool::function("weather", "The weather", schema.clone()))
        .with_tool_choice(ToolChoice::Function("weather".to_owned()))
        .with_response_format(JsonSchema::strict("degrees", schema))
        .with_reasoning_effort(ReasoningEffort::Max)
        .with_max_tokens(100)
        .with_temperature(0.0)
        .with_seed(-1)
        .with_stop("END")
        .with_user("u-1");
    request.parallel_tool_calls = Some(false);
    (request.top_p, request.frequency_penalty, request.presence_penalty) =
        (Some(0.5), Some(0.25), Some(-0.25));
    (request.logprobs, request.top_logprobs, request.choices) = (Some(true), Some(2), Some(2));
    request
}

#[test]
fn each_field_has_its_place() {
    insta::assert_snapshot!(members(&sent(&full(), Dialect::OpenAi)), @r#"
    model: "m"
    messages: [{"role":"user","content":"How warm is it?"}]
    tools: [{"type":"function","function":{"name":"weather","description":"The weather","parameters":{"type":"object"}}}]
    tool_choice: {"type":"function","function":{"name":"weather"}}
    parallel_tool_calls: false
    response_format: {"type":"json_schema","json_schema":{"name":"degrees","schema":{"type":"object"},"strict":true}}
    reasoning_effort: "xhigh"
    max_completion_tokens: 100
    temperature: 0.0
    top_p: 0.5
    frequency_penalty: 0.25
    presence_penalty: -0.25
    seed: -1
    stop: ["END"]
    logprobs: true
    top_logprobs: 2
    n: 2
    user: "u-1"
    "#);
}

#[test]
fn dialects_differ_in_names_and_in_what_they_take() {
    let mut request = full();
    request.top_k = Some(40);
    request.messages.insert(0, Message::developer("Be brief."));
    let json = sent(&request, Dialect::Compatible);
    assert_eq!((&json["max_tokens"], json.get("max_completion_tokens")), (&json!(100), None));
    assert_eq!((&json["top_k"], &json["reasoning_effort"]), (&json!(40), &json!("max")));
    assert_eq!(json["messages"][0], json!({"role": "system", "content": "Be brief."}));
    refused(&request, Dialect::OpenAi, ErrorKind::Unsupported, "top_k");
    request.top_k = None;
    assert_eq!(sent(&request, Dialect::OpenAi)["messages"][0]["role"], "developer");
    request.model = None;
    refused(&request, Dialect::OpenAi, ErrorKind::InvalidRequest, "model");
    assert_eq!(sent(&request, Dialect::Compatible).get("model"), None);
    let request = full().with_extension(OpenAiOptions::default().with_dialect(Dialect::Compatible));
    assert_eq!(sent(&request, Dialect::OpenAi)["max_tokens"], 100);
}

#[test]
fn a_conversation_is_sent_back_as_it_was() {
    let mut said = AssistantMessage::text("It is ");
    said.content.push(ContentPart::text("21."));
    said.reasoning = Some(ReasoningContent::from_text("Hm."));
    let mut called = AssistantMessage::default();
    called.tool_calls.push(ToolCall::new("call_1", "weather", r#"{"x": 1}"#));
    called.partial_tool_calls.push(PartialToolCall::default());
    let mut refusing = AssistantMessage::default();
    refusing.refusal = Some("No.".to_owned());
    let request = StandardRequest::new([
        Message::system("Be brief."),
        Message::user_parts([
            ContentPart::text("See"),
            ContentPart::image_base64("image/png", "AA=="),
            ContentPart::audio_base64("wav", "AA=="),
            ContentPart::file("a.pdf", MediaSource::base64("application/pdf", "AA==")),
            ContentPart::file("b.pdf", MediaSource::FileId("file-1".to_owned())),
        ]),
        said.into(),
        called.into(),
        Message::tool_result("call_1", "21"),
        refusing.into(),
    ])
    .with_model("m");
    let lines = |dialect| {
        let json = sent(&request, dialect);
        let messages = json["messages"].as_array().unwrap().iter();
        messages.map(Value::to_string).collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(lines(Dialect::OpenAi), @r#"
    {"role":"system","content":"Be brief."}
    {"role":"user","content":[{"type":"text","text":"See"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}},{"type":"input_audio","input_audio":{"data":"AA==","format":"wav"}},{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,AA=="}},{"type":"file","file":{"filename":"b.pdf","file_id":"file-1"}}]}
    {"role":"assistant","content":"It is 21."}
    {"role":"assistant","tool_calls":[{"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\"x\": 1}"}}]}
    {"role":"tool","tool_call_id":"call_1","content":"21"}
    {"role":"assistant","refusal":"No.","content":""}
    "#);
    let compatible = lines(Dialect::Compatible);
    let thoughts =
        r#"{"role":"assistant","content":"It is 21.","reasoning_content":"Hm.","reasoning":"Hm."}"#;
    assert!(compatible.contains(thoughts), "{compatible}");
    assert!(compatible.ends_with(r#"{"role":"assistant","content":"No."}"#), "{compatible}");
}

#[test]
fn what_cannot_be_expressed_is_named() {
    let base = || StandardRequest::prompt("hi").with_model("m");
    let with_part = |part| StandardRequest::new([Message::user_parts([part])]).with_model("m");
    let mut drawn = AssistantMessage::default();
    drawn.content.push(ContentPart::image_url("https://x.test/a.png"));
    let mut summing = Reasoning::default();
    summing.summary = Some(ReasoningSummary::Auto);
    for (request, word) in [
        (base().with_tool(Tool::Server(ServerTool::new("web_search"))), "web_search"),
        (base().with_tool_choice(ToolChoice::Server("x".to_owned())), "tool_choice"),
        (base().with_response_format(ResponseFormat::Python), "response_format"),
        (base().with_reasoning(Reasoning::max_tokens(9)), "reasoning.max_tokens"),
        (base().with_reasoning(summing), "reasoning.summary"),
        (with_part(ContentPart::video_url("https://x.test/a.mp4")), "video"),
        (with_part(ContentPart::file("a", MediaSource::Url("https://x.test".to_owned()))), "file"),
        (base().with_message(drawn), "picture"),
    ] {
        refused(&request, Dialect::OpenAi, ErrorKind::Unsupported, word);
    }
    let video =
        sent(&with_part(ContentPart::video_url("https://x.test/a.mp4")), Dialect::Compatible);
    assert_eq!(video["messages"][0]["content"][0]["video_url"]["url"], "https://x.test/a.mp4");
    let wrong = base().with_temperature(f64::NAN);
    refused(&wrong, Dialect::OpenAi, ErrorKind::InvalidRequest, "temperature");
    let wrong = base().with_tool(Tool::function("f", "d", json!([])));
    refused(&wrong, Dialect::OpenAi, ErrorKind::InvalidRequest, "parameters of tool f");
}

#[test]
fn a_function_without_parameters_has_empty_ones_where_they_are_asked_for() {
    let request = StandardRequest::prompt("hi")
        .with_model("m")
        .with_tool(Tool::Function(FunctionTool::new("now")));
    let function = |dialect| sent(&request, dialect)["tools"][0]["function"].to_string();
    assert_eq!(function(Dialect::OpenAi), r#"{"name":"now"}"#);
    let empty = r#"{"name":"now","parameters":{"type":"object","properties":{}}}"#;
    assert_eq!(function(Dialect::Compatible), empty);
}

#[test]
fn thinking_is_switched_off_by_its_effort() {
    let request = |enabled| {
        let mut reasoning = Reasoning::default().excluded();
        reasoning.enabled = Some(enabled);
        sent(&StandardRequest::prompt("hi").with_reasoning(reasoning), Dialect::Compatible)
    };
    assert_eq!(request(false)["reasoning_effort"], "none");
    assert_eq!(request(true).get("reasoning_effort"), None);
}

#[test]
fn options_are_added_and_extra_members_win() {
    let mut options = OpenAiOptions::default()
        .with_service_tier("flex")
        .with_extra("min_p", 0.05)
        .with_extra("temperature", 2);
    options.logit_bias.insert("50256".to_owned(), -100.0);
    let request = StandardRequest::prompt("hi").with_temperature(0.0).with_extension(options);
    let json = sent(&request, Dialect::Compatible);
    assert_eq!((&json["service_tier"], &json["min_p"]), (&json!("flex"), &json!(0.05)));
    assert_eq!((&json["logit_bias"]["50256"], &json["temperature"]), (&json!(-100.0), &json!(2)));
    let options = OpenAiOptions::default().with_extra("stream", true);
    let request = StandardRequest::prompt("hi").with_extension(options);
    refused(&request, Dialect::Compatible, ErrorKind::InvalidRequest, "extra.stream");
    let stored = json!({"messages": [], "extensions": {"openai.options": {"extra": "canary"}}});
    let request: StandardRequest = serde_json::from_value(stored).unwrap();
    refused(&request, Dialect::Compatible, ErrorKind::InvalidRequest, "openai.options");
}
