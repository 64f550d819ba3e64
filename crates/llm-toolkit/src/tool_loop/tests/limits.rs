//! What a loop may take.

use std::future::pending;
use std::time::Duration;

use llm_types::{Error, ErrorKind, StandardResponse, ToolChoice, Usage};

use super::*;

fn priced(cost: Option<&str>, number: u32) -> StandardResponse {
    let call = ToolCall::new(format!("call_{number}"), "f", format!(r#"{{"n":{number}}}"#));
    let mut message = llm_types::AssistantMessage::default();
    message.tool_calls.push(call);
    let mut response = StandardResponse::default();
    let choice = llm_types::StandardChoice::new(message, llm_types::FinishReason::ToolCalls);
    let mut usage = Usage::new(10, 5);
    usage.cost = cost.map(|cost| cost.parse().unwrap());
    (response.choices, response.usage) = (vec![choice], Some(usage));
    response
}

fn agent(provider: &ScriptedProvider) -> ToolLoop<&ScriptedProvider> {
    ToolLoop::new(provider).with_tool(Echo::default().tool("f"))
}

#[tokio::test]
async fn a_model_that_never_stops_is_stopped_and_its_conversation_goes_on() {
    let provider = endless();
    let error = agent(&provider).max_steps(3).run("Go.").await.unwrap_err();
    assert!(matches!(error.kind(), ToolLoopErrorKind::StepLimit(3)));
    provider.assert_requests(3);
    let progress = error.into_progress();
    assert_eq!((progress.steps.len(), results(&progress.messages).len()), (3, 3));
    let again = StandardRequest::new(progress.messages);
    let error = agent(&provider).max_steps(1).run(again).await.unwrap_err();
    assert_eq!(error.progress().messages.len(), 9);
    provider.assert_requests(4);

    let provider = endless();
    let error = agent(&provider).run("Go.").await.unwrap_err();
    assert!(
        matches!(error.kind(), ToolLoopErrorKind::StepLimit(16)),
        "there is a limit anyway: {error:?}"
    );
    let error = agent(&provider).max_steps(0).run("Go.").await.unwrap_err();
    assert!(matches!(error.kind(), ToolLoopErrorKind::StepLimit(0)));
    provider.assert_requests(16);
}

#[tokio::test]
async fn at_the_last_step_a_model_can_be_told_to_answer() {
    let provider = ScriptedProvider::new().answer_with(|request: &StandardRequest| {
        match request.tool_choice {
            Some(ToolChoice::None) => ScriptedAnswer::text("That is all I know."),
            _ => calls([("1", "f", &format!(r#"{{"n":{}}}"#, request.messages.len()))]),
        }
    });
    let agent = agent(&provider).max_steps(3).answer_at_last_step();
    let answer = agent.run("Go.").await.unwrap();
    assert_eq!(answer.text(), "That is all I know.");
    provider.assert_requests(3);
    assert_eq!(provider.requests()[2].tools.len(), 1, "or what was said before is not understood");

    let stubborn = endless();
    let agent = self::agent(&stubborn).max_steps(2).answer_at_last_step();
    let error = agent.run("Go.").await.unwrap_err();
    assert!(matches!(error.kind(), ToolLoopErrorKind::StepLimit(2)));
    assert_eq!(results(&error.progress().messages).len(), 1, "what was forbidden is not run");
}

#[tokio::test]
async fn money_is_counted_exactly_and_not_spent_beyond_the_limit() {
    let cost = |cost: &str| cost.parse().unwrap();
    let script = || {
        let dimes = (1..=3).map(|number| priced(Some("0.1"), number));
        dimes.fold(ScriptedProvider::new(), ScriptedProvider::then).then("Done.")
    };
    let provider = script();
    // 0.1 + 0.1 + 0.1 is 0.3, which floats get wrong.
    let error = agent(&provider).max_cost(cost("0.3")).run("Go.").await.unwrap_err();
    assert!(matches!(error.kind(), ToolLoopErrorKind::CostLimit(limit) if *limit == cost("0.3")));
    assert_eq!(error.progress().cost, Some(cost("0.3")));
    provider.assert_requests(3);

    let provider = script();
    let answer = agent(&provider).run("Go.").await.unwrap();
    assert_eq!(answer.usage.cost, Some(cost("0.3")));
    assert_eq!(answer.cost, None, "nobody knows what the last answer cost");
}

#[tokio::test]
async fn what_the_provider_does_not_say_can_be_reckoned_or_is_an_error() {
    let script =
        || ScriptedProvider::new().then(priced(None, 1)).then(priced(None, 2)).then("Done.");
    let provider = script();
    let limit = "0.02".parse().unwrap();
    let error = agent(&provider).max_cost(limit).run("Go.").await.unwrap_err();
    assert!(matches!(error.kind(), ToolLoopErrorKind::Unmetered));
    provider.assert_requests(1);

    let provider = script();
    let agent = agent(&provider).max_cost(limit).reckon_cost(|answer| {
        let tokens = answer.usage.as_ref()?.total_tokens;
        Some("0.001".parse::<Usd>().ok()? * tokens)
    });
    let error = agent.run("Go.").await.unwrap_err();
    assert!(matches!(error.kind(), ToolLoopErrorKind::CostLimit(_)));
    assert_eq!(error.progress().cost, Some("0.03".parse().unwrap()));
}

#[tokio::test]
async fn tokens_are_counted_over_all_steps() {
    let provider =
        ScriptedProvider::new().then(priced(None, 1)).then(priced(None, 2)).then("Done.");
    let error = agent(&provider).max_total_tokens(30).run("Go.").await.unwrap_err();
    assert!(matches!(error.kind(), ToolLoopErrorKind::TokenLimit(30)));
    assert_eq!(error.progress().usage.total_tokens, 30);
    // Calls of an earlier run took no tokens of this one.
    let mut messages = error.into_progress().messages;
    messages.pop();
    let provider = ScriptedProvider::new().then(priced(None, 3)).repeat_last();
    let agent = agent(&provider).max_total_tokens(30);
    let error = agent.run(StandardRequest::new(messages)).await.unwrap_err();
    assert!(matches!(error.kind(), ToolLoopErrorKind::TokenLimit(30)), "{error:?}");
    provider.assert_requests(2);
    let provider = endless();
    let error = self::agent(&provider).max_total_tokens(30).run("Go.").await.unwrap_err();
    assert!(matches!(error.kind(), ToolLoopErrorKind::Unmetered));
}

#[tokio::test(start_paused = true)]
async fn time_is_handed_down_and_ends_whatever_goes_on() {
    let slow = || calls([("1", "f", "{}")]).after(Duration::from_secs(4));
    let limit = Duration::from_secs(10);
    for has_hanging_tool in [false, true] {
        let provider = ScriptedProvider::new()
            .with_timer(tokio::time::sleep)
            .then(slow())
            .then(ScriptedAnswer::hang());
        let tool = TypedTool::new("f", "", move |_: Any| async move {
            if has_hanging_tool {
                pending::<()>().await;
            }
            Ok("x")
        });
        let began = tokio::time::Instant::now();
        let agent = ToolLoop::new(&provider).with_tool(tool).time_limit(limit);
        let error = agent.run("Go.").await.unwrap_err();
        assert!(
            matches!(error.kind(), ToolLoopErrorKind::TimeLimit(time) if *time == limit),
            "{error:?}"
        );
        assert_eq!(began.elapsed().as_secs(), 10);
        let timeouts: Vec<_> =
            provider.requests().iter().map(|it| it.timeout.unwrap().as_secs()).collect();
        let progress = error.into_progress();
        let result = &results(&progress.messages)[0].1;
        if has_hanging_tool {
            assert_eq!(timeouts, [10]);
            assert_eq!(result, "Error: this was cut off. What it did until then is not known.");
        } else {
            assert_eq!(timeouts, [10, 6]);
            assert_eq!((result.as_str(), progress.cost), ("x", None));
        }
    }
    let provider = ScriptedProvider::new().with_timer(tokio::time::sleep).then(slow());
    let short = StandardRequest::prompt("Go.").with_timeout(Duration::from_secs(1));
    let error = agent(&provider).time_limit(limit).run(short).await.unwrap_err();
    let ToolLoopErrorKind::Provider(error) = error.kind() else { panic!("{error:?}") };
    assert_eq!(error.kind(), ErrorKind::Timeout, "the request's own limit is another matter");
}

#[tokio::test(start_paused = true)]
async fn what_an_answer_cost_that_nobody_waited_for_nobody_knows() {
    let provider =
        ScriptedProvider::new().then(priced(Some("0.1"), 1)).then(ScriptedAnswer::hang());
    let agent = agent(&provider).time_limit(Duration::from_secs(1));
    let error = agent.run("Go.").await.unwrap_err();
    assert!(matches!(error.kind(), ToolLoopErrorKind::TimeLimit(_)), "{error:?}");
    assert_eq!(error.progress().cost, None);
    assert_eq!(error.progress().usage.cost, Some("0.1".parse().unwrap()));
}

#[tokio::test]
async fn a_model_that_goes_round_in_circles_is_stopped() {
    let provider = ScriptedProvider::new()
        .then(calls([("1", "f", r#"{"n":0}"#)]))
        .then(calls([("1", "f", "{}")]))
        .repeat_last();
    let error = agent(&provider).max_repeats(3).run("Go.").await.unwrap_err();
    assert!(matches!(error.kind(), ToolLoopErrorKind::Repetition(3)), "{error:?}");
    provider.assert_requests(4);
    let error = agent(&provider).max_repeats(0).run("Go.").await.unwrap_err();
    assert!(
        matches!(error.kind(), ToolLoopErrorKind::Repetition(2)),
        "once is no repetition: {error:?}"
    );
}

#[tokio::test]
async fn an_error_of_the_model_keeps_what_was_done_and_paid() {
    let broken = Error::new(ErrorKind::RateLimited, "slow down");
    let provider = ScriptedProvider::new().then(priced(Some("0.1"), 1)).then(broken).then("Done.");
    let agent = agent(&provider);
    let error = agent.run("Go.").await.unwrap_err();
    let source = std::error::Error::source(&error).unwrap();
    assert!(source.is::<Error>() && source.to_string().contains("slow down"));
    assert_eq!(error.progress().cost, Some("0.1".parse().unwrap()));
    let again = StandardRequest::new(error.into_progress().messages);
    assert_eq!(agent.run(again).await.unwrap().text(), "Done.");

    let billed = Error::new(ErrorKind::Interrupted, "reset").with_maybe_billed(true);
    let provider = ScriptedProvider::new().then(priced(Some("0.1"), 1)).then(billed);
    let error = self::agent(&provider).run("Go.").await.unwrap_err();
    assert_eq!(error.progress().cost, None, "nobody knows");

    // What had come of an answer that broke off may say what it cost.
    let mut partial = StandardResponse::text("Once");
    let mut usage = Usage::new(10, 1);
    usage.cost = Some("0.05".parse().unwrap());
    partial.usage = Some(usage);
    let broken = Error::new(ErrorKind::Interrupted, "reset").with_partial(partial);
    let provider = ScriptedProvider::new().then(priced(Some("0.1"), 1)).then(broken);
    let error = self::agent(&provider).run("Go.").await.unwrap_err();
    assert_eq!(error.progress().cost, Some("0.15".parse().unwrap()));
    assert_eq!(error.progress().usage.total_tokens, 26);
    assert!(format!("{error:?}").contains("total_tokens: 26"), "{error:?}");
}
