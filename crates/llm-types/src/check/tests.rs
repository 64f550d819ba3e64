//! What a model can be known not to do, and what is left to it.

use serde_json::json;

use super::*;
use crate::{
    ContentPart, ErrorKind, JsonSchema, MediaSource, Message, Modality, Model, ModelStatus,
    Reasoning, ReasoningEffort, ResponseFormat, StandardRequest, Tool, ToolChoice,
};

fn model(parameters: &[&str]) -> Model {
    let mut model = Model::new("a/m");
    model.supported_parameters = parameters.iter().map(|&name| name.to_owned()).collect();
    model.input_modalities = vec![Modality::Text];
    model.output_modalities = vec![Modality::Text];
    model.context_length = Some(100);
    model.max_output_tokens = Some(50);
    model
}

fn tool() -> Tool {
    Tool::function("f", "does it", json!({"type": "object"}))
}

fn hi() -> StandardRequest {
    StandardRequest::prompt("hi")
}

/// What is found, an error with `!`.
fn found(model: &Model, request: &StandardRequest, rules: &CheckRules) -> Vec<String> {
    let findings = model.check_by(request, rules).findings;
    let show = |finding: Finding| match finding.severity {
        Severity::Error => format!("!{}", finding.field),
        Severity::Warning => finding.field,
    };
    findings.into_iter().map(show).collect()
}

#[track_caller]
fn check(model: &Model, request: &StandardRequest, expected: &[&str]) {
    assert_eq!(found(model, request, &CheckRules::default()), expected, "{request:?}");
}

#[test]
fn tools_are_for_models_that_call_them_and_choices_for_tools_that_are_there() {
    check(&model(&["seed"]), &hi().with_tool(tool()), &["!tools"]);
    check(&model(&["tools"]), &hi().with_tool(tool()), &[]);
    let required = hi().with_tool(tool()).with_tool_choice(ToolChoice::Required);
    check(&model(&["tools"]), &required, &["tool_choice"]);
    check(&model(&["tools", "tool_choice"]), &required, &[]);
    check(&model(&["tools"]), &hi().with_tool_choice(ToolChoice::Required), &["!tool_choice"]);
    let other = hi().with_tool(tool()).with_tool_choice(ToolChoice::Function("g".to_owned()));
    check(&model(&["tools", "tool_choice"]), &other, &["!tool_choice"]);
    let mut parallel = hi().with_tool(tool());
    parallel.parallel_tool_calls = Some(false);
    check(&model(&["tools"]), &parallel, &["parallel_tool_calls"]);
}

#[test]
fn a_form_that_nobody_would_hold_the_answer_to_is_refused() {
    let json = hi().with_response_format(ResponseFormat::JsonObject);
    check(&model(&["seed"]), &json, &["!response_format"]);
    check(&model(&["response_format"]), &json, &[]);
    let strict = hi().with_response_format(JsonSchema::strict("s", json!({})));
    check(&model(&["response_format"]), &strict, &["!response_format"]);
    check(&model(&["structured_outputs"]), &strict, &[]);
    let loose = hi().with_response_format(JsonSchema::new("s", json!({})));
    check(&model(&["response_format"]), &loose, &["response_format"]);
    check(&model(&["seed"]), &loose, &["!response_format"]);
}

#[test]
fn each_part_that_the_model_does_not_take_is_named_by_its_place() {
    let parts = [
        ContentPart::text("look"),
        ContentPart::image_url("https://a.test/b.png"),
        ContentPart::audio_base64("wav", "AA=="),
        ContentPart::video_url("https://a.test/b.mp4"),
        ContentPart::file("a.pdf", MediaSource::FileId("f".to_owned())),
    ];
    let request = hi().with_message(Message::user_parts(parts));
    let places = [
        "!messages[1].content[1]",
        "!messages[1].content[2]",
        "!messages[1].content[3]",
        "!messages[1].content[4]",
    ];
    check(&model(&[]), &request, &places);
    let reads_files = CheckRules { reads_files: true, ..CheckRules::default() };
    assert_eq!(found(&model(&[]), &request, &reads_files), places[..3]);
    let mut seer = model(&[]);
    seer.input_modalities.push(Modality::Image);
    check(&seer, &request, &places[1..]);
    seer.input_modalities.clear();
    check(&seer, &request, &[]);
    let mut vectors = model(&[]);
    vectors.output_modalities = vec![Modality::Embeddings];
    check(&vectors, &hi(), &["!model"]);
}

