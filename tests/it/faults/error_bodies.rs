//! Errors in a success, and errors whose bodies are not what they should be (rows H12 to H14, H25
//! to H27).

use llm_types::ErrorKind;
use openrouter_sim::fault::{Fault, Script};
use serde_json::{Value, json};

use super::refusal::error;
use super::{A1, PROMPT, Trial};

/// A success with this body, whichever way it is asked for.
async fn success(body: &Value, kind: ErrorKind, sends: usize) {
    for whole in [false, true] {
        let trial = Trial::of([Script::replies(200, body)]);
        let trial = if whole { trial.complete().await } else { trial.stream().await };
        assert_eq!(trial.requests.len(), sends, "{body}");
        assert_eq!(trial.no_key_blamed().end.unwrap_err().kind(), kind, "{body}");
    }
}

#[tokio::test(start_paused = true)]
async fn h12_an_answer_without_choices_counts_as_a_failing_upstream() {
    for body in [json!({ "choices": null }), json!({ "choices": [] }), json!({})] {
        success(&body, ErrorKind::Unavailable, 3).await;
    }
}

#[tokio::test(start_paused = true)]
async fn h13_an_error_in_a_success_counts_as_its_code() {
    let timeout = json!({ "id": null, "choices": null, "model": null, "error": {
        "code": 524, "message": "Provider returned error", "metadata": {
            "raw": "error code: 524", "provider_name": "P" } }, "user_id": "org_1" });
    success(&timeout, ErrorKind::Timeout, 3).await;
    success(&error(502, "down"), ErrorKind::Unavailable, 3).await;
    success(&error(400, "no"), ErrorKind::InvalidRequest, 1).await;
}

#[tokio::test(start_paused = true)]
async fn h14_an_error_in_a_success_is_understood_however_its_code_is_spelt() {
    use ErrorKind::{RateLimited, Timeout, Unavailable};
    let upstream = json!({ "provider_name": "P" });
    for (code, kind) in [
        (json!("rate_limit_exceeded"), RateLimited),
        (json!("429"), RateLimited),
        (json!(429.0), RateLimited),
        (json!("timeout"), Timeout),
        (json!("server_error"), Unavailable),
        (json!("a word of tomorrow"), Unavailable),
        (json!(null), Unavailable),
        (json!(0), Unavailable),
        (json!(200), Unavailable),
        (json!(true), Unavailable),
        (json!({ "a": 1 }), Unavailable),
    ] {
        let body = json!({ "error": { "code": code, "message": "m", "metadata": upstream } });
        success(&body, kind, 3).await;
    }
    let by_type = |metadata: Value| json!({ "error": { "message": "m", "metadata": metadata } });
    let upstream = by_type(json!({ "provider_name": "P", "error_type": "rate_limit_exceeded" }));
    success(&upstream, RateLimited, 3).await;
    success(
        &by_type(json!({ "error_type": "context_length_exceeded" })),
        ErrorKind::ContextLength,
        1,
    )
    .await;
    success(&by_type(json!({ "error_type": 7, "reasons": 1 })), Unavailable, 3).await;
    for body in [json!({ "error": "text" }), json!({ "error": { "message": "m" } })] {
        success(&body, Unavailable, 3).await;
    }
}

/// What is told of a 502 with this body.
async fn told_of(body: &str) -> String {
    let script = Script::new().read().reply(502, "application/json", body).close();
    let trial = Trial::of([script]).stream().await;
    let trial = trial.failed(ErrorKind::Unavailable, false).sent([A1, A1, A1]).no_key_blamed();
    trial.end.unwrap_err().message().to_owned()
}

/// What is said where the service says nothing that can be repeated.
const NOTHING: &str = "the service gave no reason";

