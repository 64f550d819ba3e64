//! The spans of streams.

use futures::StreamExt;
use llm_provider_base::gen_ai;
use llm_types::{ChatProvider, ErrorKind};
use openrouter_sim::{Answer, StreamError};

use super::heard;
use crate::set_up::{MODEL, provider, read, request};

#[tokio::test]
async fn a_stream_keeps_its_spans_open_until_its_end() {
    let (simulator, tree, _listening) = heard().await;
    simulator.script(Answer::text("one two three"));
    let mut stream = provider(&simulator).stream(request()).await.unwrap();
    let mut entered = 0;
    while let Some(event) = stream.next().await {
        event.unwrap();
        let (call, attempt) = (tree.only("call"), tree.only("attempt"));
        if call.text("llm.outcome").is_empty() {
            assert!(!call.is_closed() && !attempt.is_closed());
            assert!(attempt.entered > entered, "it is read within its span");
        }
        entered = attempt.entered;
    }
    // While the caller still holds it.
    let (call, attempt) = (tree.only("call"), tree.only("attempt"));
    assert!(call.is_closed() && attempt.is_closed());
    assert_eq!(call.text(gen_ai::REQUEST_STREAM), "true");
    assert!(call.text(gen_ai::RESPONSE_TIME_TO_FIRST_CHUNK).parse::<f64>().unwrap() > 0.0);
    assert_eq!(call.text(gen_ai::RESPONSE_FINISH_REASONS), r#"["stop"]"#);
    assert_eq!(call.text(gen_ai::RESPONSE_MODEL), MODEL);
    assert!(call.said_again.is_empty(), "{:?}", call.said_again);
    assert_eq!(tree.outline(), "chat openai/gpt-4o-mini succeeded\n  POST succeeded\n");
    drop(stream);
}

#[tokio::test]
async fn a_stream_that_is_dropped_says_that_it_was_cancelled() {
    let (simulator, tree, _listening) = heard().await;
    simulator.script(Answer::text("one two three").hang_after(2));
    let mut stream = provider(&simulator).stream(request()).await.unwrap();
    stream.next().await.unwrap().unwrap();
    drop(stream);
    assert_eq!(tree.outline(), "chat openai/gpt-4o-mini cancelled\n  POST cancelled\n");
    assert!(tree.spans().iter().all(super::tree::Recorded::is_closed));
    assert_eq!(tree.only("call").text(gen_ai::SPAN_STATUS), "", "it is no failure");
}

#[tokio::test]
async fn a_call_that_is_dropped_while_it_waits_says_so_too() {
    let (simulator, tree, _listening) = heard().await;
    simulator.script(Answer::hang());
    let provider = provider(&simulator);
    tokio::select! {
        answer = provider.complete(request()) => panic!("there is no answer: {answer:?}"),
        _ = simulator.wait_until(|requests| requests.len() == 1) => {}
    }
    assert_eq!(tree.outline(), "chat openai/gpt-4o-mini cancelled\n  POST cancelled\n");
    assert!(tree.spans().iter().all(super::tree::Recorded::is_closed));
}

#[tokio::test]
async fn a_stream_that_breaks_off_is_a_failure_of_its_call_and_of_its_attempt() {
    let (simulator, tree, _listening) = heard().await;
    let error = StreamError::recorded(502, "the upstream is gone");
    simulator.script(Answer::text("one two three").fail_after(2, error));
    let stream = provider(&simulator).stream(request()).await.unwrap();
    let error = read(stream).await.1.unwrap_err();
    let kind = error.kind();
    assert_ne!(kind, ErrorKind::Cancelled);
    assert_eq!(
        tree.outline(),
        format!(
            "chat openai/gpt-4o-mini failed {kind}\n  POST failed {kind}\n",
            kind = kind.as_str()
        )
    );
    let call = tree.only("call");
    assert_eq!(call.text(gen_ai::RESPONSE_MODEL), MODEL);
    assert_eq!(call.text("llm.maybe_billed"), "true");
    assert_eq!(call.text("llm.generation.id"), error.response_id().unwrap().as_str());
    assert_eq!(tree.only("attempt").text(gen_ai::HTTP_RESPONSE_STATUS_CODE), "200");
}
