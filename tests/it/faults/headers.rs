//! Heads that are none, or say what a body is not (rows H29 to H32, H34 and H35).

use llm_types::{ErrorKind, StandardResponse};
use openrouter_sim::fault::Script;
use serde_json::{Value, json};

use super::refusal::{refusal_with, then_healthy};
use super::{A1, Trial};

#[tokio::test(start_paused = true)]
async fn h29_a_redirect_is_not_followed() {
    let elsewhere = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let address = elsewhere.local_addr().unwrap();
    for status in [300, 301, 302, 303, 307, 308] {
        for location in [
            &format!("http://{address}/api/v1/x"),
            &format!("https://{address}/api/v1/x"),
            &format!("//{address}/x"),
            "/api/v1/chat/completions",
            "http://169.254.169.254/latest/meta-data",
            "ht!tp://[",
            "",
        ] {
            let script = Script::new().read().reply_with(status, &[("location", location)], "");
            let trial = Trial::of([script]).stream().await;
            let trial = trial.failed(ErrorKind::Decode, false).sent([A1]).within(0..=0);
            assert_eq!(trial.no_key_blamed().connections, 1, "{status} {location}");
        }
        let without = Script::new().read().reply_with(status, &[], "");
        let trial = Trial::of([without]).complete().await;
        let trial = trial.failed(ErrorKind::Decode, false).sent([A1]).within(0..=0);
        let told = trial.no_key_blamed().end.unwrap_err();
        assert!(told.message().contains("base_url"), "{told}");
    }
    assert!(elsewhere.accept().is_err(), "nobody came");
}

#[tokio::test(start_paused = true)]
async fn h30_a_success_of_another_kind_is_none() {
    for status in [101, 201, 202, 204, 205, 206, 304, 999] {
        let trial = Trial::of([Script::new().read().reply_with(status, &[], "")]).stream().await;
        let trial = trial.failed(ErrorKind::Decode, false).sent([A1]).within(0..=0);
        let told = trial.no_key_blamed().end.unwrap_err();
        assert!(told.message().contains(&status.to_string()), "{told}");
    }
}

#[tokio::test(start_paused = true)]
async fn h30_what_is_no_status_at_all_is_tried_once_more() {
    for status in ["099", "20", "abc", "-200", "2000"] {
        let head = format!("HTTP/1.1 {status} No\r\ncontent-length: 0\r\n\r\n");
        let trial = Trial::of([Script::new().read().write(head)]).stream().await;
        trial.failed(ErrorKind::Decode, true).sent([A1, A1]).within(0..=1).no_key_blamed();
    }
}

#[tokio::test(start_paused = true)]
async fn h30_heads_that_announce_another_one_are_passed_over() {
    for early in ["HTTP/1.1 103 Early\r\nlink: </x>\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n"] {
        let healthy = Script::new().events().words(1).finish("stop").usage(1).done().end();
        let script = Script::new().read().write(early.repeat(3)).then(healthy);
        let trial = Trial::of([script]).words(1).stream().await;
        trial.succeeded_after(0).sent([A1]).no_key_blamed();
    }
}

/// A whole answer of one word.
fn whole() -> Value {
    json!({
        "id": "gen-whole-1", "object": "chat.completion", "created": 1_790_000_000,
        "model": "simulated/fault", "provider": "Simulated",
        "choices": [{ "index": 0, "finish_reason": "stop",
            "message": { "role": "assistant", "content": "w0 " } }],
        "usage": { "prompt_tokens": 7, "completion_tokens": 1, "total_tokens": 8 },
    })
}

/// The events of an answer of one word.
const EVENTS: &str = "data: {\"id\":\"gen-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\
                      \"w0 \"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

fn reply_of(kind: Option<&str>, body: &str) -> Script {
    let headers: Vec<_> = kind.map(|kind| ("content-type", kind)).into_iter().collect();
    Script::new().read().reply_with(200, &headers, body)
}

#[tokio::test(start_paused = true)]
async fn h31_a_page_for_people_is_tried_once_more() {
    let page = "<!doctype html><html><body>Log in to the network</body></html>";
    for kind in [Some("text/html"), Some("text/html; charset=utf-8"), None, Some("text/plain")] {
        let trial = Trial::of([reply_of(kind, page)]).stream().await;
        let trial = trial.failed(ErrorKind::Decode, true).sent([A1, A1]).within(0..=1);
        let told = trial.no_key_blamed().end.unwrap_err();
        assert!(
            told.message().contains("web page") && !told.message().contains("Log in"),
            "{told}"
        );
        let trial = then_healthy(reply_of(kind, page)).stream().await;
        trial.succeeded_after(1).sent([A1, A1]).no_key_blamed();
    }
}

