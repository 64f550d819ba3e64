//! Streams that are odd, or mean no good.

use std::task::Poll;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, StatusCode};
use llm_provider_base::{Body, HttpRequest, HttpResponse, Transport, TransportError};
use llm_types::{
    ChatProvider, ErrorKind, FinishReason, ModelProvider, StandardRequest, StreamEvent,
};

use super::canned::{Canned, DONE, Piece, Reply, bytes, event, finish, text};
use crate::OpenRouter;

fn request() -> StandardRequest {
    StandardRequest::prompt("hi")
}

/// A body of which there is always more.
#[derive(Debug)]
struct Endless {
    first: String,
    then: Bytes,
}

#[async_trait]
impl Transport for Endless {
    async fn send(&self, _: HttpRequest) -> Result<HttpResponse, TransportError> {
        let mut first = Some(Bytes::from(self.first.clone()));
        let then = self.then.clone();
        let body = Body::new(stream::poll_fn(move |_| {
            Poll::Ready(Some(Ok(first.take().unwrap_or_else(|| then.clone()))))
        }));
        let kind = HeaderValue::from_static("text/event-stream");
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, kind)]);
        Ok(HttpResponse::new(StatusCode::OK, headers, body))
    }
}

fn provider(transport: Endless) -> OpenRouter {
    OpenRouter::builder().api_key("sk-or-v1-canary-one").transport(transport).build().unwrap()
}

#[tokio::test]
async fn a_flood_of_nothing_lets_others_have_their_turn() {
    for then in ["", ": OPENROUTER PROCESSING\n\n"] {
        let provider = provider(Endless { first: String::new(), then: then.into() });
        let asked = provider.stream(request());
        tokio::time::timeout(Duration::from_millis(50), asked).await.unwrap_err();
    }
}

#[tokio::test]
async fn a_stream_without_end_is_cut_off() {
    // B08
    let flood = Bytes::from(format!(": {}\n\n", " ".repeat(900_000)).repeat(7));
    let stream = provider(Endless { first: text("a"), then: flood }).stream(request()).await;
    let error = stream.unwrap().collect().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    assert_eq!(error.partial().unwrap().joined_text(), "a");
    assert!(error.maybe_billed());
}

