//! Failures within a reply that began as a success.

use llm_types::{ChatProvider, ErrorKind, StandardResponse};
use openrouter_sim::{Answer, Simulator, StreamError};
use serde_json::json;

use crate::set_up::{provider, read, request, text};

#[tokio::test]
async fn an_error_in_the_middle_of_a_stream_comes_with_what_was_said() {
    for (error, kind) in [
        (StreamError::recorded(400, "Token limit reached"), ErrorKind::ContextLength),
        (StreamError::recorded(502, "Provider returned error"), ErrorKind::Unavailable),
        (StreamError::documented(429, "slow down", "rate_limit_exceeded"), ErrorKind::RateLimited),
        (
            StreamError::documented(500, "oops", "server").code("server_error"),
            ErrorKind::Unavailable,
        ),
    ] {
        let simulator = Simulator::start().await.unwrap();
        simulator.script(Answer::text("one two three four").fail_after(3, error).times(2));
        let provider = provider(&simulator);
        let (deltas, end) = read(provider.stream(request()).await.unwrap()).await;
        let error = end.unwrap_err();
        assert_eq!(error.kind(), kind);
        let said = text(&deltas);
        assert!(!said.is_empty() && said.len() < "one two three four".len(), "{said}");
        assert_eq!(error.partial().map(StandardResponse::joined_text), Some(said));
        assert!(error.response_id().is_some() && !error.is_retryable());
        assert_eq!(simulator.requests().len(), 1, "never again after content");
    }
}

#[tokio::test]
async fn an_error_instead_of_an_answer_counts_although_the_status_is_a_success() {
    let body = json!({
        "id": null, "choices": null, "model": null,
        "error": {"code": 400, "message": "acme/none is not a valid model ID"},
    });
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::json(200, &body).always());
    let provider = provider(&simulator);
    for error in [
        provider.complete(request()).await.unwrap_err(),
        provider.stream(request()).await.unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::ModelNotFound);
        assert!(error.partial().is_none());
    }
    assert_eq!(simulator.requests().len(), 2);
}

#[tokio::test]
async fn an_answer_that_failed_half_way_is_an_error_with_what_there_is_of_it() {
    let body = json!({"id": "gen-1", "model": "m", "choices": [{
        "index": 0,
        "finish_reason": "error",
        "message": {"role": "assistant", "content": "one two"},
        "error": {"code": 502, "message": "Provider returned error",
                  "metadata": {"provider_name": "Acme", "raw": "broken pipe"}},
    }]});
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::json(200, &body).always());
    let error = provider(&simulator).complete(request()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert_eq!(error.partial().map(StandardResponse::joined_text).unwrap(), "one two");
    assert_eq!(error.upstream().unwrap().name.as_deref(), Some("Acme"));
    assert_eq!(error.response_id().unwrap(), &"gen-1");
    assert_eq!(simulator.requests().len(), 1, "it was written, and is charged for");
}
