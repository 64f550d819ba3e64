//! What goes wrong, and what becomes of it. Codes in comments are rows of the fault list.

use llm_provider_base::TransportErrorKind;
use llm_types::{ChatProvider, Error, ErrorKind, StandardRequest, StandardResponse, StreamEvent};

use super::canned::{Canned, DONE, Piece, Reply, bytes, error, event, finish, text};

fn request() -> StandardRequest {
    StandardRequest::prompt("hi")
}

/// Streams, and gives the text that came and how it ended.
async fn stream(canned: &Canned) -> (String, Result<StandardResponse, Error>) {
    let mut said = String::new();
    let mut stream = match canned.provider().stream(request()).await {
        Ok(stream) => stream,
        Err(error) => return (said, Err(error)),
    };
    loop {
        match stream.next_event().await {
            Ok(Some(StreamEvent::Text { text, .. })) => said.push_str(&text),
            Ok(Some(StreamEvent::Finished(answer))) => {
                assert!(stream.next_event().await.unwrap().is_none(), "nothing follows the end");
                return (said, Ok(*answer));
            }
            Ok(Some(_)) => {}
            Ok(None) => panic!("a quiet end"),
            Err(error) => {
                assert!(stream.next_event().await.unwrap().is_none(), "nothing follows an error");
                return (said, Err(error));
            }
        }
    }
}

fn whole() -> Reply {
    Reply::sse([text("ok"), finish("stop"), DONE.to_owned()].concat())
}

