//! Streams, whole and broken.

use futures::FutureExt;
use http::StatusCode;
use llm_provider_base::{ScriptedReply, TransportError, TransportErrorKind};
use llm_types::{
    CallState, ChatProvider, ErrorKind, HealthProvider, Result, StandardRequest, StandardResponse,
    StreamEvent,
};
use proptest::prelude::*;
use serde_json::json;

use super::{DONE, document, event, hello, provider, refusal, stop, stream, text};
use crate::OpenAiOutcome;

/// The end of a stream of these events.
async fn end<S: Into<String>>(events: impl IntoIterator<Item = S>) -> Result<StandardResponse> {
    let (provider, _) = provider([stream(events)]);
    provider.stream(hello().without_retries()).await?.collect().await
}

#[tokio::test]
async fn an_answer_is_handed_out_as_it_comes_and_whole_at_the_end() {
    let usage =
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}\n\n";
    let events = [text("He"), text("llo"), stop(), usage.to_owned(), DONE.to_owned()];
    let (provider, transport) = provider([stream(events)]);
    let mut stream = provider.stream(hello()).await.unwrap();
    let mut said = String::new();
    let mut last = None;
    while let Some(event) = stream.next_event().await.unwrap() {
        said.push_str(event.as_text().unwrap_or_default());
        last = Some(event);
    }
    let Some(StreamEvent::Finished(answer)) = last else { panic!("{last:?}") };
    assert_eq!((said.as_str(), answer.joined_text().as_str()), ("Hello", "Hello"));
    assert_eq!(answer.usage.as_ref().map(|usage| usage.total_tokens), Some(5));
    assert_eq!(answer.attempts.len(), 1);
    assert_eq!(answer.extension::<OpenAiOutcome>(), None, "nothing else was said");
    assert_eq!(stream.receipt().state(), CallState::Answered);
    assert_eq!(stream.receipt().response_id(), Some("chatcmpl-1".into()));
    let sent: serde_json::Value = serde_json::from_slice(&transport.requests()[0].body).unwrap();
    assert_eq!(
        (&sent["stream"], &sent["stream_options"]["include_usage"]),
        (&json!(true), &json!(true))
    );
}

#[tokio::test]
async fn a_stream_without_its_last_word_is_whole_if_the_model_was_done() {
    let answer = end([text("Hello"), stop()]).await.unwrap();
    assert!(answer.extension::<OpenAiOutcome>().unwrap().unterminated);
}

#[tokio::test]
async fn a_stream_that_ends_too_early_broke_off() {
    let error = end([text("Hel")]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Interrupted);
    assert_eq!(error.partial().map(StandardResponse::joined_text).as_deref(), Some("Hel"));
    assert!(error.maybe_billed() && !error.is_retryable());
    assert_eq!(error.response_id().map(ToString::to_string).as_deref(), Some("chatcmpl-1"));
}

#[tokio::test]
async fn a_connection_that_breaks_leaves_what_had_come() {
    let broken = TransportError::new(TransportErrorKind::Interrupted);
    let (provider, _) = provider([stream([text("Hel")]).fail(broken)]);
    let error = provider.complete(hello()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Interrupted);
    assert!(error.partial().is_some());
}

#[tokio::test(start_paused = true)]
async fn what_fails_before_the_first_content_is_tried_again() {
    let first = event(&json!([{"index": 0, "delta": {"role": "assistant", "content": ""}}]));
    let error = "data: {\"error\":{\"message\":\"CUDA error\",\"code\":500}}\n\n".to_owned();
    let good = || stream([text("Hello"), stop(), DONE.to_owned()]);
    for bad in [stream([first.clone(), error]), stream([first.clone()]), stream([DONE])] {
        let (provider, transport) = provider([bad, good()]);
        let answer = provider.stream(hello()).await.unwrap().collect().await.unwrap();
        assert_eq!((answer.joined_text().as_str(), answer.attempts.len()), ("Hello", 2));
        assert_eq!(transport.remaining(), 0);
    }
}

#[tokio::test]
async fn an_error_after_it_ends_the_stream_and_leaves_what_had_come() {
    for error in [
        "data: {\"error\":{\"message\":\"CUDA error\",\"code\":500}}\n\n",
        "data: {\"error\":\"CUDA error\"}\n\n",
        "data: {\"object\":\"error\",\"message\":\"CUDA error\",\"code\":500}\n\n",
        "event: error\ndata: {\"error\":{\"message\":\"CUDA error\"}}\n\n",
        "event: error\ndata: CUDA error\n\n",
    ] {
        let (provider, transport) = provider([stream([&text("Hel"), error, DONE]), document("no")]);
        let mut stream = provider.stream(hello()).await.unwrap();
        assert_eq!(stream.next_event().await.unwrap().unwrap().as_text(), Some("Hel"));
        let error = stream.next_event().await.unwrap_err();
        assert_eq!((error.kind(), error.message()), (ErrorKind::Unavailable, "CUDA error"));
        assert_eq!(error.partial().map(StandardResponse::joined_text).as_deref(), Some("Hel"));
        assert_eq!((transport.remaining(), transport.open()), (1, 0), "never tried again");
        assert!(stream.next_event().await.unwrap().is_none());
    }
}