#[tokio::test]
async fn an_event_without_end_is_cut_off() {
    // S37, T16
    let event = Bytes::from("data: \"".to_owned() + &"x".repeat(1 << 20) + "\n");
    let error = provider(Endless { first: String::new(), then: event });
    let error = error.stream(request()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    assert!(error.maybe_billed());
}

fn choice(index: &str, rest: &str) -> String {
    format!("data: {{\"id\":\"gen-1\",\"choices\":[{{\"index\":{index},{rest}}}]}}\n\n")
}

#[tokio::test(start_paused = true)]
async fn one_choice_that_finishes_does_not_finish_the_others() {
    let said = choice("0", r#""delta":{"content":"a"}"#)
        + &choice("1", r#""delta":{"content":"b"}"#)
        + &choice("0", r#""delta":{},"finish_reason":"stop""#);
    // Silence is waited for as ever, and its end is no end of the answer.
    for (ending, kind) in [
        (vec![], ErrorKind::Interrupted),
        (vec![Piece::Breaks], ErrorKind::Interrupted),
        (vec![Piece::Hangs], ErrorKind::Timeout),
    ] {
        let mut pieces = vec![bytes(said.clone())];
        pieces.extend(ending);
        let stream = Canned::new([Reply::pieces(pieces)]).provider().stream(request()).await;
        let error = stream.unwrap().collect().await.unwrap_err();
        assert_eq!(error.kind(), kind);
        assert_eq!(error.partial().unwrap().choices.len(), 2);
    }
    let pieces = [
        bytes(said),
        Piece::Waits(40),
        bytes(choice("1", r#""delta":{"content":"c"},"finish_reason":"length""#)),
    ];
    let stream = Canned::new([Reply::pieces(pieces)]).provider().stream(request()).await;
    let answer = stream.unwrap().collect().await.unwrap();
    assert_eq!(answer.choices[1].message.joined_text(), "bc");
    assert_eq!(answer.choices[1].finish_reason, Some(FinishReason::Length));
}

#[tokio::test(start_paused = true)]
async fn a_choice_that_begins_late_is_waited_for_as_long_as_any() {
    let pieces = [
        bytes(text("a") + &finish("stop") + &choice("1", r#""delta":{"content":"b"}"#)),
        Piece::Waits(40),
        bytes(choice("1", r#""delta":{"content":"c"},"finish_reason":"stop""#) + DONE),
    ];
    let stream = Canned::new([Reply::pieces(pieces)]).provider().stream(request()).await;
    let answer = stream.unwrap().collect().await.unwrap();
    assert_eq!(answer.choices[1].message.joined_text(), "bc");
}

#[tokio::test(start_paused = true)]
async fn choices_have_small_numbers() {
    // S30, T09
    for index in ["-1", "4294967296", "1.5", "\"0\""] {
        let wrong = Reply::sse(choice(index, r#""delta":{"content":"a"}"#));
        let right = Reply::sse(text("ok") + &finish("stop") + DONE);
        let canned = Canned::new([wrong, right]);
        let stream = canned.provider().stream(request()).await.unwrap();
        assert_eq!(stream.collect().await.unwrap().joined_text(), "ok", "{index}");
        assert_eq!(canned.sends(), 2, "as any chunk that cannot be read");
    }
    let only = choice("7", r#""delta":{"content":"a"},"finish_reason":"stop""#);
    let stream = Canned::new([Reply::sse(only)]).provider().stream(request()).await.unwrap();
    assert_eq!(stream.collect().await.unwrap().choices[0].index, 7);
    let many: String = (0..=128).map(|i| choice(&i.to_string(), r#""text":"a""#)).collect();
    let stream = Canned::new([Reply::sse(many)]).provider().stream(request()).await.unwrap();
    assert_eq!(stream.collect().await.unwrap_err().kind(), ErrorKind::TooLarge);
}

#[tokio::test]
async fn the_last_event_needs_no_blank_line_after_it_but_all_its_bytes() {
    // B05
    let whole = text("a") + &text("b") + &finish("stop");
    let json_end = whole.trim_end().len();
    let second = text("a").len();
    for cut in second..=whole.len() {
        let reply = Reply::sse(&whole[..cut]);
        let stream = Canned::new([reply]).provider().stream(request()).await.unwrap();
        match stream.collect().await {
            Ok(answer) => {
                assert!(cut >= json_end, "{cut}");
                assert_eq!(answer.joined_text(), "ab");
            }
            Err(error) => {
                assert!(cut < json_end, "{cut}: {error}");
                let said = error.partial().unwrap().joined_text();
                let b = second + text("b").trim_end().len();
                assert_eq!(said, if cut < b { "a" } else { "ab" }, "{cut}");
            }
        }
    }
}

#[tokio::test]
async fn an_event_that_is_named_error_is_one_whatever_is_in_it() {
    // S12
    for (data, kind) in [
        (r#"{"error":{"code":402,"message":"no credits"}}"#, ErrorKind::InsufficientCredits),
        (r#"{"code":402,"message":"no credits"}"#, ErrorKind::InsufficientCredits),
        ("no credits", ErrorKind::Unavailable),
    ] {
        let body = text("a") + &format!("event: error\ndata: {data}\n\n");
        let stream = Canned::new([Reply::sse(body)]).provider().stream(request()).await.unwrap();
        let error = stream.collect().await.unwrap_err();
        assert_eq!(error.kind(), kind, "{data}");
        assert!(error.to_string().contains("no credits"), "{error}");
    }
    let named = text("a").replace("data:", "event: delta\nid: 7\nretry: 1\ndata:");
    let body = named + &finish("stop") + DONE;
    let stream = Canned::new([Reply::sse(body)]).provider().stream(request()).await.unwrap();
    assert_eq!(stream.collect().await.unwrap().joined_text(), "a");
}

#[tokio::test(start_paused = true)]
async fn what_says_nothing_commits_to_nothing() {
    let right = || Reply::sse(text("ok") + &finish("stop") + DONE);
    for delta in [
        r#"{"role":"assistant","content":""}"#,
        r#"{"reasoning":"","reasoning_details":[]}"#,
        r#"{"tool_calls":[]}"#,
        r#"{"tool_calls":[{"index":0,"function":null}]}"#,
        r#"{"content":[{"type":"text","text":""}],"refusal":"","annotations":[]}"#,
    ] {
        let said = event(&format!("\"delta\":{delta}"));
        for ending in ["", "data: {bad\n\n", &(finish("stop") + DONE)] {
            let canned = Canned::new([Reply::sse(said.clone() + ending), right()]);
            let stream = canned.provider().stream(request()).await.unwrap();
            assert_eq!(stream.collect().await.unwrap().joined_text(), "ok", "{delta} {ending}");
            assert_eq!(canned.sends(), 2, "{delta} {ending}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_without_content_is_one_if_a_limit_ended_it_or_it_is_charged_for() {
    let charged = "data: {\"choices\":[],\"usage\":{\"completion_tokens\":5}}\n\n";
    for (reason, usage) in [("length", ""), ("content_filter", ""), ("stop", charged)] {
        let canned = Canned::new([Reply::sse(finish(reason) + usage + DONE)]);
        let mut stream = canned.provider().stream(request()).await.unwrap();
        let event = stream.next_event().await.unwrap().unwrap();
        assert!(matches!(event, StreamEvent::Finished(_)), "{reason}");
        assert!(stream.next_event().await.unwrap().is_none());
        assert_eq!(canned.sends(), 1);
    }
}

#[tokio::test]
async fn what_changes_within_a_stream_is_told_as_it_was_at_the_end_but_for_the_id() {
    // S34, and S08: usage that comes twice.
    let chunk = |id: &str, who: &str, tokens: u32| {
        format!(
            "data: {{\"id\":\"{id}\",\"created\":{tokens},\"model\":\"a/{who}\",\
             \"provider\":\"{who}\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"x\"}}}}],\
             \"usage\":{{\"completion_tokens\":{tokens}}}}}\n\n"
        )
    };
    let body = chunk("gen-1", "first", 1) + &chunk("gen-2", "last", 2) + &finish("stop");
    // The chunk with the finish reason names model and upstream as well.
    let body = body.replace("a/m", "a/last").replace("\"P\"", "\"last\"");
    let canned = Canned::new([Reply::sse(body)]);
    let provider = canned.provider();
    let answer = provider.stream(request()).await.unwrap().collect().await.unwrap();
    assert_eq!((answer.id.as_ref().unwrap().as_str(), answer.created), ("gen-1", Some(1)));
    assert_eq!(answer.model.as_ref().unwrap().as_str(), "a/last");
    assert_eq!(answer.usage.as_ref().unwrap().output_tokens, 2);
    let outcome = answer.extension::<crate::OpenRouterOutcome>().unwrap();
    assert_eq!(outcome.upstream.as_deref(), Some("last"));
    assert_eq!(provider.last_used_model(), answer.model);
}

#[tokio::test]
async fn a_text_without_letters_is_no_event() {
    let body = text("a") + &text("b") + &text("") + &text("c") + &finish("stop") + DONE;
    let canned = Canned::new([Reply::sse(body)]);
    let mut stream = canned.provider().stream(request()).await.unwrap();
    let mut texts = Vec::new();
    while let Some(event) = stream.next_event().await.unwrap() {
        if let StreamEvent::Text { text, .. } = event {
            texts.push(text);
        }
    }
    assert_eq!(texts, ["a", "b", "c"]);
}

#[tokio::test(start_paused = true)]
async fn waiting_for_an_event_can_be_given_up_and_taken_up_again() {
    // Z07
    let words = (0..9).flat_map(|n| [Piece::Waits(3), bytes(text(&n.to_string()))]);
    let end = [bytes(finish("stop") + DONE)];
    let canned = Canned::new([Reply::pieces(words.chain(end))]);
    let mut stream = canned.provider().stream(request()).await.unwrap();
    let mut said = String::new();
    loop {
        let waited = tokio::time::timeout(Duration::from_secs(1), stream.next_event()).await;
        match waited {
            Ok(Ok(Some(StreamEvent::Text { text, .. }))) => said.push_str(&text),
            Ok(Ok(Some(_))) | Err(_) => {}
            Ok(end) => break assert!(end.unwrap().is_none()),
        }
    }
    assert_eq!(said, "012345678");
}