#[tokio::test(start_paused = true)]
async fn h25_the_status_decides_where_the_body_says_nothing() {
    let page = "<html><body><h1>502 Bad Gateway</h1></body></html>";
    let in_json = json!({ "error": { "code": 502, "message": page } }).to_string();
    for body in ["", " \n", page, &format!("\u{feff}\n{page}"), &in_json] {
        assert_eq!(told_of(body).await, NOTHING, "{body}");
    }
    let trial = Trial::of([Fault::GatewayPage.script()]).stream().await;
    trial.failed(ErrorKind::Unavailable, false).sent([A1, A1, A1]).no_key_blamed();
}

#[tokio::test(start_paused = true)]
async fn h25_of_an_endless_body_of_an_error_little_is_read() {
    // What the sockets hold is read or not; then the server would wait for ever.
    let piece = Script::new().write(vec![b'x'; 1 << 16]);
    let script = Script::new()
        .read()
        .write("HTTP/1.1 502 No\r\ncontent-length: 104857600\r\n\r\n")
        .repeat(1600, piece.clone());
    let trial = Trial::of([script]).stream().await;
    let trial = trial.failed(ErrorKind::Unavailable, false).sent([A1, A1, A1]).within(0..=2);
    assert_eq!(trial.no_key_blamed().end.unwrap_err().message(), NOTHING);
    let endless = Script::new().read().write("HTTP/1.1 502 No\r\n\r\n").forever(piece);
    let trial = Trial::of([endless]).stream().await;
    trial.failed(ErrorKind::Unavailable, false).sent([A1, A1, A1]).within(0..=2).no_key_blamed();
}

#[tokio::test(start_paused = true)]
async fn h25_a_body_of_an_error_that_does_not_come_is_not_waited_for() {
    let stalled =
        Script::new().read().write("HTTP/1.1 502 No\r\ncontent-length: 9\r\n\r\n{").hold();
    let trial = Trial::of([stalled]).stream().await;
    trial.failed(ErrorKind::Unavailable, false).sent([A1, A1, A1]).within(15..=17).no_key_blamed();
    // Nor is one that comes a byte a second.
    let drop = Script::new().wait(std::time::Duration::from_secs(1)).write("x");
    let slow = Script::new().read().write("HTTP/1.1 502 No\r\n\r\n").forever(drop);
    let trial = Trial::of([slow]).stream().await;
    trial.failed(ErrorKind::Unavailable, false).sent([A1, A1, A1]).within(15..=17).no_key_blamed();
}

#[tokio::test(start_paused = true)]
async fn h26_of_a_strange_body_the_best_is_made() {
    for (body, expected) in [
        ("null", NOTHING),
        ("[]", NOTHING),
        ("7", NOTHING),
        ("{}", NOTHING),
        ("{\"error\":null}", NOTHING),
        ("{\"error\":{}}", NOTHING),
        ("\"text\"", "text"),
        ("plain text\nand more", "plain text"),
        ("{\"error\":\"text\"}", "text"),
        ("{\"error\":{\"message\":\"m\",\"code\":{\"a\":1}}}", "m"),
        ("{\"error\":{\"message\":\"m\",\"metadata\":\"none\"}}", "m"),
        ("{\"error\":{\"message\":\"m\",\"metadata\":{\"reasons\":\"one\",\"headers\":7}}}", "m"),
        ("{\"error\":{\"message\":{\"a\":1}}}", "{\"a\":1}"),
        ("{\"message\":\"m\"}", "m"),
        ("{\"detail\":\"m\"}", "m"),
        ("{\"detail\":[{\"msg\":\"m\"}]}", NOTHING),
        ("{\"error\":false,\"message\":\"m\"}", "m"),
        ("\u{feff}{\"error\":{\"message\":\"m\"}}", "m"),
    ] {
        assert_eq!(told_of(body).await, expected, "{body}");
    }
    // What cannot be understood is told as it stands, or cut.
    for body in ["{", "{\"error\":{\"message\":\"cut", &"x".repeat(60_000)] {
        let told = told_of(body).await;
        assert!(told.len() <= 1024 + 3 && body.starts_with(told.trim_end_matches('…')), "{told}");
    }
    let long = error(502, &"é".repeat(20_000)).to_string();
    assert!(told_of(&long).await.len() <= 1024 + 4);
}

