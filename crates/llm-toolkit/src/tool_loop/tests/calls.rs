//! What becomes of the calls of an answer.

use std::future::pending;
use std::time::Duration;

use tokio::sync::Barrier;

use super::ToolOutcome::{BadArguments, CutOff, Failed, NotRun, Succeeded, UnknownTool};
use super::*;
use llm_types::{
    AssistantMessage, FinishReason, PartialToolCall, StandardChoice, StandardResponse, Usage,
};

#[tokio::test]
async fn a_model_calls_tools_and_answers() {
    let provider = ScriptedProvider::new()
        .then(calls([("1", "f", r#"{"a":1}"#), ("2", "g", r#"{"b":2}"#)]))
        .then(calls([("3", "f", r#"{"a":3}"#)]))
        .then("Done.");
    let echo = Echo::default();
    let agent = ToolLoop::new(&provider).with_tool(echo.tool("f")).with_tool(echo.tool("g"));
    let answer = agent.run("Go.").await.unwrap();
    assert_eq!(answer.to_string(), "Done.");
    assert_eq!(echo.seen().len(), 3);
    let expected = [("1", r#"{"a":1}"#), ("2", r#"{"b":2}"#), ("3", r#"{"a":3}"#)];
    assert_eq!(results(&answer.messages), expected.map(|(id, text)| (id, text.to_owned())));
    let numbers: Vec<_> = answer.steps.iter().map(|step| (step.number, step.tools.len())).collect();
    assert_eq!(numbers, [(1, 2), (2, 1), (3, 0)]);
    let roles: Vec<_> = answer
        .messages
        .iter()
        .map(|message| serde_json::to_value(message).unwrap()["role"].clone())
        .collect();
    let expected = ["user", "assistant", "tool", "tool", "assistant", "tool", "assistant"];
    assert_eq!(roles, expected);
    // What is sent is a beginning of what the next request goes on with.
    for request in provider.requests() {
        assert_eq!(request.messages, answer.messages[..request.messages.len()]);
        let names: Vec<_> = request.tools.iter().map(llm_types::Tool::name).collect();
        assert_eq!(names, ["f", "g"]);
    }
}

#[derive(serde::Deserialize, schemars::JsonSchema)]
struct Place {
    city: String,
}

#[tokio::test]
async fn what_goes_wrong_is_told_to_the_model() {
    let provider = ScriptedProvider::new()
        .then(calls([
            ("1", "fails", "{}"),
            ("2", "place", r#"{"city":5}"#),
            ("3", "missing", "{}"),
            ("4", "empty", "{}"),
        ]))
        .then("Sorry.");
    let place = TypedTool::new("place", "", |place: Place| async move { Ok(place.city) });
    let nothing = ToolOutput::parts([]);
    let empty = TypedTool::new("empty", "", move |(): ()| {
        let nothing = nothing.clone();
        async move { Ok(nothing) }
    });
    let agent = ToolLoop::new(&provider)
        .with_tool(TypedTool::new("fails", "", fails))
        .with_tool(place)
        .with_tool(empty);
    let answer = agent.run("Go.").await.unwrap();
    let texts: Vec<_> = results(&answer.messages).into_iter().map(|(_, text)| text).collect();
    assert_eq!(texts[0], "Error: no such city");
    assert!(texts[1].starts_with("Error: the arguments do not fit: city: "), "{}", texts[1]);
    assert_eq!(texts[2], "Error: there is no tool \"missing\". The tools are: fails, place, empty");
    assert_eq!(texts[3], "(nothing)");
    assert_eq!(outcomes(&answer.steps[0]), [Failed, BadArguments, UnknownTool, Succeeded]);
}

#[tokio::test]
async fn a_call_that_was_cut_off_is_not_run_and_nothing_beside_it() {
    let whole = ToolCall::new("1", "f", "{}");
    let mut message = AssistantMessage::default();
    message.tool_calls = vec![whole];
    let partial = PartialToolCall::new(None, Some("f".to_owned()), "{\"a\":".to_owned());
    message.partial_tool_calls = vec![partial.clone()];
    let choices = vec![StandardChoice::new(message, FinishReason::Length)];
    let mut response = StandardResponse::default();
    response.choices = choices;
    response.usage = Some(Usage::new(7, 5));
    let provider = ScriptedProvider::new().then(response);
    let echo = Echo::default();
    let agent = ToolLoop::new(&provider).with_tool(echo.tool("f"));
    let (kind, progress) = agent.run("Go.").await.unwrap_err().into_parts();
    assert!(matches!(kind, ToolLoopErrorKind::CutOff(calls) if calls.len() == 1));
    assert_eq!(echo.seen().len(), 0);
    assert_eq!(progress.messages, [Message::user("Go.")], "asking again starts here");
    assert_eq!(progress.usage.total_tokens, 12, "it was paid for all the same");
}

#[tokio::test]
async fn the_same_call_twice_in_one_answer_is_run_once_and_answered_twice() {
    let provider = ScriptedProvider::new()
        .then(calls([("1", "f", r#"{"a":1}"#), ("1", "f", r#"{"a":1}"#), ("1", "f", r#"{"a":2}"#)]))
        .then("Done.");
    let echo = Echo::default();
    let answer = ToolLoop::new(&provider).with_tool(echo.tool("f")).run("Go.").await.unwrap();
    assert_eq!(echo.seen().len(), 2);
    let texts: Vec<_> = results(&answer.messages).into_iter().map(|(_, text)| text).collect();
    assert_eq!(texts, [r#"{"a":1}"#, r#"{"a":1}"#, r#"{"a":2}"#]);
    assert_eq!(outcomes(&answer.steps[0])[1], ToolOutcome::Duplicate);
}

#[tokio::test]
async fn tools_run_at_the_same_time_up_to_a_bound_and_answer_in_order() {
    let three =
        || calls([("1", "f", r#"{"n":1}"#), ("2", "f", r#"{"n":2}"#), ("3", "f", r#"{"n":3}"#)]);
    let running = Arc::new(Mutex::new((0, 0)));
    let seen = Arc::clone(&running);
    // The first takes longest.
    let slow = TypedTool::new("f", "", move |any: Any| {
        let seen = Arc::clone(&seen);
        async move {
            {
                let mut seen = seen.lock().unwrap();
                seen.0 += 1;
                seen.1 = seen.1.max(seen.0);
            }
            let number = any.0["n"].as_u64().unwrap();
            for _ in 0..10 - number {
                tokio::task::yield_now().await;
            }
            seen.lock().unwrap().0 -= 1;
            Ok(number)
        }
    });
    for (bound, most) in [(1, 1), (2, 2), (8, 3), (0, 1)] {
        *running.lock().unwrap() = (0, 0);
        let provider = ScriptedProvider::new().then(three()).then("Done.");
        let agent = ToolLoop::new(&provider).with_tool(slow.clone()).max_parallel(bound);
        let answer = agent.run("Go.").await.unwrap();
        assert_eq!(*running.lock().unwrap(), (0, most), "{bound}");
        let ids: Vec<_> = results(&answer.messages).into_iter().map(|(id, _)| id).collect();
        assert_eq!(ids, ["1", "2", "3"]);
    }
}

#[tokio::test]
async fn tools_that_wait_for_each_other_do_not_wait_for_ever() {
    let meet = Arc::new(Barrier::new(2));
    let tool = TypedTool::new("f", "", move |_: Any| {
        let meet = Arc::clone(&meet);
        async move {
            meet.wait().await;
            Ok("met")
        }
    });
    let both = calls([("1", "f", "{}"), ("2", "f", "{}")]);
    let provider = ScriptedProvider::new().then(both).then("Done.");
    let answer = ToolLoop::new(&provider).with_tool(tool).run("Go.").await.unwrap();
    assert_eq!(outcomes(&answer.steps[0]), [Succeeded; 2]);
}

#[tokio::test(start_paused = true)]
async fn a_tool_that_takes_too_long_is_cut_off_and_the_model_is_told() {
    let hang = |name: &str| {
        TypedTool::new(name, "", |_: Any| async { pending::<Result<(), ToolError>>().await })
    };
    let both = calls([("1", "f", "{}"), ("2", "g", "{}")]);
    let provider = ScriptedProvider::new().then(both).then("Done.");
    let agent = ToolLoop::new(&provider)
        .with_tool(hang("f"))
        .with_tool(hang("g").with_time_limit(Duration::from_secs(2)))
        .tool_time_limit(Duration::from_secs(30));
    let answer = agent.run("Go.").await.unwrap();
    let durations: Vec<_> =
        answer.steps[0].tools.iter().map(|tool| tool.duration.as_secs()).collect();
    assert_eq!(durations, [30, 2]);
    assert_eq!(outcomes(&answer.steps[0]), [ToolOutcome::TimedOut; 2]);
    let told = &results(&answer.messages)[1].1;
    assert_eq!(told, "Error: this was cut off after 2s. What it did until then is not known.");
}

#[tokio::test]
async fn a_fatal_error_and_a_panic_end_the_loop_and_leave_a_whole_conversation() {
    let fatal = TypedTool::new("f", "", |_: Any| async {
        Err::<(), _>(ToolError::fatal("the database is gone"))
    });
    let panics = TypedTool::new("f", "", |any: Any| async move {
        assert!(!any.0.is_object(), "out of cheese");
        Ok(())
    });
    let hangs =
        TypedTool::new("hangs", "", |_: Any| async { pending::<Result<(), ToolError>>().await });
    for (tool, message, is_panic) in
        [(fatal, "the database is gone", false), (panics, "panicked: out of cheese", true)]
    {
        let all = calls([("1", "hangs", "{}"), ("2", "f", "{}"), ("3", "hangs", r#"{"n":1}"#)]);
        let provider = ScriptedProvider::new().then(all);
        let agent =
            ToolLoop::new(&provider).with_tool(tool).with_tool(hangs.clone()).max_parallel(2);
        let (kind, progress) = agent.run("Go.").await.unwrap_err().into_parts();
        let ToolLoopErrorKind::Tool { name, error } = kind else { panic!("{kind:?}") };
        assert_eq!((name.as_str(), error.message(), error.is_panic()), ("f", message, is_panic));
        assert_eq!(outcomes(&progress.steps[0]), [CutOff, Failed, NotRun]);
        let told = &results(&progress.messages)[1].1;
        assert_eq!(told, "Error: the tool failed. What it did until then is not known.");
        let ids: Vec<_> = results(&progress.messages).into_iter().map(|(id, _)| id).collect();
        assert_eq!(ids, ["1", "2", "3"]);
    }
}

#[tokio::test]
async fn a_tool_that_panics_before_it_waits_is_caught_too() {
    let panics = TypedTool::new("f", "", |any: Any| {
        assert!(any.0.is_null(), "at once");
        async { Ok(()) }
    });
    let provider = ScriptedProvider::new().then(calls([("1", "f", "{}")]));
    let error = ToolLoop::new(&provider).with_tool(panics).run("Go.").await.unwrap_err();
    assert!(matches!(error.kind(), ToolLoopErrorKind::Tool { error, .. } if error.is_panic()));
}

#[tokio::test]
async fn a_set_up_that_cannot_work_is_an_error_before_anything_is_asked() {
    let provider = ScriptedProvider::new();
    let echo = Echo::default();
    let agent = ToolLoop::new(&provider).with_tool(echo.tool("f"));
    let twice = agent.clone().with_tool(echo.tool("f")).run("Go.").await;
    let unapproved = agent.clone().with_tool(echo.tool("h").with_approval()).run("Go.").await;
    let orphan = StandardRequest::prompt("Go.").with_tool(crate::function_tool::<Any>("g", ""));
    let orphan = agent.run(orphan).await;
    for (error, name) in [(twice, "f"), (unapproved, "h"), (orphan, "g")] {
        let error = error.unwrap_err();
        let ToolLoopErrorKind::Configuration(reason) = error.kind() else { panic!("{error:?}") };
        assert!(reason.contains(name), "{reason}");
    }
    provider.assert_requests(0);
}

#[tokio::test]
async fn what_a_request_says_of_a_tool_holds_and_tools_of_the_provider_pass_through() {
    let provider = ScriptedProvider::new().then("Done.");
    let echo = Echo::default();
    // The provider's tool of this name is another.
    let search = echo.tool("web_search");
    let mut own = echo.tool("f").definition().clone();
    own.description = Some("Mine".to_owned());
    let request = StandardRequest::prompt("Go.")
        .with_tool(llm_types::ServerTool::new("web_search"))
        .with_tool(own);
    let agent = ToolLoop::new(&provider).with_tools([echo.tool("g"), echo.tool("f"), search]);
    agent.run(request.clone()).await.unwrap();
    let tools = &provider.requests()[0].tools;
    assert_eq!(tools[..2], request.tools[..]);
    let names: Vec<_> = tools[2..].iter().map(llm_types::Tool::name).collect();
    assert_eq!(names, ["g", "web_search"]);
}
