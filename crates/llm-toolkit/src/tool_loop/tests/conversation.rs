//! What stands in the conversation, and what is asked of the model.

use llm_types::{
    AssistantMessage, FinishReason, RawJson, ReasoningContent, StandardChoice, StandardResponse,
    ToolChoice,
};

use super::*;

#[tokio::test]
async fn signed_thoughts_go_back_byte_for_byte_and_in_order() {
    // Spaces and the order of members are part of what is signed.
    let blocks = [
        r#"{ "type":"reasoning.text", "text":"Hm.","signature":"s1","index":0 }"#,
        r#"{"index":1,"type":"reasoning.encrypted","data":"b/+=", "new": 1e2}"#,
        r#"{"type":"reasoning.text","signature":"only"}"#,
    ];
    let mut message = AssistantMessage::text("Let me look.");
    let parsed = blocks.map(|block| RawJson::parse(block.to_owned()).unwrap().into());
    message.reasoning = Some(ReasoningContent::new("Hm.", Some(parsed.to_vec())));
    message.tool_calls = vec![ToolCall::new("1", "f", "{ }")];
    message.model = Some("a/model".into());
    let choices = vec![StandardChoice::new(message.clone(), FinishReason::ToolCalls)];
    let mut response = StandardResponse::default();
    response.choices = choices;
    for is_streamed in [false, true] {
        let provider = ScriptedProvider::new().then(response.clone()).then("Done.");
        let agent = ToolLoop::new(&provider).with_tool(Echo::default().tool("f"));
        if is_streamed {
            let mut events = agent.stream("Go.");
            while events.next_event().await.unwrap().is_some() {}
        } else {
            agent.run("Go.").await.unwrap();
        }
        let sent = &provider.requests()[1].messages;
        let Message::Assistant(sent) = &sent[1] else { panic!("{sent:?}") };
        assert_eq!(*sent, message, "streamed: {is_streamed}");
        let sent = sent.reasoning.as_ref().unwrap().blocks.as_ref().unwrap();
        let sent: Vec<_> = sent.iter().map(|block| block.json().as_str()).collect();
        assert_eq!(sent, blocks);
    }
}

#[tokio::test]
async fn an_empty_answer_ends_the_loop_and_does_not_spoil_the_conversation() {
    let empty = ScriptedAnswer::text("");
    let provider = ScriptedProvider::new().then(calls([("1", "f", "{}")])).then(empty);
    let agent = ToolLoop::new(&provider).with_tool(Echo::default().tool("f"));
    let answer = agent.run("Go.").await.unwrap();
    assert_eq!((answer.text().as_str(), answer.steps.len()), ("", 2));
    assert!(matches!(answer.messages.last(), Some(Message::Tool(_))), "{:?}", answer.messages);
}

/// The messages that are marked for the cache.
fn marks(messages: &[Message]) -> Vec<usize> {
    let is_marked =
        |message: &Message| serde_json::to_string(message).unwrap().contains("cache_control");
    (0..messages.len()).filter(|place| is_marked(&messages[*place])).collect()
}