#[tokio::test(start_paused = true)]
async fn h27_a_key_that_is_repeated_is_not_passed_on() {
    let echo = format!("Incorrect API key {A1}, of Bearer {A1}");
    let metadata = json!({ "provider_name": A1, "provider_code": A1, "raw": { "said": &echo } });
    let body = json!({ "error": { "code": 400, "message": &echo, "metadata": metadata } });
    let headers = [("content-type", "application/json"), ("x-generation-id", A1)];
    let refused = Script::new().read().reply_with(400, &headers, body.to_string());
    let in_text = Script::new().read().reply(400, "text/plain", &echo);
    let escaped = A1.bytes().map(|byte| format!("\\u00{byte:02x}")).collect::<Vec<_>>().concat();
    let in_json = format!("{{\"error\":{{\"code\":400,\"message\":\"key {escaped}\"}}}}");
    let in_json = Script::new().read().reply(400, "application/json", in_json);
    let in_success = Script::new().read().reply_with(200, &headers, body.to_string());
    let in_stream = Script::new().read().events().error(&body["error"]).done().end();
    for script in [refused, in_text, in_json, in_success, in_stream] {
        let trial = Trial::of([script]).stream().await;
        let trial = trial.failed(ErrorKind::InvalidRequest, false).sent([A1]).no_key_blamed();
        let told = trial.end.unwrap_err();
        assert!(told.message().contains("[redacted]"), "{told}");
    }
    // After words the error is the stream's.
    let late = Script::new().read().events().words(2).error(&body["error"]).done().end();
    let trial = Trial::of([late]).words(2).stream().await;
    trial.failed(ErrorKind::InvalidRequest, true).sent([A1]).no_key_blamed();
}

#[tokio::test(start_paused = true)]
async fn h27_a_prompt_that_is_repeated_is_not_passed_on() {
    let asked = format!("{PROMPT}\nand \"why\" not?");
    let echo = |said: &str| {
        let metadata = json!({ "provider_name": said, "provider_code": said,
            "raw": { "error": { "message": said, "input": [said] } } });
        json!({ "code": 400, "message": format!("Invalid input: {said}"), "metadata": metadata })
    };
    let headers = [("content-type", "application/json"), ("x-generation-id", PROMPT)];
    let once = serde_json::to_string(&asked).unwrap();
    for said in [&asked, &once, &asked[7..asked.len() - 9]] {
        let error = echo(said);
        let body = json!({ "error": &error });
        let refused = Script::new().read().reply_with(400, &headers, body.to_string());
        let in_text = Script::new().read().reply(400, "text/plain", format!("Invalid: {said}"));
        let in_success = Script::new().read().reply_with(200, &headers, body.to_string());
        let in_stream = Script::new().read().events().comment().error(&error).done().end();
        for script in [refused, in_text, in_success, in_stream] {
            for trial in Trial::of([script]).asks("\nand \"why\" not?").both_ways().await {
                let trial = trial.failed(ErrorKind::InvalidRequest, false).sent([A1]);
                let told = trial.no_key_blamed().end.unwrap_err();
                assert!(told.message().starts_with("Invalid"), "{told}");
                assert!(told.message().contains("[prompt]"), "{told}");
            }
        }
        let late = Script::new().read().events().words(2).error(&error).done().end();
        let trial = Trial::of([late]).asks("\nand \"why\" not?").words(2).stream().await;
        let trial = trial.failed(ErrorKind::InvalidRequest, true).sent([A1]).no_key_blamed();
        assert!(trial.end.unwrap_err().message().contains("[prompt]"));
    }
    // What cannot be read is told with what stands in its place.
    let nonsense = json!({ "id": "g", "choices": PROMPT });
    for script in [
        Script::replies(200, &nonsense),
        Script::new().read().events().event(&nonsense).done().end(),
    ] {
        for trial in Trial::of([script]).both_ways().await {
            assert_eq!(trial.end.unwrap_err().kind(), ErrorKind::Decode);
        }
    }
}