#[test]
fn only_what_is_certainly_too_long_is_refused() {
    let long = |words: usize| StandardRequest::prompt("word ".repeat(words));
    check(&model(&[]), &long(100), &[]);
    check(&model(&[]), &StandardRequest::prompt("x".repeat(5000)), &[]);
    check(&model(&[]), &long(101), &["!messages"]);
    check(&model(&[]), &long(60).with_max_tokens(40), &[]);
    check(&model(&[]), &long(60).with_max_tokens(41), &["!max_tokens"]);
    check(&model(&[]), &hi().with_max_tokens(51), &["!max_tokens"]);
    let rules =
        CheckRules { room: Room::Tokens(200), output_may_be_longer: true, ..CheckRules::default() };
    assert_eq!(found(&model(&[]), &long(101).with_max_tokens(99), &rules), ["max_tokens"]);
    assert_eq!(found(&model(&[]), &long(101).with_max_tokens(100), &rules), ["!max_tokens"]);
    let shortens = CheckRules { room: Room::Any, ..CheckRules::default() };
    assert_eq!(found(&model(&[]), &long(1000), &shortens), [""; 0]);
}

#[test]
fn what_is_only_ignored_is_a_warning_unless_it_is_required() {
    let mut request = hi().with_temperature(0.0).with_seed(1).with_stop("END");
    request.top_logprobs = Some(0);
    check(&model(&["temperature"]), &request, &["seed", "stop"]);
    let strict = CheckRules { requires_parameters: true, ..CheckRules::default() };
    assert_eq!(found(&model(&["temperature"]), &request, &strict), ["!seed", "!stop"]);
    let thinking = hi().with_reasoning_effort(ReasoningEffort::High);
    check(&model(&["seed"]), &thinking, &["reasoning"]);
    check(&model(&["reasoning"]), &thinking, &[]);
    check(&model(&["seed"]), &hi().with_reasoning_effort(ReasoningEffort::None), &[]);
    let all = hi().with_reasoning(Reasoning::max_tokens(20)).with_max_tokens(20);
    check(&model(&["reasoning"]), &all, &["reasoning.max_tokens"]);
}

#[test]
fn nothing_is_said_of_what_is_not_known() {
    let picture = Message::user_parts([ContentPart::image_url("https://a.test/b.png")]);
    let request = hi().with_message(picture).with_tool(tool()).with_max_tokens(1_000_000);
    check(&Model::new("a/m"), &request, &[]);
    let mut guess = model(&["seed"]);
    guess.status = ModelStatus::Fallback;
    check(&guess, &request, &[]);
    assert!(!model(&["seed"]).check(&request).is_ok());
}

#[test]
fn an_error_is_one_line_of_all_that_makes_the_call_useless() {
    let picture = Message::user_parts([ContentPart::image_url("https://a.test/canary.png")]);
    let request = hi().with_message(picture).with_tool(tool()).with_seed(1);
    let check = model(&["stop"]).check(&request);
    assert_eq!((check.errors().count(), check.warnings().count()), (2, 1));
    let error = check.into_result().unwrap_err();
    assert_eq!(
        error.to_string(),
        "invalid request: messages[1].content[0]: the model takes no image; leave it out, or take \
         one that does; and tools: the model does not obey `tools`; leave it out, or take one that \
         does [model a/m]"
    );
    let warnings = model(&["stop"]).check(&hi().with_seed(1)).into_result().unwrap();
    assert_eq!(warnings[0].to_string().split(':').next(), Some("seed"));
    let long = model(&[]).check(&StandardRequest::prompt("a ".repeat(101))).into_result();
    assert_eq!(long.unwrap_err().kind(), ErrorKind::ContextLength);
}
