//! A loop as it goes on.

use std::future::pending;

use futures::StreamExt as _;
use llm_types::{Error, ErrorKind, StreamEvent};

use super::*;

/// In a word each.
fn word(event: &ToolLoopEvent) -> String {
    match event {
        ToolLoopEvent::StepStarted { step } => format!("step {step}"),
        ToolLoopEvent::Model { step, event } => match event {
            StreamEvent::Text { text, .. } => format!("{step}: {text}"),
            StreamEvent::ToolCall { .. } => format!("{step}: call"),
            StreamEvent::Finished(_) => format!("{step}: finished"),
            other => panic!("{other:?}"),
        },
        ToolLoopEvent::ApprovalAsked { call, .. } => format!("may {}", call.id),
        ToolLoopEvent::ToolStarted { call, .. } => format!("run {}", call.id),
        ToolLoopEvent::ToolFinished { call, outcome, .. } => {
            format!("{} {}", call.id, outcome.as_str())
        }
        ToolLoopEvent::StepFinished { step, messages } => {
            format!("step {} is over: {} messages", step.number, messages.len())
        }
        ToolLoopEvent::Finished(answer) => format!("answer {answer}"),
    }
}

#[tokio::test]
async fn everything_is_told_in_order_and_the_end_is_told_once() {
    let provider = ScriptedProvider::new()
        .then(calls([("1", "f", "{}"), ("2", "none", "{}"), ("3", "risky", "{}")]))
        .then(ScriptedAnswer::pieces(["Do", "ne."]));
    let echo = Echo::default();
    let agent = ToolLoop::new(&provider)
        .with_tool(echo.tool("f"))
        .with_tool(echo.tool("risky").with_approval())
        .approve_with(|_| async { Approval::Allow })
        .max_parallel(1);
    let mut events = agent.stream("Go.");
    let (mut words, mut text) = (Vec::new(), String::new());
    while let Some(event) = events.next_event().await.unwrap() {
        text.push_str(event.as_text().unwrap_or_default());
        words.push(word(&event));
    }
    assert!(events.next_event().await.unwrap().is_none());
    assert_eq!(text, "Done.");
    insta::assert_snapshot!(words.join("\n"), @r"
    step 1
    1: call
    1: call
    1: call
    1: finished
    may 3
    2 unknown_tool
    run 1
    1 succeeded
    run 3
    3 succeeded
    step 1 is over: 4 messages
    step 2
    2: Do
    2: ne.
    2: finished
    step 2 is over: 1 messages
    answer Done.
    ");
}

#[tokio::test]
async fn after_each_step_a_reader_knows_the_conversation() {
    let provider = ScriptedProvider::new()
        .then(calls([("2", "f", "{}")]))
        .then(calls([("3", "f", "{}")]))
        .then("Done.");
    let mut said = llm_types::AssistantMessage::default();
    said.tool_calls.push(ToolCall::new("1", "f", "{}"));
    let mut known = vec![Message::user("Go."), said.into()];
    let agent = ToolLoop::new(&provider).with_tool(Echo::default().tool("f"));
    let mut events = agent.stream(StandardRequest::new(known.clone()));
    let mut steps = Vec::new();
    loop {
        match events.next_event().await.unwrap().unwrap() {
            ToolLoopEvent::StepFinished { step, messages } => {
                known.extend(messages);
                steps.push(*step);
            }
            ToolLoopEvent::Finished(answer) => {
                assert_eq!((answer.messages, answer.steps), (known, steps));
                return;
            }
            _ => {}
        }
    }
}

#[tokio::test]
async fn an_error_is_the_end_of_a_stream() {
    let broken =
        ScriptedAnswer::text("Once").broken_by(Error::new(ErrorKind::Interrupted, "reset"));
    let provider = ScriptedProvider::new().then(broken);
    let agent = ToolLoop::new(&provider);
    let events: Vec<_> = agent.stream("Go.").collect().await;
    let (end, events) = events.split_last().unwrap();
    assert!(events.iter().all(Result::is_ok));
    let error = end.as_ref().unwrap_err();
    let ToolLoopErrorKind::Provider(error) = error.kind() else { panic!("{error:?}") };
    assert_eq!(error.partial().unwrap().joined_text(), "Once");
}

#[tokio::test]
async fn nothing_is_done_ahead_of_the_reader() {
    let provider = ScriptedProvider::new().then(calls([("1", "f", "{}")])).then("Done.");
    let echo = Echo::default();
    let agent = ToolLoop::new(&provider).with_tool(echo.tool("f"));
    let mut events = agent.stream("Go.");
    provider.assert_requests(0);
    loop {
        let event = events.next_event().await.unwrap().unwrap();
        if let ToolLoopEvent::ToolStarted { .. } = event {
            break;
        }
    }
    assert_eq!(echo.seen().len(), 0);
    loop {
        let event = events.next_event().await.unwrap().unwrap();
        if let ToolLoopEvent::StepFinished { .. } = event {
            break;
        }
    }
    provider.assert_requests(1);
}

/// Says when it is dropped.
struct Dropped(Arc<Mutex<bool>>);

impl Drop for Dropped {
    fn drop(&mut self) {
        *self.0.lock().unwrap() = true;
    }
}

#[tokio::test]
async fn dropping_a_stream_cancels_the_tools_and_the_model() {
    let is_dropped = Arc::new(Mutex::new(false));
    let flag = Arc::clone(&is_dropped);
    let hangs = TypedTool::new("f", "", move |_: Any| {
        let guard = Dropped(Arc::clone(&flag));
        async move {
            let _guard = guard;
            pending::<Result<(), ToolError>>().await
        }
    });
    let provider = ScriptedProvider::new()
        .then(calls([("1", "f", "{}")]))
        .then(ScriptedAnswer::text("Once").then_hang());
    let agent = ToolLoop::new(&provider).with_tool(hangs);
    let mut events = agent.stream("Go.");
    while futures::poll!(events.next()).is_ready() {}
    assert!(!*is_dropped.lock().unwrap());
    drop(events);
    assert!(*is_dropped.lock().unwrap());

    let mut events = agent.stream("Go on.");
    while futures::poll!(events.next()).is_ready() {}
    drop(events);
    provider.assert_requests(2);
    provider.assert_no_calls_in_flight();
}

#[tokio::test]
async fn what_is_told_of_a_call_is_what_the_model_is_told() {
    let provider = ScriptedProvider::new().then(calls([("1", "f", r#"{"n":1}"#)])).then("Done.");
    let echo = Echo::default();
    assert!(!echo.tool("f").needs_approval());
    let agent = ToolLoop::new(&provider)
        .with_tool(echo.tool("f").with_approval())
        .approve_with(|_| async { Approval::Replace(serde_json::json!({"n": 2})) });
    let mut events = agent.stream("Go.");
    let mut told = Vec::new();
    while let Some(event) = events.next_event().await.unwrap() {
        match event {
            ToolLoopEvent::ToolStarted { call, .. } => told.push(call.arguments),
            ToolLoopEvent::ToolFinished { call, output, .. } => {
                told.push(call.arguments);
                assert_eq!(provider.requests().len(), 1);
                told.extend(
                    output.content().iter().filter_map(ContentPart::as_text).map(Into::into),
                );
            }
            _ => {}
        }
    }
    let note = r#"Before this was run, its arguments were changed to {"n":2}"#;
    assert_eq!(told, [r#"{"n":2}"#, r#"{"n":1}"#, note, r#"{"n":2}"#]);
}