#[tokio::test]
async fn what_a_stream_repeats_is_not_shown() {
    let error = "data: {\"error\":{\"message\":\"cannot say: the merger is on Friday\"}}\n\n";
    let (provider, _) = provider([stream([&text("Hel"), error])]);
    let request = StandardRequest::prompt("the merger is on Friday").with_model("m");
    let error = provider.stream(request).await.unwrap().collect().await.unwrap_err();
    assert_eq!(error.message(), "cannot say: [prompt]");
}

#[tokio::test]
async fn an_answer_that_failed_after_all_is_not_asked_for_again() {
    let choice = json!({"message": {"content": "Hel"}, "finish_reason": "error"});
    let (provider, transport) =
        provider([refusal(200, &json!({"choices": [choice]})), document("Hello")]);
    let error = provider.complete(hello()).await.unwrap_err();
    assert_eq!((error.kind(), transport.remaining()), (ErrorKind::Unavailable, 1));
    assert_eq!(error.partial().map(StandardResponse::joined_text).as_deref(), Some("Hel"));
}

#[tokio::test]
async fn a_reply_is_read_by_what_it_is() {
    let (asked_whole, _) = provider([stream([text("Hello"), stop(), DONE.to_owned()])]);
    assert_eq!(asked_whole.complete(hello()).await.unwrap().joined_text(), "Hello");
    let (asked_streamed, _) = provider([document("Hello")]);
    let stream = asked_streamed.stream(hello()).await.unwrap();
    let answer = stream.collect().await.unwrap();
    assert_eq!((answer.joined_text().as_str(), answer.attempts.len()), ("Hello", 1));
}

#[tokio::test]
async fn a_document_that_broke_off_is_not_asked_for_again() {
    let half = || ScriptedReply::json(StatusCode::OK, r#"{"choices":[{"message":{"content":"He"#);
    let broken = TransportError::new(TransportErrorKind::Interrupted);
    for reply in [half().fail(broken), half()] {
        let (provider, transport) = provider([reply, document("Hello")]);
        let error = provider.complete(hello()).await.unwrap_err();
        assert_eq!((error.kind(), transport.remaining()), (ErrorKind::Interrupted, 1));
        assert!(error.maybe_billed());
    }
}

#[tokio::test(start_paused = true)]
async fn a_document_that_makes_no_sense_is_risked_once_more() {
    let nonsense = || refusal(200, &json!({"choices": 5}));
    let (good, _) = provider([nonsense(), document("Hello")]);
    assert_eq!(good.complete(hello()).await.unwrap().attempts.len(), 2);
    let (bad, transport) = provider([nonsense(), nonsense(), document("Hello")]);
    let error = bad.complete(hello()).await.unwrap_err();
    assert_eq!((error.kind(), transport.remaining()), (ErrorKind::Decode, 1));
}

#[tokio::test]
async fn dropping_a_stream_cancels_it() {
    let (provider, transport) = provider([stream([text("Hel")]).hang()]);
    let mut stream = provider.stream(hello()).await.unwrap();
    stream.next_event().await.unwrap();
    assert!(stream.next_event().now_or_never().is_none());
    assert_eq!(transport.open(), 1);
    let receipt = stream.receipt();
    drop(stream);
    assert_eq!((transport.open(), receipt.state()), (0, CallState::Dropped));
    assert_eq!(provider.metrics().total.cancelled, 1);
    assert_eq!(receipt.attempts().len(), 1);
}

proptest! {
    #[test]
    fn both_ways_give_the_same_however_the_bytes_are_cut(
        cuts in prop::collection::vec(1_usize..400, 0..6),
        words in prop::collection::vec("[a-zé\u{1f600} ]{1,5}", 1..5),
    ) {
        let said = words.concat();
        let mut bytes = words.iter().map(|word| text(word)).collect::<String>() + &stop();
        bytes.push_str("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,\"total_tokens\":5}}\n\n");
        bytes.push_str(DONE);
        let mut rest = bytes.into_bytes();
        let mut reply = ScriptedReply::event_stream();
        for cut in cuts {
            let tail = rest.split_off(cut.min(rest.len()));
            reply = reply.chunk(std::mem::replace(&mut rest, tail));
        }
        let (provider, _) = provider([reply.chunk(rest), document(&said)]);
        let strip = |mut answer: StandardResponse| {
            answer.attempts.clear();
            answer
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let (streamed, whole) = runtime.block_on(async {
            let streamed = provider.stream(hello()).await.unwrap().collect().await.unwrap();
            (streamed, provider.complete(hello()).await.unwrap())
        });
        prop_assert_eq!(strip(streamed), strip(whole));
    }
}
