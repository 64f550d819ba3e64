//! Streams that end before the answer does.

use integration_tests::ServerReply;
use llm_types::{ChatProvider, ErrorKind, StandardResponse};
use openrouter_provider::OpenRouterOutcome;
use openrouter_sim::fault::FaultServer;

use crate::set_up::{provider_of, read, request, text};

const HEAD: &str = r#"data: {"id":"gen-1","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"Be"},"finish_reason":null}]}"#;
const FINISH: &str = r#"data: {"id":"gen-1","model":"m","choices":[{"index":0,"delta":{"content":"cause"},"finish_reason":"stop"}]}"#;

fn events(events: &[&str]) -> ServerReply {
    ServerReply::events(format!("{}\n\n", events.join("\n\n")))
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_an_error_with_what_came_and_is_not_asked_for_again() {
    for (reply, name) in [
        (events(&[HEAD]), "no end"),
        (events(&[HEAD]).broken_off(), "a broken connection"),
        (ServerReply::events(format!("{HEAD}\n\ndata: [DO")), "half an end mark"),
        (ServerReply::events(format!("{HEAD}\n\n{}", &FINISH[..40])), "half an event"),
    ] {
        let server = FaultServer::start([reply.cut(1)]).await.unwrap();
        let provider = provider_of(&server);
        let (deltas, end) = read(provider.stream(request()).await.unwrap()).await;
        let error = end.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Interrupted, "{name}");
        assert_eq!(text(&deltas), "Be", "{name}");
        assert_eq!(error.partial().map(StandardResponse::joined_text).unwrap(), "Be", "{name}");
        assert!(!error.is_retryable() && error.maybe_billed(), "{name}");
        assert_eq!(server.requests().len(), 1, "{name}");

        let error = provider.complete(request()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Interrupted, "{name}");
        assert_eq!(server.requests().len(), 2, "{name}");
    }
}

#[tokio::test]
async fn what_breaks_off_before_the_first_content_is_asked_for_again() {
    for reply in [
        ServerReply::events(""),
        ServerReply::events(": OPENROUTER PROCESSING\n\n"),
        ServerReply::events(": OPENROUTER PROCESSING\n\n").broken_off(),
        events(&[r#"data: {"id":"gen-1","choices":[{"index":0,"delta":{"content":""}}]}"#]),
    ] {
        let whole = events(&[HEAD, FINISH, "data: [DONE]"]);
        let server = FaultServer::start([reply, whole]).await.unwrap();
        let (deltas, end) = read(provider_of(&server).stream(request()).await.unwrap()).await;
        assert_eq!(text(&deltas), "Because");
        assert_eq!(end.unwrap().attempts.len(), 2);
        assert_eq!(server.requests().len(), 2);
    }
}

#[tokio::test]
async fn an_answer_that_is_whole_needs_no_end_mark_but_says_that_there_was_none() {
    for (last, unterminated) in [("data: [DONE]", false), (": bye", true)] {
        let server = FaultServer::start([events(&[HEAD, FINISH, last])]).await.unwrap();
        let (_, end) = read(provider_of(&server).stream(request()).await.unwrap()).await;
        let answer = end.unwrap();
        assert_eq!(answer.joined_text(), "Because");
        let outcome = answer.extension::<OpenRouterOutcome>().unwrap();
        assert_eq!(outcome.unterminated, unterminated, "{last}");
    }
}
