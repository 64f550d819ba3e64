//! Tests of the mocks.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

use proptest::prelude::*;

use super::*;
use crate::{
    AuthConfig, AuthMethod, AuthProvider, ChatProvider, ConfigurableProvider, Error, ErrorKind,
    Freshness, HealthProvider, HealthState, HealthStatus, Model, ModelId, ModelProvider, Provider,
    ProviderConfig, ProviderExt, ProviderIdentity, StandardRequest, StandardResponse,
    StandardStream, StreamEvent, ToolCall, strategies,
};

fn reset() -> Error {
    Error::new(ErrorKind::Interrupted, "connection reset")
}

fn is_pending(future: impl Future) -> bool {
    pin!(future).poll(&mut Context::from_waker(Waker::noop())).is_pending()
}

/// What is there without waiting; fails the test if something has to be waited for.
#[track_caller]
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it waits"),
    }
}

/// All of a stream: its deltas, and how it ended.
fn drain(provider: &dyn ChatProvider) -> (Vec<StreamEvent>, crate::Result<StandardResponse>) {
    let mut deltas = Vec::new();
    let mut stream = match now(provider.stream("hi".into())) {
        Ok(stream) => stream,
        Err(error) => return (deltas, Err(error)),
    };
    let end = loop {
        match now(stream.next_event()) {
            Ok(Some(StreamEvent::Finished(response))) => break Ok(*response),
            Ok(Some(delta)) => deltas.push(delta),
            Ok(None) => panic!("a quiet end"),
            Err(error) => break Err(error),
        }
    };
    assert!(matches!(now(stream.next_event()), Ok(None)), "nothing follows the end");
    (deltas, end)
}

fn answer() -> impl Strategy<Value = ScriptedAnswer> {
    let whole = prop_oneof![
        strategies::response().prop_map(ScriptedAnswer::from),
        proptest::collection::vec(strategies::stream_event(), 0..6)
            .prop_map(ScriptedAnswer::events),
        Just(reset().into()),
    ];
    (whole, any::<bool>()).prop_map(
        |(answer, breaks)| {
            if breaks { answer.broken_by(reset()) } else { answer }
        },
    )
}

proptest! {
    #[test]
    fn complete_gives_what_the_stream_ends_with(answer in answer()) {
        let provider = ScriptedProvider::new().then(answer).repeat_last();
        let (_, end) = drain(&provider);
        match (now(provider.complete("hi".into())), end) {
            (Ok(whole), Ok(streamed)) => prop_assert_eq!(whole, streamed),
            (Err(whole), Err(streamed)) => {
                prop_assert_eq!(whole.to_string(), streamed.to_string());
                prop_assert_eq!(whole.partial(), streamed.partial());
            }
            (whole, streamed) => prop_assert!(false, "{whole:?} is not {streamed:?}"),
        }
    }
}

#[test]
fn answers_come_in_order_however_they_are_asked_for() {
    let provider = ScriptedProvider::new().then("one").then("two".to_owned()).then(reset());
    assert_eq!(now(provider.ask("a")).unwrap().to_string(), "one");
    assert_eq!(drain(&provider).1.unwrap().joined_text(), "two");
    assert_eq!(now(provider.ask("c")).unwrap_err().kind(), ErrorKind::Interrupted);
    assert_eq!(provider.requests(), ["a", "hi", "c"].map(StandardRequest::from));
}

#[test]
fn the_end_of_the_script_is_a_clear_error() {
    let provider = ScriptedProvider::new().then("one");
    now(provider.ask("a")).unwrap();
    let error = now(provider.ask("b")).unwrap_err();
    assert_eq!(error.to_string(), "configuration error: the script ends before request 2");
    assert!(!error.is_retryable());
    assert_eq!(provider.requests().len(), 2);
}

#[test]
fn the_last_answer_repeats_if_it_shall() {
    let provider = ScriptedProvider::new().repeat_last().then(reset()).then("on");
    now(provider.ask("a")).unwrap_err();
    for _ in 0..3 {
        assert_eq!(now(provider.ask("b")).unwrap().to_string(), "on");
    }
}

#[test]
fn pieces_come_one_by_one_and_add_up() {
    let provider = ScriptedProvider::new().then(ScriptedAnswer::pieces(["Hel", "", "lo"]));
    let (deltas, end) = drain(&provider);
    let texts: Vec<_> = deltas.iter().map(|delta| delta.as_text().unwrap()).collect();
    assert_eq!(texts, ["Hel", "lo"]);
    assert_eq!(end.unwrap().choices, StandardResponse::text("Hello").choices);
}

#[test]
fn tool_calls_ask_to_be_run_and_broken_ones_do_not() {
    let calls = || ScriptedAnswer::tool_calls([ToolCall::new("call_1", "f", "{}")]);
    let provider = ScriptedProvider::new().then(calls()).then(calls().broken_by(reset()));
    let whole = now(provider.ask("a")).unwrap();
    assert_eq!(whole.tool_calls(), [ToolCall::new("call_1", "f", "{}")]);
    let error = now(provider.ask("b")).unwrap_err();
    let partial = error.partial().unwrap().message().unwrap();
    assert_eq!((partial.tool_calls.len(), partial.partial_tool_calls.len()), (0, 1));
}

#[test]
fn events_without_an_end_get_the_end_that_they_add_up_to() {
    let calls = ScriptedAnswer::tool_calls([ToolCall::new("call_1", "f", "{}")]);
    let (deltas, end) = drain(&ScriptedProvider::new().then(calls));
    let provider = ScriptedProvider::new().then(ScriptedAnswer::events(deltas));
    assert_eq!(now(provider.complete("a".into())).unwrap(), end.unwrap());
    let many = (0..1000).map(|choice| StreamEvent::Text { choice, text: "a".to_owned() });
    let provider = ScriptedProvider::new().then(ScriptedAnswer::events(many));
    assert_eq!(now(provider.complete("a".into())).unwrap_err().kind(), ErrorKind::TooLarge);
}

