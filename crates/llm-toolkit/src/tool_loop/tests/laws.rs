//! What holds for any script.

use std::collections::HashMap;
use std::time::Duration;

use llm_types::{AssistantMessage, ToolCallId};
use proptest::prelude::*;

use super::*;

/// What a model calls in one answer: the tool, and a number that makes arguments differ.
type Calls = Vec<(&'static str, u8)>;

fn script() -> impl Strategy<Value = Vec<Calls>> {
    let tool = prop::sample::select(vec!["ok", "fails", "slow", "unknown", "denied", "fatal"]);
    prop::collection::vec(prop::collection::vec((tool, 0..3_u8), 1..5), 0..6)
}

/// The conversation has exactly one result for each call, after the answer that made it and in the
/// order of its calls.
fn check_pairs(messages: &[Message]) {
    let mut open: Vec<&ToolCallId> = Vec::new();
    for message in messages {
        match message {
            Message::Tool(result) => {
                assert!(!open.is_empty(), "a result without a call: {messages:?}");
                assert_eq!(open.remove(0), &result.tool_call_id, "{messages:?}");
            }
            Message::Assistant(AssistantMessage { tool_calls, .. }) => {
                assert!(open.is_empty(), "a call without a result: {messages:?}");
                open = tool_calls.iter().map(|call| &call.id).collect();
            }
            _ => assert!(open.is_empty(), "{messages:?}"),
        }
    }
    assert!(open.is_empty(), "a call without a result: {messages:?}");
}

/// How often each call was run.
type Runs = Arc<Mutex<HashMap<String, u32>>>;

fn play(script: &[Calls]) -> ScriptedProvider {
    let mut provider = ScriptedProvider::new();
    for (step, answer) in script.iter().enumerate() {
        let calls = answer.iter().enumerate().map(|(place, (tool, n))| {
            let id = format!("{step}.{place}");
            let arguments = format!(r#"{{"n":{n},"id":"{id}"}}"#);
            ToolCall::new(id, *tool, arguments)
        });
        provider = provider.then(ScriptedAnswer::tool_calls(calls));
    }
    provider.then("Done.")
}

fn tool(name: &'static str, runs: &Runs) -> TypedTool {
    let runs = Arc::clone(runs);
    TypedTool::new(name, "", move |any: Any| {
        let id = any.0["id"].as_str().unwrap().to_owned();
        *runs.lock().unwrap().entry(id).or_default() += 1;
        async move {
            match name {
                "fails" => Err(ToolError::new("no")),
                "fatal" => Err(ToolError::fatal("no")),
                "slow" => {
                    let time = Duration::from_millis(any.0["n"].as_u64().unwrap());
                    tokio::time::sleep(time).await;
                    Ok("late")
                }
                _ => Ok("yes"),
            }
        }
    })
}

/// Reads a stream to its end, which tells of each call once.
async fn read(mut stream: ToolLoopStream<'_>) -> Result<ToolLoopAnswer, ToolLoopError> {
    let mut finished = HashMap::<String, u32>::new();
    while let Some(event) = stream.next_event().await? {
        match event {
            ToolLoopEvent::Finished(answer) => {
                assert!(finished.values().all(|times| *times == 1), "{finished:?}");
                let runs: usize = answer.steps.iter().map(|step| step.tools.len()).sum();
                assert_eq!(finished.len(), runs);
                return Ok(*answer);
            }
            ToolLoopEvent::ToolFinished { call, .. } => {
                *finished.entry(call.id.to_string()).or_default() += 1;
            }
            _ => {}
        }
    }
    panic!("no end")
}

/// Gives the conversation, and what was done.
async fn check(
    script: &[Calls],
    max_steps: u32,
    max_parallel: usize,
    is_streamed: bool,
) -> (Vec<Message>, Vec<ToolLoopStep>) {
    let provider = play(script);
    let runs = Runs::default();
    let agent = ToolLoop::new(&provider)
        .with_tools(["ok", "fails", "slow", "fatal"].map(|name| tool(name, &runs)))
        .with_tool(tool("denied", &runs).with_approval())
        .approve_with(|_| async { Approval::Deny("no".to_owned()) })
        .max_steps(max_steps)
        .max_parallel(max_parallel);
    let end = if is_streamed { read(agent.stream("Go.")).await } else { agent.run("Go.").await };
    let asked = u32::try_from(provider.requests().len()).unwrap();
    assert!(asked <= max_steps, "asked {asked} times");
    let has_fatal = script.iter().flatten().any(|(tool, _)| *tool == "fatal");
    let (messages, steps) = match end {
        Ok(answer) => {
            assert!(!has_fatal);
            assert_eq!(answer.steps.len(), script.len() + 1);
            (answer.messages, answer.steps)
        }
        Err(error) => {
            let (kind, progress) = error.into_parts();
            match kind {
                ToolLoopErrorKind::StepLimit(limit) => {
                    assert_eq!((limit, asked), (max_steps, max_steps));
                    assert!(script.len() >= limit as usize);
                }
                ToolLoopErrorKind::Tool { .. } => assert!(has_fatal),
                other => panic!("{other:?}"),
            }
            (progress.messages, progress.steps)
        }
    };
    check_pairs(&messages);
    check_runs(&steps, &runs.lock().unwrap());
    let called: usize = script.iter().take(steps.len()).map(Vec::len).sum();
    assert_eq!(steps.iter().map(|step| step.tools.len()).sum::<usize>(), called);
    (messages, steps)
}

/// What is said of a call is what became of it, and none is run twice.
fn check_runs(steps: &[ToolLoopStep], runs: &HashMap<String, u32>) {
    assert!(runs.values().all(|times| *times == 1), "{runs:?}");
    for run in steps.iter().flat_map(|step| &step.tools) {
        let was_run = runs.contains_key(run.id.as_str());
        match run.outcome {
            ToolOutcome::Succeeded | ToolOutcome::Failed => assert!(was_run, "{run:?}"),
            // Perhaps before it was polled the first time.
            ToolOutcome::CutOff => {}
            _ => assert!(!was_run, "{run:?}"),
        }
    }
}

proptest! {
    #[test]
    fn each_call_has_one_result_and_none_is_run_twice(
        script in script(),
        max_steps in 0..8_u32,
        max_parallel in 1..4_usize,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        let run = |is_streamed| check(&script, max_steps, max_parallel, is_streamed);
        let waited = runtime.block_on(run(false));
        let streamed = runtime.block_on(run(true));
        // However it is asked for, the end is the same.
        prop_assert_eq!(waited, streamed);
    }
}
