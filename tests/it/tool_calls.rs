//! Tools that a model wants run.

use llm_types::{ChatProvider, FinishReason, Message, StandardRequest, Tool};
use openrouter_sim::{Answer, Simulator};
use serde_json::json;

use crate::set_up::{MODEL, provider, request};

#[tokio::test]
async fn a_call_that_was_cut_off_is_never_offered_whatever_the_service_calls_the_end() {
    for (reason, native) in
        [("tool_calls", "length"), ("tool_calls", "max_output_tokens"), ("length", "MAX_TOKENS")]
    {
        // Arguments that happen to be JSON are no sign that they are whole.
        for arguments in [r#"{"city":"Os"#, r#"{"city":"Oslo"}"#] {
            let simulator = Simulator::start().await.unwrap();
            let answer = Answer::tool_call("time", "{}").and_tool_call("weather", arguments);
            simulator.script(answer.finish(reason, native).times(2));
            let provider = provider(&simulator);
            for answer in [
                provider.complete(request()).await.unwrap(),
                provider.stream(request()).await.unwrap().collect().await.unwrap(),
            ] {
                assert_eq!(answer.finish_reason(), Some(&FinishReason::Length));
                let names: Vec<_> = answer.tool_calls().iter().map(|call| &call.name).collect();
                assert_eq!(names, ["time"]);
                let partial = &answer.message().unwrap().partial_tool_calls;
                assert_eq!((partial.len(), partial[0].arguments.as_str()), (1, arguments));
            }
        }
    }
}

#[tokio::test]
async fn a_conversation_goes_on_with_the_result_of_a_tool() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::tool_call("weather", r#"{"city":"Oslo"}"#).reasoning("I must look."));
    simulator.script(Answer::text("It rains."));
    let provider = provider(&simulator);
    let schema = json!({"type": "object", "properties": {"city": {"type": "string"}}});
    let request = StandardRequest::prompt("How is the weather in Oslo?")
        .with_model(MODEL)
        .with_tool(Tool::function("weather", "Tells the weather.", schema));
    let answer = provider.stream(request.clone()).await.unwrap().collect().await.unwrap();
    let call = answer.tool_calls()[0].clone();
    assert_eq!((call.name.as_str(), call.arguments.as_str()), ("weather", r#"{"city":"Oslo"}"#));

    let thoughts = answer.message().unwrap().reasoning.clone().unwrap().blocks;
    let request = request
        .with_message(answer.into_message().unwrap())
        .with_message(Message::tool_result(call.id.clone(), "rain"));
    let answer = provider.complete(request).await.unwrap();
    assert_eq!(answer.joined_text(), "It rains.");

    let sent = simulator.requests()[1].json().unwrap();
    assert_eq!(sent["messages"][1]["tool_calls"][0]["id"], call.id.as_str());
    assert_eq!(sent["messages"][2]["tool_call_id"], call.id.as_str());
    let blocks = thoughts.map(|blocks| blocks.len()).unwrap_or_default();
    let details = sent["messages"][1]["reasoning_details"].as_array().map_or(0, Vec::len);
    assert_eq!(details, blocks, "thoughts go back as they came");
}