#[tokio::test(start_paused = true)]
async fn what_fails_before_the_first_content_is_tried_again() {
    // H23, N02, N11, S14, S17, S19, S23 with k = 0
    for reply in [
        Reply::json(503, "{}"),
        Reply::json(429, "{}"),
        Reply::Fails(TransportErrorKind::Connect),
        Reply::Fails(TransportErrorKind::Interrupted),
        Reply::Hangs,
        Reply::sse(""),
        Reply::sse(": OPENROUTER PROCESSING\n\n"),
        Reply::sse("data: {bad\n\n"),
        Reply::pieces([Piece::Breaks]),
        Reply::pieces([Piece::Hangs]),
        Reply::sse(error(r#"{"code":502,"message":"m"}"#)),
        Reply::sse(error(r#"{"code":"rate_limit_exceeded","message":"m"}"#)),
        Reply::json(200, r#"{"error":{"code":524,"message":"m"},"choices":null}"#),
        Reply::json(200, r#"{"choices":null}"#),
        Reply::json(200, r#"{"choices":[]}"#),
        // S41: an empty answer that is charged for nothing.
        Reply::sse([finish("stop"), DONE.to_owned()].concat()),
    ] {
        let shown = format!("{reply:?}");
        let canned = Canned::new([reply, whole()]);
        let (said, end) = stream(&canned).await;
        let answer = end.unwrap_or_else(|error| panic!("{shown}: {error}"));
        assert_eq!((said.as_str(), canned.sends()), ("ok", 2), "{shown}");
        assert_eq!(answer.attempts.len(), 2, "{shown}");
        let bodies = canned.bodies();
        assert_eq!(bodies[0], bodies[1], "the same bytes on each attempt");
    }
}

#[tokio::test(start_paused = true)]
async fn a_reply_that_says_timeout_is_no_silence_and_is_tried_again_either_way() {
    // H13, H15, H23
    for reply in [
        Reply::json(408, "{}"),
        Reply::json(524, "error code: 524"),
        Reply::json(200, r#"{"error":{"code":524,"message":"m"},"choices":null}"#),
    ] {
        let canned = Canned::new([reply.clone(), whole()]);
        canned.provider().complete(request()).await.unwrap();
        assert_eq!(canned.sends(), 2, "{reply:?}");
        let canned = Canned::new([reply, whole()]);
        assert_eq!(stream(&canned).await.0, "ok");
    }
    let canned = Canned::new([Reply::Hangs, whole()]);
    let error = canned.provider().complete(request()).await.unwrap_err();
    assert_eq!((error.kind(), canned.sends()), (ErrorKind::Timeout, 1), "silence may be charged");
}

#[tokio::test]
async fn the_id_within_the_answer_goes_before_that_of_the_head() {
    for (reply, id) in [
        (whole(), "gen-1"),
        (Reply::json(200, r#"{"id":"gen-1","choices":[{"text":"ok"}]}"#), "gen-1"),
        (whole_without_id(), "gen-head"),
    ] {
        let canned = Canned::new([reply.header("x-generation-id", "gen-head")]);
        let streamed = stream(&canned).await.1.unwrap();
        let completed = canned.provider().complete(request()).await.unwrap();
        assert_eq!(streamed.id.unwrap(), id);
        assert_eq!(completed.id.unwrap(), id);
    }
}

fn whole_without_id() -> Reply {
    let events = [text("ok"), finish("stop"), DONE.to_owned()].concat();
    Reply::sse(events.replace("\"id\":\"gen-1\",", ""))
}

#[tokio::test(start_paused = true)]
async fn what_fails_for_ever_is_tried_three_times_and_told() {
    let canned = Canned::new([Reply::json(502, r#"{"error":{"code":502,"message":"down"}}"#)]);
    for way in ["stream", "complete"] {
        let before = canned.sends();
        let error = match way {
            "stream" => canned.provider().stream(request()).await.unwrap_err(),
            _ => canned.provider().complete(request()).await.unwrap_err(),
        };
        assert_eq!(canned.sends() - before, 3, "{way}");
        assert_eq!(error.kind(), ErrorKind::Unavailable);
        assert_eq!(error.attempts().len(), 3);
        assert!(!error.is_retryable(), "a loop around this one must not multiply the attempts");
    }
}

#[tokio::test(start_paused = true)]
async fn what_fails_after_the_first_content_is_never_tried_again() {
    // S13, S15, S16, S20, S23, S26
    for (ending, kind) in [
        (vec![], ErrorKind::Interrupted),
        (vec![Piece::Breaks], ErrorKind::Interrupted),
        (vec![Piece::Hangs], ErrorKind::Timeout),
        (vec![bytes("data: {bad\n\n")], ErrorKind::Decode),
        (vec![bytes(error(r#"{"code":502,"message":"m"}"#)), bytes(DONE)], ErrorKind::Unavailable),
        (vec![bytes(error(r#"{"code":"server_error","message":"m"}"#))], ErrorKind::Unavailable),
        (
            vec![
                bytes(finish("length")),
                bytes(error(r#"{"code":400,"message":"Token limit reached"}"#)),
                bytes(DONE),
            ],
            ErrorKind::ContextLength,
        ),
        (vec![bytes(finish("error")), bytes(DONE)], ErrorKind::Unavailable),
    ] {
        let shown = format!("{ending:?}");
        let mut pieces = vec![bytes(text("one ")), bytes(text("two"))];
        pieces.extend(ending);
        let canned = Canned::new([Reply::pieces(pieces)]);
        let (said, end) = stream(&canned).await;
        let error = end.unwrap_err();
        assert_eq!((said.as_str(), canned.sends()), ("one two", 1), "{shown}");
        assert_eq!(error.kind(), kind, "{shown}: {error}");
        assert!(!error.is_retryable(), "{shown}");
        assert!(error.maybe_billed(), "{shown}");
        assert_eq!(error.partial().unwrap().joined_text(), "one two", "{shown}");
        assert_eq!(error.response_id().unwrap().as_str(), "gen-1", "{shown}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_end_may_be_sloppy_once_the_model_has_finished() {
    // S09, S10, S11, S21, S29: [DONE] without its blank line, a held connection, none at all.
    for (ending, unterminated) in [
        (vec![bytes(DONE)], false),
        (vec![bytes("data:[DONE] \n\n")], false),
        (vec![bytes("data: [DONE]")], false),
        (vec![bytes(DONE), Piece::Hangs], false),
        (vec![bytes(DONE), bytes(text("late"))], false),
        (vec![Piece::Hangs], true),
        (vec![Piece::Breaks], true),
        (vec![], true),
    ] {
        let shown = format!("{ending:?}");
        let mut pieces = vec![bytes(text("ok")), bytes(finish("stop"))];
        pieces.extend(ending);
        let (said, end) = stream(&Canned::new([Reply::pieces(pieces)])).await;
        let answer = end.unwrap_or_else(|error| panic!("{shown}: {error}"));
        assert_eq!(said, "ok", "{shown}");
        let outcome = answer.extension::<crate::OpenRouterOutcome>().unwrap();
        assert_eq!(outcome.unterminated, unterminated, "{shown}");
    }
}

#[tokio::test]
async fn a_rejected_key_gives_way_to_the_next_and_both_can_be_rejected() {
    // H03, H04
    let canned = Canned::new([Reply::json(401, "{}"), whole()]);
    let (said, _) = stream(&canned).await;
    assert_eq!(said, "ok");
    assert_eq!(canned.keys(), ["sk-or-v1-canary-one", "sk-or-v1-canary-two"]);

    let canned = Canned::new([Reply::json(401, "{}")]);
    let error = canned.provider().complete(request()).await.unwrap_err();
    assert_eq!((error.kind(), canned.sends()), (ErrorKind::Authentication, 2));
    assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
}

#[tokio::test]
async fn a_wrong_request_rests_no_key() {
    // H01, H09
    for body in [
        r#"{"error":{"code":400,"message":"bad"}}"#,
        r#"{"error":{"code":403,"message":"m","metadata":{"reasons":["x"]}}}"#,
    ] {
        let status = if body.contains("403") { 403 } else { 400 };
        let canned = Canned::new([Reply::json(status, body)]);
        let provider = canned.provider();
        provider.complete(request()).await.unwrap_err();
        assert_eq!(canned.sends(), 1);
        let status = provider.key_pool().status(tokio::time::Instant::now());
        assert_eq!(status.available(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_waits_as_long_as_the_service_asks_and_no_less() {
    // H21, H22
    let busy = Reply::json(429, "{}").header("retry-after", "7");
    let canned = Canned::new([busy, whole()]);
    let begun = tokio::time::Instant::now();
    assert_eq!(stream(&canned).await.0, "ok");
    let waited = begun.elapsed().as_secs_f64();
    assert!((7.0..8.0).contains(&waited), "{waited}");

    let canned = Canned::new([Reply::json(429, "{}").header("retry-after", "3600")]);
    let begun = tokio::time::Instant::now();
    let error = stream(&canned).await.1.unwrap_err();
    assert!(begun.elapsed().as_secs() < 1, "an hour is not slept away");
    assert_eq!(error.retry_after().unwrap().as_secs(), 3600);
    assert_eq!(canned.sends(), 1);
}

#[tokio::test]
async fn a_broken_document_is_not_asked_for_again() {
    // B01, B02: it was written, and is charged for.
    let pieces = vec![bytes(r#"{"id":"gen-1","choices":["#), Piece::Breaks];
    let reply = Reply::Body { status: 200, kind: "application/json", pieces, headers: Vec::new() };
    let canned = Canned::new([reply.header("x-generation-id", "gen-7")]);
    let error = canned.provider().complete(request()).await.unwrap_err();
    assert_eq!((error.kind(), canned.sends()), (ErrorKind::Interrupted, 1));
    assert!(error.maybe_billed());
    assert_eq!(error.response_id().unwrap().as_str(), "gen-7");
}

#[tokio::test]
async fn an_error_inside_a_choice_keeps_what_was_answered() {
    let body = r#"{"id":"gen-1","choices":[{"index":0,"finish_reason":"error",
        "message":{"role":"assistant","content":"half"},
        "error":{"code":502,"message":"upstream died"}}]}"#;
    let canned = Canned::new([Reply::json(200, body)]);
    let error = canned.provider().complete(request()).await.unwrap_err();
    assert_eq!((error.kind(), canned.sends()), (ErrorKind::Unavailable, 1));
    assert_eq!(error.partial().unwrap().joined_text(), "half");
}

#[tokio::test]
async fn a_tool_call_that_ran_out_of_tokens_is_not_offered() {
    let call = event(
        "\"delta\":{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"index\":0,\
         \"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"rm\",\
         \"arguments\":\"{\\\"path\\\":\\\"/\"}}]},\"finish_reason\":null",
    );
    let end = event(
        "\"delta\":{},\"finish_reason\":\"tool_calls\",\"native_finish_reason\":\"max_output_tokens\"",
    );
    let (_, end) = stream(&Canned::new([Reply::sse([call, end, DONE.to_owned()].concat())])).await;
    let answer = end.unwrap();
    assert_eq!(answer.finish_reason(), Some(&llm_types::FinishReason::Length));
    assert_eq!(answer.tool_calls(), []);
    assert_eq!(answer.message().unwrap().partial_tool_calls.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn web_pages_and_redirects_are_no_answers() {
    // H29, H31
    let page = Reply::Body {
        status: 200,
        kind: "text/html",
        pieces: vec![bytes("<html>log in</html>")],
        headers: Vec::new(),
    };
    let redirect = Reply::json(307, "").header("location", "https://evil.test/");
    for (reply, sends) in [(page, 2), (redirect, 1)] {
        let canned = Canned::new([reply]);
        let error = canned.provider().complete(request()).await.unwrap_err();
        assert_eq!((error.kind(), canned.sends()), (ErrorKind::Decode, sends), "{error}");
    }
}

#[tokio::test]
async fn without_a_key_nothing_is_sent_and_the_error_says_what_to_do() {
    let canned = Canned::new([whole()]);
    let provider = crate::OpenRouter::builder().transport(canned.clone()).build().unwrap();
    let error = provider.complete(request()).await.unwrap_err();
    assert_eq!((error.kind(), canned.sends()), (ErrorKind::Configuration, 0));
    assert!(error.to_string().contains("OPENROUTER_API_KEY"), "{error}");
    assert_eq!(error.attempts(), []);
}
