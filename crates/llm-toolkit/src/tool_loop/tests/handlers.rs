//! Tools that are written by hand.

use std::time::Duration;

use async_trait::async_trait;
use llm_types::FunctionTool;

use super::ToolOutcome::{Denied, Succeeded, TimedOut};
use super::*;

/// Takes a minute, and leaves everything else to the trait.
#[derive(Debug)]
struct Plugin(FunctionTool);

#[async_trait]
impl ToolHandler for Plugin {
    fn definition(&self) -> &FunctionTool {
        &self.0
    }

    async fn call(&self, call: &ToolCall) -> Result<ToolOutput, ToolError> {
        tokio::time::sleep(Duration::from_secs(60)).await;
        Ok(format!("{} {}", call.name, call.arguments).into())
    }
}

#[tokio::test(start_paused = true)]
async fn a_tool_written_by_hand_has_no_limit_and_needs_no_approval() {
    let provider =
        ScriptedProvider::new().then(calls([("1", "plugin", r#"{"a":1}"#)])).then("Done.");
    let agent = ToolLoop::new(&provider)
        .with_tool(Plugin(FunctionTool::new("plugin")))
        .approve_with(|_| async { panic!("asked") });
    let answer = agent.run("Go.").await.unwrap();
    assert_eq!(results(&answer.messages)[0].1, r#"plugin {"a":1}"#);
    assert_eq!(outcomes(&answer.steps[0]), [Succeeded]);
}

#[tokio::test(start_paused = true)]
async fn what_a_shared_tool_says_of_itself_holds() {
    let plain: Arc<dyn ToolHandler> = Arc::new(Plugin(FunctionTool::new("plugin")));
    let slow = |any: Any| async move {
        tokio::time::sleep(Duration::from_secs(60)).await;
        Ok(any.0)
    };
    let limited = TypedTool::new("limited", "", slow).with_time_limit(Duration::from_secs(1));
    let limited: Arc<dyn ToolHandler> = Arc::new(limited);
    let asked: Arc<dyn ToolHandler> = Arc::new(TypedTool::new("asked", "", slow).with_approval());
    let all = calls([("1", "plugin", "{}"), ("2", "limited", "{}"), ("3", "asked", "{}")]);
    let provider = ScriptedProvider::new().then(all).then("Done.");
    let agent = ToolLoop::new(&provider)
        .with_tools([plain, limited, asked])
        .approve_with(|_| async { Approval::Deny("no".to_owned()) });
    assert_eq!(
        format!("{agent:?}"),
        "ToolLoop { settings: Settings { tools: [\"plugin\", \"limited\", \"asked\"], \
         max_steps: 16, max_cost: None, max_total_tokens: None, time_limit: None, \
         tool_time_limit: None, max_parallel: 8, max_repeats: 5, last_step_answers: false, \
         cache_plan: None, .. }, .. }"
    );
    let answer = agent.run("Go.").await.unwrap();
    assert_eq!(outcomes(&answer.steps[0]), [Succeeded, TimedOut, Denied]);
}