#[tokio::test(start_paused = true)]
async fn h31_what_is_sent_under_no_name_or_a_strange_one_is_read_for_what_it_is() {
    let answer = whole().to_string();
    for kind in [None, Some("text/plain"), Some("application/octet-stream"), Some("nonsense")] {
        for body in [EVENTS, &format!(": hello\n\n{EVENTS}"), &answer, &format!("  \n{answer}")] {
            let trial = Trial::of([reply_of(kind, body)]).words(1).stream().await;
            trial.succeeded_after(0).sent([A1]).no_key_blamed();
        }
    }
    for kind in ["text/event-stream; charset=latin1", "TEXT/EVENT-STREAM;", "text/event-stream ;x"]
    {
        let trial = Trial::of([reply_of(Some(kind), EVENTS)]).words(1).stream().await;
        trial.succeeded_after(0).sent([A1]).no_key_blamed();
    }
}

#[tokio::test(start_paused = true)]
async fn h31_a_document_sent_to_a_stream_is_an_answer_or_an_error() {
    for kind in ["application/json", "application/json; charset=utf-8", "Application/Problem+JSON"]
    {
        let answer = reply_of(Some(kind), &whole().to_string());
        Trial::of([answer]).words(1).stream().await.succeeded_after(0).sent([A1]).no_key_blamed();
        let error = json!({ "error": { "code": 502, "message": "down" } }).to_string();
        let trial = Trial::of([reply_of(Some(kind), &error)]).stream().await;
        trial.failed(ErrorKind::Unavailable, false).sent([A1, A1, A1]).no_key_blamed();
    }
}

#[tokio::test(start_paused = true)]
async fn h32_a_stream_sent_for_a_whole_answer_is_collected() {
    for script in [Script::healthy(3), Script::healthy(3).close()] {
        let trial = Trial::of([script]).complete().await.succeeded_after(0).sent([A1]);
        let answer = trial.no_key_blamed().end.unwrap();
        assert_eq!(StandardResponse::joined_text(&answer), "w0 w1 w2 ");
        assert_eq!(answer.usage.map(|usage| usage.total_tokens), Some(10));
    }
    // One that breaks off is none.
    let cut = Script::new().read().events().words(2).end();
    let trial = Trial::of([cut]).complete().await.failed(ErrorKind::Interrupted, true).sent([A1]);
    let partial = trial.end.unwrap_err().take_partial().unwrap();
    assert_eq!(partial.joined_text(), "w0 w1 ");
}

#[tokio::test(start_paused = true)]
async fn h34_a_head_that_breaks_the_rules_is_tried_once_more() {
    let many = (0..200).map(|place| format!("x-{place}: 1\r\n")).collect::<Vec<_>>().concat();
    let long = format!("x-long: {}\r\n", "x".repeat(1 << 20));
    for field in [
        "content-length: 5\r\ncontent-length: 6\r\n",
        "content-length: -1\r\n",
        "x-folded: a\r\n b\r\n",
        "x-space : a\r\n",
        "x-control: a\x01b\r\n",
        &many,
        &long,
    ] {
        let head = format!("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n{field}\r\n");
        let trial = Trial::of([Script::new().read().write(head).hold()]).stream().await;
        let shown = &field[..field.len().min(40)];
        assert!(trial.end.is_err(), "{shown}");
        trial.failed(ErrorKind::Decode, true).sent([A1, A1]).within(0..=1).no_key_blamed();
    }
}

#[tokio::test(start_paused = true)]
async fn h35_nothing_that_a_reply_asks_to_be_remembered_is() {
    let elsewhere = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let alternative = format!("h2=\"{}\"; ma=86400", elsewhere.local_addr().unwrap());
    let headers = [
        ("set-cookie", "session=1; Path=/; Max-Age=86400"),
        ("alt-svc", alternative.as_str()),
        ("strict-transport-security", "max-age=86400; includeSubDomains"),
        ("link", "</api/v1/models>; rel=preload"),
        ("refresh", "0; url=/elsewhere"),
    ];
    // The first reply of one connection, and the attempt after it on another.
    let body = json!({ "error": { "code": 503, "message": "down" } });
    let trial = then_healthy(refusal_with(503, &headers, &body)).stream().await;
    let trial = trial.succeeded_after(1).sent([A1, A1]).no_key_blamed();
    let names = |place: usize| {
        let request = &trial.requests[place];
        request.headers.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(names(0), names(1), "no cookie, no upgrade");
    assert_eq!(trial.requests[0].path, trial.requests[1].path);
    elsewhere.set_nonblocking(true).unwrap();
    assert!(elsewhere.accept().is_err(), "nobody came");
    // A success asks for it in vain, too.
    let mut all = vec![("content-type", "text/event-stream")];
    all.extend(headers);
    let script = Script::new().read().reply_with(200, &all, EVENTS);
    Trial::of([script]).words(1).stream().await.succeeded_after(0).sent([A1]).no_key_blamed();
}
