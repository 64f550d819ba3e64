//! Whatever the simulator emits, the wire types know every field of it.

use openrouter_sim::{Answer, FinishStyle, Simulator, StreamError};
use openrouter_wire::chat::{Chunk, Response, ToolCall, Usage};
use serde_json::{Value, json};

use crate::client::{ask, chat, chunks, json_of, with};

const MODELS: [&str; 5] = [
    "openai/gpt-4o-mini",
    "openai/gpt-5.2",
    "anthropic/claude-sonnet-4.6",
    "google/gemini-2.5-flash",
    "meta-llama/llama-3.3-70b-instruct:free",
];

/// Bodies that ask for all that the simulator can do.
fn bodies() -> Vec<Value> {
    let tools = json!([{"type": "function", "function": {"name": "look_up"}}]);
    let features = [
        json!({}),
        json!({"reasoning": {"max_tokens": 2000}, "max_tokens": 4000}),
        json!({"tools": tools, "reasoning": {}}),
        json!({"logprobs": true, "top_logprobs": 1}),
        json!({"max_tokens": 20, "reasoning": {}}),
    ];
    let body = |model| features.iter().map(move |fields| with(ask(model, "Why?"), fields));
    MODELS.into_iter().flat_map(body).collect()
}

#[track_caller]
fn check_usage(usage: Option<&Usage>) {
    let Some(usage) = usage else { return };
    assert!(usage.extra.is_empty());
    assert!(usage.cost_details.as_ref().is_none_or(|details| details.extra.is_empty()));
    assert!(usage.prompt_tokens_details.as_ref().is_none_or(|details| details.extra.is_empty()));
    assert!(usage.completion_tokens_details.as_ref().is_none_or(|d| d.extra.is_empty()));
}

#[track_caller]
fn check_calls(calls: Option<&Vec<ToolCall>>) {
    for call in calls.into_iter().flatten() {
        assert!(call.extra.is_empty());
        assert!(call.function.as_ref().is_none_or(|function| function.extra.is_empty()));
    }
}

#[track_caller]
fn check_chunk(json: &Value) {
    let chunk: Chunk = serde_json::from_value(json.clone()).unwrap();
    assert!(chunk.extra.is_empty(), "{json}");
    check_usage(chunk.usage.as_ref());
    for choice in chunk.choices.iter().flatten() {
        let delta = choice.delta.as_ref().unwrap();
        assert!(choice.extra.is_empty() && delta.extra.is_empty(), "{json}");
        check_calls(delta.tool_calls.as_ref());
        for detail in delta.reasoning_details.iter().flatten() {
            detail.view().unwrap();
        }
    }
}

#[tokio::test]
async fn whole_replies_are_known_to_the_wire() {
    let simulator = Simulator::start().await.unwrap();
    for body in bodies() {
        let json = json_of(chat(&simulator, &body), 200).await;
        let reply: Response = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(serde_json::to_value(&reply).unwrap(), json);
        assert!(reply.extra.is_empty());
        check_usage(reply.usage.as_ref());
        for choice in reply.choices.iter().flatten() {
            let message = choice.message.as_ref().unwrap();
            assert!(choice.extra.is_empty() && message.extra.is_empty());
            check_calls(message.tool_calls.as_ref());
            for detail in message.reasoning_details.iter().flatten() {
                detail.view().unwrap();
            }
        }
    }
}

#[tokio::test]
async fn chunks_are_known_to_the_wire() {
    let simulator = Simulator::start().await.unwrap();
    for body in bodies() {
        let body = with(body, &json!({"stream": true}));
        let stream = chat(&simulator, &body).send().await.unwrap();
        chunks(&stream.text().await.unwrap()).iter().for_each(check_chunk);
    }
}

#[tokio::test]
async fn scripted_chunks_are_known_to_the_wire() {
    let simulator = Simulator::start().await.unwrap();
    let answers = [
        Answer::refusal("I cannot help with that."),
        Answer::text("a").finish_style(FinishStyle::NoChoices),
        Answer::text("a").finish_style(FinishStyle::NullFinish),
        Answer::text("a b").fail_after(1, StreamError::recorded(502, "gone")),
        Answer::text("a b").fail_after(1, StreamError::documented(502, "gone", "timeout")),
    ];
    let body = with(ask("openai/gpt-4o-mini", "Hello"), &json!({"stream": true}));
    for answer in answers {
        simulator.script(answer);
        let stream = chat(&simulator, &body).send().await.unwrap();
        chunks(&stream.text().await.unwrap()).iter().for_each(check_chunk);
    }
    assert_eq!(simulator.scripted(), 0);
}

#[tokio::test]
async fn a_refusal_is_beside_the_content() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::refusal("No, thank you.").times(2));
    let body = ask("openai/gpt-4o-mini", "Hello");
    let whole = json_of(chat(&simulator, &body), 200).await;
    let message = whole["choices"][0]["message"].as_object().unwrap();
    assert!(message["content"].is_null());
    assert_eq!(message["refusal"], "No, thank you.");
    assert_eq!(whole["choices"][0]["finish_reason"], "stop");

    let stream = chat(&simulator, &with(body, &json!({"stream": true}))).send().await.unwrap();
    let chunks = chunks(&stream.text().await.unwrap());
    assert_eq!(chunks[0]["choices"][0]["delta"]["content"], "");
    assert_eq!(chunks[0]["choices"][0]["delta"]["refusal"], "No");
}