#[test]
fn an_answer_that_breaks_off_holds_what_had_come() {
    let mut response = StandardResponse::text("Once upon");
    response.id = Some("gen-1".into());
    let broken = || ScriptedAnswer::from(response.clone()).broken_by(reset());
    let (deltas, end) = drain(&ScriptedProvider::new().then(broken()));
    assert_eq!(deltas.len(), 1);
    let error = end.unwrap_err();
    let partial = error.partial().unwrap();
    assert_eq!((&*partial.joined_text(), partial.finish_reason()), ("Once upon", None));
    assert_eq!(partial.id, response.id);

    let own = reset().with_partial(StandardResponse::text("mine"));
    let provider = ScriptedProvider::new().then(broken().broken_by(own));
    let error = now(provider.complete("a".into())).unwrap_err();
    assert_eq!(error.partial(), Some(&StandardResponse::text("mine")));
}

#[test]
fn what_fails_before_content_is_no_stream() {
    let broken = ScriptedAnswer::text("").broken_by(reset());
    let provider = ScriptedProvider::new().then(reset()).then(broken);
    for _ in 0..2 {
        let error = now(provider.stream("a".into())).unwrap_err();
        assert_eq!(error.partial(), None);
    }
}

#[test]
fn an_answer_that_hangs_never_comes() {
    let stalled = ScriptedAnswer::text("Well").then_hang();
    let provider = ScriptedProvider::new()
        .then(ScriptedAnswer::hang())
        .then(ScriptedAnswer::hang())
        .then(stalled.clone())
        .then(stalled);
    assert!(is_pending(provider.complete("a".into())));
    assert!(is_pending(provider.stream("b".into())));
    assert!(is_pending(provider.complete("c".into())));
    let mut stream = now(provider.stream("d".into())).unwrap();
    assert_eq!(now(stream.next_event()).unwrap().unwrap().as_text(), Some("Well"));
    assert!(is_pending(stream.next_event()));
    assert!(is_pending(stream.next_event()), "it is still there");
}

#[test]
fn only_an_answer_that_has_ended_names_the_last_model() {
    let mut response = StandardResponse::text("a");
    response.model = Some("author/model".into());
    let provider = ScriptedProvider::new().then(response);
    let mut stream = now(provider.stream("a".into())).unwrap();
    now(stream.next_event()).unwrap();
    assert_eq!(provider.last_used_model(), None);
    now(stream.next_event()).unwrap();
    assert_eq!(provider.last_used_model(), Some(ModelId::from("author/model")));
}

#[test]
fn what_it_says_of_itself_is_what_the_test_said() {
    let sick = HealthStatus::new(HealthState::Unhealthy, Duration::ZERO, SystemTime::UNIX_EPOCH)
        .with_error(ErrorKind::Network, "cable");
    let provider = ScriptedProvider::new()
        .with_name("mine")
        .with_capabilities([])
        .with_models([Model::new("m")])
        .with_default_model("m")
        .with_health(sick.clone());
    assert_eq!((provider.name(), provider.provider_type().as_str()), ("mine", "mine"));
    assert_eq!(provider.capabilities().iter().count(), 0);
    assert_eq!(now(provider.models()).unwrap()[..], [Model::new("m")]);
    assert_eq!(provider.default_model(), Some("m".into()));
    assert_eq!(now(provider.health_check()), sick);
    let error = now(provider.test_connectivity(Freshness::Fresh)).unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::Network, "cable"));
    now(ScriptedProvider::new().test_connectivity(Freshness::Cached)).unwrap();

    provider.configure(ProviderConfig::new("mine").with_model("n")).unwrap();
    assert_eq!(provider.default_model(), Some("n".into()));
}

#[test]
fn credentials_come_and_go() {
    let provider = ScriptedProvider::new();
    assert_eq!(provider.configured_auth(), [AuthMethod::ApiKey]);
    now(provider.logout()).unwrap();
    assert!(!provider.is_authenticated());
    let code = AuthConfig::OAuthCode { code: "c".into(), verifier: "v".into() };
    now(provider.authenticate(code)).unwrap();
    assert_eq!(provider.configured_auth(), [AuthMethod::OAuth]);
    assert!(!ScriptedProvider::new().logged_out().is_authenticated());
}

#[test]
fn a_mock_of_one_trait_is_enough_for_who_takes_that_trait() {
    let mut mock = MockChatProvider::new();
    mock.expect_complete().times(1).returning(|_| Ok(StandardResponse::text("short")));
    let summarizer: &dyn ChatProvider = &mock;
    assert_eq!(now(summarizer.ask("a long text")).unwrap().to_string(), "short");
}

#[test]
fn all_of_them_stand_in_for_a_provider() {
    let mut mock = MockProvider::new();
    mock.expect_name().return_const("mocked".to_owned());
    mock.expect_stream().times(1).returning(|request| {
        assert_eq!(request, StandardRequest::from("hi"));
        let events = StandardResponse::text("mocked").into_events();
        Ok(StandardStream::from_items(events.into_iter().map(Ok)))
    });
    let scripted = ScriptedProvider::new().with_name("scripted").then("scripted");
    let providers: [Arc<dyn Provider>; 2] = [Arc::new(mock), Arc::new(scripted)];
    for provider in providers {
        let (_, end) = drain(&provider);
        assert_eq!(end.unwrap().joined_text(), provider.name());
    }
}