#[tokio::test]
async fn each_step_reads_from_the_cache_what_the_one_before_it_wrote() {
    let provider = ScriptedProvider::new()
        .then(calls([("1", "f", r#"{"n":1}"#)]))
        .then(calls([("2", "f", r#"{"n":2}"#), ("3", "f", r#"{"n":3}"#)]))
        .then("Done.");
    let agent = ToolLoop::new(&provider)
        .with_tool(Echo::default().tool("f"))
        .with_cache_plan(CachePlan::new().with_shortest(1));
    let answer = agent.run("Go.").await.unwrap();
    let sent: Vec<_> = provider.requests().iter().map(|it| marks(&it.messages)).collect();
    assert_eq!(sent, [vec![0], vec![0, 2], vec![0, 2, 5]]);
    assert_eq!(marks(&answer.messages), [0; 0]);
}

#[tokio::test]
async fn a_forced_call_is_forced_once() {
    for (choice, later) in [
        (ToolChoice::Required, None),
        (ToolChoice::Function("f".to_owned()), None),
        (ToolChoice::Auto, Some(ToolChoice::Auto)),
        (ToolChoice::None, Some(ToolChoice::None)),
    ] {
        let provider = ScriptedProvider::new().then(calls([("1", "f", "{}")])).then("Done.");
        let agent = ToolLoop::new(&provider).with_tool(Echo::default().tool("f"));
        let mut request = StandardRequest::prompt("Go.").with_tool_choice(choice.clone());
        request.parallel_tool_calls = Some(false);
        agent.run(request).await.unwrap();
        let sent = provider.requests();
        assert_eq!(sent[0].tool_choice, Some(choice));
        assert_eq!(sent[1].tool_choice, later);
        assert_eq!(sent[1].parallel_tool_calls, Some(false));
    }
}

#[tokio::test]
async fn only_calls_without_a_result_are_run_when_a_conversation_goes_on() {
    let mut said = AssistantMessage::default();
    // Two calls may have one id, if the upstream is careless.
    said.tool_calls = ["1", "2", "2", "3"]
        .iter()
        .enumerate()
        .map(|(n, id)| ToolCall::new(*id, "f", format!(r#"{{"n":{n}}}"#)))
        .collect();
    let messages = [
        Message::user("Go."),
        said.into(),
        Message::tool_result("1", "one"),
        Message::tool_result("2", "two"),
    ];
    let provider = ScriptedProvider::new().then("Done.");
    let echo = Echo::default();
    let agent = ToolLoop::new(&provider).with_tool(echo.tool("f"));
    let answer = agent.run(StandardRequest::new(messages.clone())).await.unwrap();
    let ids: Vec<_> = results(&answer.messages).into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids, ["1", "2", "2", "3"]);
    let ran: Vec<_> = echo.seen().iter().map(|any| any["n"].as_u64().unwrap()).collect();
    assert_eq!(ran, [2, 3]);

    // What the user said since then is no reason to run what was called before.
    let provider = ScriptedProvider::new().then("Done.");
    let agent = ToolLoop::new(&provider).with_tool(echo.tool("f"));
    let later = StandardRequest::new(messages).with_message(Message::user("Never mind."));
    agent.run(later).await.unwrap();
    assert_eq!(echo.seen().len(), 2);
}

#[tokio::test]
async fn whatever_points_to_a_provider_will_do() {
    let script = || ScriptedProvider::new().then("Done.");
    let plain = script();
    let borrowed: &dyn ChatProvider = &plain;
    let shared: Arc<dyn llm_types::Provider> = Arc::new(script());
    let boxed: Box<dyn ChatProvider> = Box::new(script());
    assert_eq!(ToolLoop::new(borrowed).run("Go.").await.unwrap().text(), "Done.");
    assert_eq!(ToolLoop::new(boxed).run("Go.").await.unwrap().text(), "Done.");
    // Outlives the loop, and goes to another thread.
    let mut events: ToolLoopStream<'static> = ToolLoop::new(shared).stream("Go.");
    let end = tokio::spawn(async move {
        while let Some(event) = events.next_event().await.unwrap() {
            if let ToolLoopEvent::Finished(answer) = event {
                return answer.text();
            }
        }
        String::new()
    });
    assert_eq!(end.await.unwrap(), "Done.");
}

#[tokio::test]
async fn neither_errors_nor_answers_show_what_was_said_to_a_log() {
    let provider = ScriptedProvider::new().then(calls([("1", "f", r#"{"a":"canary"}"#)]));
    let fatal =
        TypedTool::new("f", "", |_: Any| async { Err::<(), _>(ToolError::fatal("canary")) });
    let error = ToolLoop::new(&provider).with_tool(fatal).run("canary").await.unwrap_err();
    let shown = format!("{error} {error:?} {:?}", error.kind());
    assert!(!shown.contains("canary"), "{shown}");
    let stopped = ToolLoopErrorKind::Stopped(ToolCall::new("1", "f", "canary"));
    assert_eq!(format!("{stopped:?}"), "stopped");
    let provider = ScriptedProvider::new().then("canary");
    let answer = ToolLoop::new(&provider).run("canary").await.unwrap();
    assert!(!format!("{answer:?}").contains("canary"), "{answer:?}");
    assert!(format!("{answer:?}").starts_with("ToolLoopAnswer { id: None, messages: 2, "));
}
