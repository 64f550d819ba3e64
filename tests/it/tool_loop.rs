//! The tool loop over a real provider, against the simulator.

use std::sync::Arc;
use std::time::Duration;

use llm_provider_base::{Fallback, Member};
use llm_toolkit::{Approval, ToolLoop, ToolLoopErrorKind, ToolLoopEvent, ToolOutcome, TypedTool};
use llm_types::mock::ScriptedProvider;
use llm_types::{Provider, StandardRequest, Usd};
use openrouter_sim::{Answer, Simulator};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::set_up::{MODEL, provider};

#[derive(Debug, Deserialize, JsonSchema)]
#[expect(dead_code, reason = "that they are read is what counts")]
struct Place {
    /// The city's name.
    city: String,
    /// In which unit.
    unit: Option<Unit>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Unit {
    Celsius,
    Fahrenheit,
}

#[derive(Serialize)]
struct Report {
    degrees: i32,
}

fn weather() -> TypedTool {
    TypedTool::new("weather", "The weather in a city", |_: Place| async move {
        Ok(Report { degrees: 21 })
    })
}

fn question() -> StandardRequest {
    StandardRequest::prompt("How is the weather in Oslo?").with_model(MODEL)
}

#[tokio::test]
async fn a_simulated_model_calls_a_typed_tool_with_arguments_that_fit() {
    for tool in [weather(), weather().strict().unwrap()] {
        let simulator = Simulator::start().await.unwrap();
        let provider: Arc<dyn Provider> = Arc::new(provider(&simulator));
        let agent = ToolLoop::new(provider).with_tool(tool);
        let waited = agent.run(question()).await.unwrap();
        let mut events = agent.stream(question());
        let mut text = String::new();
        let streamed = loop {
            match events.next_event().await.unwrap().unwrap() {
                ToolLoopEvent::Finished(answer) => break answer,
                event => text.push_str(event.as_text().unwrap_or_default()),
            }
        };
        assert!(text.ends_with(&streamed.text()) && !streamed.text().is_empty(), "{text}");
        for answer in [waited, *streamed] {
            assert_eq!(answer.steps.len(), 2);
            let [run] = &answer.steps[0].tools[..] else { panic!("{:?}", answer.steps) };
            assert_eq!((run.name.as_str(), run.outcome), ("weather", ToolOutcome::Succeeded));
            assert_eq!(answer.messages[2].content()[0].as_text(), Some(r#"{"degrees":21}"#));
            let costs = answer.steps.iter().map(|step| step.cost.unwrap());
            assert_eq!(answer.cost, Some(costs.sum()));
            assert!(answer.cost > Some(Usd::ZERO));
        }
        assert_eq!(simulator.requests().len(), 4);
    }
}

/// An answer of the service with this message, as it is spelt.
fn reply(message: &str, reason: &str) -> Answer {
    let body = format!(
        r#"{{"id":"gen-1","object":"chat.completion","created":1,"model":"{MODEL}","provider":"P",
        "choices":[{{"index":0,"finish_reason":"{reason}","native_finish_reason":"{reason}",
        "logprobs":null,"message":{message}}}],
        "usage":{{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"cost":0.1}}}}"#
    );
    Answer::body(200, "application/json", body)
}

#[tokio::test]
async fn signed_thoughts_go_back_to_the_service_byte_for_byte() {
    // Spaces, the order of members, numbers and escapes are part of what is signed.
    let details = r#"[{"index":0, "type":"reasoning.text","text":"H\u006d.","signature":"s+/=","format":null},{"type":"reasoning.encrypted","data":"AAE=","id":"rs_1","n":1.50}]"#;
    let call = r#"{"index":0,"id":"call_1","type":"function","function":{"name":"weather","arguments":"{ \"city\" : \"Oslo\" }"}}"#;
    let asked = format!(
        r#"{{"role":"assistant","content":"Let me look.","reasoning":"Hm.","reasoning_details":{details},"tool_calls":[{call}]}}"#
    );
    let simulator = Simulator::start().await.unwrap();
    simulator.script(reply(&asked, "tool_calls"));
    simulator.script(reply(r#"{"role":"assistant","content":"It rains."}"#, "stop"));
    let provider = provider(&simulator);
    let agent = ToolLoop::new(&provider).with_tool(weather());
    let answer = agent.run(question()).await.unwrap();
    assert_eq!(answer.text(), "It rains.");
    assert_eq!(answer.cost, Some("0.2".parse().unwrap()));
    let requests = simulator.requests();
    let sent = &requests[1].body;
    for piece in details.trim_matches(['[', ']']).split("},{") {
        assert!(sent.contains(piece.trim_matches(['{', '}'])), "{piece}\n{sent}");
    }
    let sent: Value = requests[1].json().unwrap();
    let message = &sent["messages"][1];
    assert_eq!(message["tool_calls"][0]["function"]["arguments"], r#"{ "city" : "Oslo" }"#);
    assert_eq!(message["content"], "Let me look.");
    assert_eq!(sent["messages"][2]["tool_call_id"], "call_1");
}

#[tokio::test]
async fn the_thoughts_of_five_rounds_go_back_each_where_it_stood() {
    let details = |round: usize| {
        format!(
            r#"[{{"type":"reasoning.text", "text":"Round\\u0020{round}","signature":"s{round}=","n":{round}.0}}]"#
        )
    };
    let simulator = Simulator::start().await.unwrap();
    for round in 0..5 {
        let calls: Vec<_> = ["a", "b"]
            .map(|call| {
                format!(
                    r#"{{"id":"{round}{call}","type":"function","function":{{"name":"weather","arguments":"{{\"city\": \"{round}{call}\"}}"}}}}"#
                )
            })
            .into();
        let (details, calls) = (details(round), calls.join(","));
        let message = format!(
            r#"{{"role":"assistant","content":null,"reasoning_details":{details},"tool_calls":[{calls}]}}"#
        );
        simulator.script(reply(&message, "tool_calls"));
    }
    simulator.script(reply(r#"{"role":"assistant","content":"It rains."}"#, "stop"));
    let provider = provider(&simulator);
    let agent = ToolLoop::new(&provider).with_tool(weather());
    agent.run(question()).await.unwrap();
    let requests = simulator.requests();
    for (asked, request) in requests.iter().enumerate() {
        // Each once, in its order, as it was spelt.
        let mut rest = request.body.as_str();
        for round in 0..asked {
            let details = details(round);
            let place = rest.find(&details).unwrap_or_else(|| panic!("{details}\n{rest}"));
            rest = &rest[place + details.len()..];
        }
        assert!(!rest.contains("signature"), "{rest}");
        let sent: Value = request.json().unwrap();
        let messages = sent["messages"].as_array().unwrap();
        let results: Vec<_> =
            messages.iter().filter_map(|it| it["tool_call_id"].as_str()).collect();
        let expected: Vec<_> =
            (0..asked).flat_map(|round| [format!("{round}a"), format!("{round}b")]).collect();
        assert_eq!(results, expected);
    }
    assert_eq!(requests.len(), 6);
}

#[tokio::test]
async fn a_call_that_was_cut_off_ends_the_loop_and_is_asked_for_again() {
    let simulator = Simulator::start().await.unwrap();
    let cut = Answer::tool_call("weather", r#"{"city":"Oslo"}"#);
    simulator.script(cut.finish("tool_calls", "length"));
    simulator.script(Answer::tool_call("weather", r#"{"city":"Oslo"}"#));
    simulator.script(Answer::text("It rains."));
    let provider = provider(&simulator);
    let agent = ToolLoop::new(&provider).with_tool(weather());
    let request = question().with_max_tokens(20);
    let error = agent.run(request.clone()).await.unwrap_err();
    assert!(matches!(error.kind(), ToolLoopErrorKind::CutOff(_)), "{error:?}");
    assert!(error.progress().cost > Some(Usd::ZERO));
    let mut request = request.with_max_tokens(200);
    request.messages = error.into_progress().messages;
    assert_eq!(agent.run(request).await.unwrap().text(), "It rains.");
}

#[tokio::test]
async fn money_bounds_what_a_model_that_never_stops_may_cost() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::tool_call("weather", r#"{"city":"Oslo"}"#).always());
    let provider = provider(&simulator);
    let agent = ToolLoop::new(&provider).with_tool(weather()).max_repeats(100).max_steps(100);
    let limit: Usd = "0.0001".parse().unwrap();
    let error = agent.max_cost(limit).run(question()).await.unwrap_err();
    assert!(matches!(error.kind(), ToolLoopErrorKind::CostLimit(_)), "{error:?}");
    let progress = error.into_progress();
    let (spent, last) = (progress.cost.unwrap(), progress.steps.last().unwrap().cost.unwrap());
    assert!(spent >= limit && spent - last < limit, "{spent} {last}");
}

#[tokio::test]
async fn what_a_person_must_allow_waits_in_the_stored_conversation() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::tool_call("weather", r#"{"city":"Oslo"}"#).reasoning("I must look."));
    simulator.script(Answer::text("It rains."));
    let provider = provider(&simulator);
    let agent = ToolLoop::new(&provider).with_tool(weather().with_approval());
    let stop = agent.clone().approve_with(|_| async { Approval::Stop });
    let error = stop.run(question()).await.unwrap_err();
    let stored = serde_json::to_string(&error.into_progress().messages).unwrap();

    let mut request = question();
    request.messages = serde_json::from_str(&stored).unwrap();
    let allow = agent.approve_with(|asked| async move {
        assert_eq!(asked.arguments, json!({"city": "Oslo"}));
        Approval::Allow
    });
    assert_eq!(allow.run(request).await.unwrap().text(), "It rains.");
    assert_eq!(simulator.requests().len(), 2);
}

#[tokio::test]
async fn a_loop_goes_on_with_another_provider_where_one_fails() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::tool_call("weather", r#"{"city":"Oslo"}"#));
    simulator.script(Answer::error(503, "overloaded").always());
    let local = Arc::new(ScriptedProvider::new().with_name("local").then("It is 21 degrees."));
    let first: Arc<dyn Provider> = Arc::new(provider(&simulator));
    let both = Fallback::new([Member::new(first), Member::new(Arc::clone(&local))]);
    let answer = ToolLoop::new(&both).with_tool(weather()).run(question()).await.unwrap();
    assert_eq!(answer.text(), "It is 21 degrees.");
    assert_eq!(local.requests()[0].messages, answer.messages[..3], "nothing is run again");
    let last = answer.steps[1].attempts.last().unwrap();
    assert_eq!(last.provider.as_deref(), Some("local"));
}

#[tokio::test]
async fn dropping_a_stream_of_the_loop_hangs_up() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::text("one two three").hang_after(2));
    let provider = provider(&simulator);
    let agent = ToolLoop::new(&provider).time_limit(Duration::from_secs(60));
    let mut events = agent.stream(question());
    while events.next_event().await.unwrap().unwrap().as_text().is_none() {}
    drop(events);
    let metrics = llm_types::HealthProvider::metrics(&provider);
    assert_eq!((metrics.total.in_flight, metrics.total.cancelled), (0, 1));
}
