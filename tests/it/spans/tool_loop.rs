//! The spans of a tool loop, with those of the provider's calls under them.

use llm_toolkit::{ToolError, ToolLoop, TypedTool};
use openrouter_sim::Answer;

use super::heard;
use crate::set_up::{provider, request};

#[derive(serde::Deserialize, schemars::JsonSchema)]
struct Place {
    city: String,
}

#[tokio::test]
async fn calls_of_the_model_and_of_tools_belong_to_their_step_and_say_nothing_of_what_is_said() {
    for is_streamed in [false, true] {
        let (simulator, tree, _listening) = heard().await;
        let both = Answer::tool_call("weather", r#"{"city":"canary"}"#);
        simulator.script(both.and_tool_call("weather", r#"{"city":"nowhere canary"}"#));
        simulator.script(Answer::text("The canary sings."));
        let provider = provider(&simulator);
        let weather = TypedTool::new("weather", "The canary", |place: Place| async move {
            match place.city.as_str() {
                "canary" => Ok("canary"),
                city => Err(ToolError::new(city)),
            }
        });
        let agent = ToolLoop::new(&provider).with_tool(weather).max_parallel(1);
        if is_streamed {
            let mut events = agent.stream(request());
            while events.next_event().await.unwrap().is_some() {}
        } else {
            agent.run(request()).await.unwrap();
        }
        insta::allow_duplicates! {
            insta::assert_snapshot!(tree.outline(), @r"
            invoke_agent
              step
                chat openai/gpt-4o-mini succeeded
                  POST succeeded
                execute_tool weather
                execute_tool weather  failed
              step
                chat openai/gpt-4o-mini succeeded
                  POST succeeded
            ");
        }
        let whole = tree.only("tool_loop");
        assert_eq!(whole.text("gen_ai.operation.name"), "invoke_agent");
        assert_eq!(whole.text("llm_toolkit.steps"), "2");
        assert!(whole.text("gen_ai.usage.input_tokens").parse::<i64>().unwrap() > 0);
        let tools = tree.named("tool");
        assert_eq!(tools[0].text("gen_ai.operation.name"), "execute_tool");
        assert_eq!(tools[0].text("gen_ai.tool.name"), "weather");
        assert!(!tools[0].text("gen_ai.tool.call.id").is_empty());
        for span in tree.spans() {
            assert!(span.is_closed() && span.said_again.is_empty(), "{span:?}");
            assert!(!format!("{span:?}").contains("canary"), "{span:?}");
        }
    }
}

#[tokio::test]
async fn a_loop_that_ends_without_an_answer_says_why() {
    let (simulator, tree, _listening) = heard().await;
    simulator.script(Answer::tool_call("weather", r#"{"city":"Oslo"}"#));
    let provider = provider(&simulator);
    let weather =
        TypedTool::new("weather", "", |_: Place| async { Err::<(), _>(ToolError::fatal("gone")) });
    ToolLoop::new(&provider).with_tool(weather).run(request()).await.unwrap_err();
    assert_eq!(tree.only("tool_loop").text("error.type"), "tool");
    assert_eq!(tree.only("tool").text("otel.status_code"), "ERROR");
}
