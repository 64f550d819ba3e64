//! Replies in other forms than asked for, or in none.

use llm_types::{ChatProvider, ErrorKind, StandardRequest};

use super::canned::{Canned, DONE, Piece, Reply, bytes, finish, text};

const DOCUMENT: &str = r#"{"id":"gen-1","choices":[{"index":0,"finish_reason":"stop",
    "message":{"role":"assistant","content":"ok"}}]}"#;

fn request() -> StandardRequest {
    StandardRequest::prompt("hi")
}

fn reply(kind: &'static str, body: impl Into<String>) -> Reply {
    Reply::Body { status: 200, kind, pieces: vec![bytes(body)], headers: Vec::new() }
}

#[tokio::test]
async fn a_reply_is_read_by_what_it_is() {
    // H31, H32
    let events = || text("ok") + &finish("stop") + DONE;
    for reply in [
        reply("application/json", DOCUMENT),
        reply("application/json; charset=utf-8", format!("\u{feff}\n {DOCUMENT}")),
        reply("text/plain", DOCUMENT),
        reply("text/event-stream;charset=latin1", events()),
        reply("text/plain", events()),
        reply(
            "application/octet-stream",
            format!("\u{feff}: OPENROUTER PROCESSING\n\n{}", events()),
        ),
    ] {
        let shown = format!("{reply:?}");
        let canned = Canned::new([reply]);
        let provider = canned.provider();
        assert_eq!(provider.complete(request()).await.unwrap().joined_text(), "ok", "{shown}");
        let stream = provider.stream(request()).await.unwrap();
        assert_eq!(stream.collect().await.unwrap().joined_text(), "ok", "{shown}");
        assert_eq!(canned.sends(), 2, "{shown}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_no_answer_is_asked_for_again_once_and_a_cut_one_never() {
    let utf16: Vec<u8> = DOCUMENT.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (kind, body, expected, sends) in [
        ("application/json", b"not json".to_vec(), ErrorKind::Decode, 2),
        ("application/json", utf16, ErrorKind::Decode, 2),
        ("application/json", DOCUMENT.as_bytes()[..60].to_vec(), ErrorKind::Interrupted, 1),
        ("text/plain", b" <html>log in</html>".to_vec(), ErrorKind::Decode, 2),
    ] {
        let pieces = vec![Piece::Bytes(body.into())];
        let canned = Canned::new([Reply::Body { status: 200, kind, pieces, headers: Vec::new() }]);
        let error = canned.provider().complete(request()).await.unwrap_err();
        assert_eq!((error.kind(), canned.sends()), (expected, sends), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_reply_that_breaks_before_it_shows_what_it_is_counts_as_answered() {
    let pieces = vec![bytes(" "), Piece::Breaks];
    let reply = Reply::Body { status: 200, kind: "text/plain", pieces, headers: Vec::new() };
    let canned = Canned::new([reply]);
    let error = canned.provider().complete(request()).await.unwrap_err();
    assert_eq!((error.kind(), canned.sends()), (ErrorKind::Interrupted, 1));
    assert!(error.maybe_billed());
}
