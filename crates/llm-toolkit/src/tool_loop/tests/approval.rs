//! Calls that somebody is asked about.

use std::future::pending;
use std::time::Duration;

use serde_json::json;

use super::ToolOutcome::{Denied, Succeeded};
use super::*;

fn three() -> ScriptedAnswer {
    calls([("1", "safe", r#"{"n":1}"#), ("2", "risky", r#"{"n":2}"#), ("3", "risky", r#"{"n":3}"#)])
}

fn agent<'p>(provider: &'p ScriptedProvider, echo: &Echo) -> ToolLoop<&'p ScriptedProvider> {
    ToolLoop::new(provider)
        .with_tool(echo.tool("safe"))
        .with_tool(echo.tool("risky").with_approval())
}

#[tokio::test]
async fn each_risky_call_is_asked_about_in_order_and_the_answer_is_obeyed() {
    let provider = ScriptedProvider::new().then(three()).then("Done.");
    let echo = Echo::default();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&asked);
    let agent = agent(&provider, &echo).approve_with(move |request| {
        seen.lock().unwrap().push((request.call.id.clone(), request.arguments.clone()));
        async move {
            if request.arguments["n"] == 2 {
                Approval::Deny("the user says no".to_owned())
            } else {
                Approval::Replace(json!({"n": 4}))
            }
        }
    });
    let answer = agent.run("Go.").await.unwrap();
    let expected = [("2".into(), json!({"n": 2})), ("3".into(), json!({"n": 3}))];
    assert_eq!(*asked.lock().unwrap(), expected);
    assert_eq!(echo.seen(), [json!({"n": 1}), json!({"n": 4})]);
    let texts: Vec<_> = results(&answer.messages).into_iter().map(|(_, text)| text).collect();
    assert_eq!(texts[1], "Error: this was not run: the user says no");
    assert_eq!(texts[2], r#"Before this was run, its arguments were changed to {"n":4}{"n":4}"#);
    assert_eq!(outcomes(&answer.steps[0]), [Succeeded, Denied, Succeeded]);
    let Message::Assistant(message) = &answer.messages[1] else { panic!() };
    assert_eq!(message.tool_calls[2].arguments, r#"{"n":3}"#, "what the model said stays");
}

#[tokio::test]
async fn stopping_runs_nothing_and_running_the_conversation_again_asks_again() {
    let provider = ScriptedProvider::new().then(three()).then("Done.");
    let echo = Echo::default();
    let stop = agent(&provider, &echo).approve_with(|_| async { Approval::Stop });
    let error = stop.run("Go.").await.unwrap_err();
    assert!(matches!(error.kind(), ToolLoopErrorKind::Stopped(call) if call.id == "2"));
    assert_eq!(echo.seen().len(), 0);
    let messages = error.into_progress().messages;
    assert_eq!(messages.len(), 2, "{messages:?}");

    // Stored, and read by another process a day later.
    let stored = serde_json::to_string(&messages).unwrap();
    let messages: Vec<Message> = serde_json::from_str(&stored).unwrap();
    let allow = agent(&provider, &echo).approve_with(|_| async { Approval::Allow });
    let answer = allow.run(StandardRequest::new(messages)).await.unwrap();
    assert_eq!(answer.text(), "Done.");
    assert_eq!(echo.seen().len(), 3);
    let numbers: Vec<_> = answer.steps.iter().map(|step| (step.number, step.tools.len())).collect();
    assert_eq!(numbers, [(0, 3), (1, 0)]);
    provider.assert_requests(2);
}

#[tokio::test]
async fn nobody_is_asked_about_arguments_that_are_no_json() {
    let provider = ScriptedProvider::new().then(calls([("1", "risky", "{\"n\":")])).then("Done.");
    // A provider that hands such a call out breaks its contract; the script does not check.
    let echo = Echo::default();
    let agent = agent(&provider, &echo).approve_with(|_| async { panic!("asked") });
    let end = agent.run("Go.").await;
    assert_eq!(echo.seen().len(), 0);
    match end {
        Ok(answer) => assert_eq!(outcomes(&answer.steps[0]), [ToolOutcome::BadArguments]),
        Err(error) => assert!(matches!(error.kind(), ToolLoopErrorKind::CutOff(_)), "{error:?}"),
    }
}

#[tokio::test]
async fn arguments_that_were_left_out_can_be_approved() {
    let provider = ScriptedProvider::new().then(calls([("1", "now", "")])).then("Done.");
    let now = TypedTool::new("now", "", |(): ()| async { Ok("noon") }).with_approval();
    let agent = ToolLoop::new(&provider).with_tool(now).approve_with(|asked| async move {
        assert_eq!(asked.arguments, json!({}));
        Approval::Allow
    });
    let answer = agent.run("Go.").await.unwrap();
    assert_eq!(outcomes(&answer.steps[0]), [Succeeded]);
}

#[tokio::test(start_paused = true)]
async fn time_that_runs_out_while_somebody_thinks_runs_nothing() {
    let provider = ScriptedProvider::new().then(three());
    let echo = Echo::default();
    let agent =
        agent(&provider, &echo).approve_with(|_| pending()).time_limit(Duration::from_secs(60));
    let error = agent.run("Go.").await.unwrap_err();
    assert!(matches!(error.kind(), ToolLoopErrorKind::TimeLimit(_)));
    assert_eq!(echo.seen().len(), 0);
    assert_eq!(error.progress().messages.len(), 2, "the calls can still be run");
}
