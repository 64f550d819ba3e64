//! Answers, whole and streamed.

use llm_types::{ChatProvider, ErrorKind, FinishReason, StandardResponse};
use openrouter_provider::OpenRouterOutcome;
use openrouter_sim::{Answer, FinishStyle, Simulator};
use serde_json::Value;

use crate::set_up::{MODEL, provider, read, request, settled, text};

#[tokio::test]
async fn a_whole_answer_comes_with_all_that_is_said_of_it() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::text("Because of the air.").reasoning("Air scatters blue light."));
    let answer = provider(&simulator).complete(request()).await.unwrap();
    assert_eq!(answer.joined_text(), "Because of the air.");
    assert_eq!(answer.reasoning_text(), Some("Air scatters blue light."));
    assert_eq!(answer.finish_reason(), Some(&FinishReason::Stop));
    assert!(answer.id.is_some() && answer.model.is_some());
    assert!(answer.usage.as_ref().unwrap().output_tokens > 0);
    assert_eq!(answer.attempts.len(), 1);
    assert!(answer.extension::<OpenRouterOutcome>().unwrap().upstream.is_some());

    let sent = &simulator.requests()[0];
    assert_eq!((sent.model().as_deref(), sent.is_stream()), (Some(MODEL), false));
}

#[tokio::test]
async fn a_stream_brings_the_text_piece_by_piece_and_then_the_whole() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::text("Because of the air.").split_every(3));
    let stream = provider(&simulator).stream(request()).await.unwrap();
    let (deltas, end) = read(stream).await;
    assert!(deltas.len() > 1, "{deltas:?}");
    assert_eq!(text(&deltas), "Because of the air.");
    assert_eq!(end.unwrap().joined_text(), "Because of the air.");
    assert!(simulator.requests()[0].is_stream());
}

#[tokio::test]
async fn an_answer_is_the_same_whichever_way_it_is_asked_for() {
    for answer in [
        Answer::text("ä\u{1f980} and \"more\"").reasoning("Hm.\nWell."),
        Answer::tool_call("weather", r#"{"city":"Oslo"}"#).and_tool_call("time", "{}"),
        Answer::refusal("No."),
        Answer::text("cut").finish("length", "max_output_tokens"),
    ] {
        let simulator = Simulator::start().await.unwrap();
        simulator.script(answer.edit(same_ids).times(2));
        let provider = provider(&simulator);
        let collected = provider.stream(request()).await.unwrap().collect().await.unwrap();
        let completed = provider.complete(request()).await.unwrap();
        assert_eq!(without_time(collected), without_time(completed));
    }
}

/// The simulator names each generation anew, and calls of tools after it.
fn same_ids(document: &mut Value) {
    document["id"] = "gen-same".into();
    for calls in ["/choices/0/message/tool_calls", "/choices/0/delta/tool_calls"] {
        let calls = document.pointer_mut(calls).and_then(Value::as_array_mut);
        for call in calls.into_iter().flatten().filter(|call| call["id"].is_string()) {
            call["id"] = format!("call_{}", call["index"]).into();
        }
    }
}

/// The two calls may fall into different seconds.
fn without_time(answer: StandardResponse) -> StandardResponse {
    let mut answer = settled(answer);
    answer.created = None;
    answer
}

#[tokio::test]
async fn usage_that_comes_with_a_second_finish_chunk_counts_once() {
    for style in [FinishStyle::Repeated, FinishStyle::NullFinish, FinishStyle::NoChoices] {
        let simulator = Simulator::start().await.unwrap();
        simulator.script(Answer::text("one two").finish_style(style));
        let provider = provider(&simulator);
        let (_, end) = read(provider.stream(request()).await.unwrap()).await;
        let usage = end.unwrap().usage.unwrap();
        assert_eq!(llm_types::HealthProvider::metrics(&provider).total.usage, usage);
        assert_eq!(usage.total_tokens, usage.input_tokens + usage.output_tokens);
        assert!(usage.cost.is_some());
    }
}

#[tokio::test]
async fn comments_are_no_content() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::text("late").comments(30));
    let (deltas, end) = read(provider(&simulator).stream(request()).await.unwrap()).await;
    assert_eq!((text(&deltas).as_str(), end.is_ok()), ("late", true));
}

#[tokio::test]
async fn a_stream_of_nothing_but_comments_is_an_error() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::sse(": OPENROUTER PROCESSING\n\n").always());
    let error = provider(&simulator).stream(request()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Interrupted);
    assert_eq!(error.attempts().len(), 3);
    assert!(error.partial().is_none());
}
