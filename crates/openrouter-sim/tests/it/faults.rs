//! What goes wrong with an answer on its way.

use std::time::Duration;

use openrouter_sim::{Answer, FinishStyle, Simulator, StreamError};
use reqwest::Response;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::client::{ask, blocks, chat, chunks, with};

/// Scripts an answer and streams it.
async fn stream(answer: Answer) -> (Simulator, Response) {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(answer);
    let body = with(ask("openai/gpt-4o-mini", "Hello"), &json!({"stream": true}));
    let response = chat(&simulator, &body).send().await.unwrap();
    assert_eq!(response.status(), 200);
    (simulator, response)
}

/// Reads until the stream ends or fails, and tells what came and whether it failed.
async fn read(mut response: Response) -> (String, bool) {
    let mut bytes = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            end => return (String::from_utf8(bytes).unwrap(), end.is_err()),
        }
    }
}

fn contents(chunks: &[Value]) -> Vec<&str> {
    chunks.iter().filter_map(|c| c["choices"][0]["delta"]["content"].as_str()).collect()
}

#[tokio::test]
async fn a_cut_stream_breaks_after_what_came_before() {
    for events in [0, 1, 3] {
        let (simulator, response) = stream(Answer::text("a b c d").cut_after(events)).await;
        let (text, failed) = read(response).await;
        assert!(failed, "the body is not whole");
        let data = blocks(&text).iter().filter(|block| block.starts_with('{')).count();
        assert_eq!(data, events);
        assert_eq!(simulator.cancelled(), 0, "it was the server that left");
    }
}

#[tokio::test]
async fn an_ended_stream_is_whole_but_for_its_end() {
    let (_simulator, response) = stream(Answer::text("a b c d").end_after(2)).await;
    let (text, failed) = read(response).await;
    assert!(!failed && !text.contains("[DONE]"));
    assert_eq!(blocks(&text).len(), 3, "a comment and two events");
}

#[tokio::test]
async fn a_hanging_stream_falls_silent() {
    let (_simulator, response) = stream(Answer::text("a b c d").hang_after(2)).await;
    let mut response = response;
    let mut text = String::new();
    while blocks_so_far(&text) < 3 {
        text.push_str(std::str::from_utf8(&response.chunk().await.unwrap().unwrap()).unwrap());
    }
    let silence = timeout(Duration::from_millis(20), response.chunk()).await;
    assert!(silence.is_err(), "nothing more comes");
}

fn blocks_so_far(text: &str) -> usize {
    text.matches("\n\n").count()
}

#[tokio::test]
async fn a_stream_can_fail_in_the_recorded_form() {
    let error = StreamError::recorded(400, "Token limit reached");
    let (simulator, response) = stream(Answer::text("a b c d").fail_after(2, error)).await;
    let (text, failed) = read(response).await;
    assert!(!failed);
    let chunks = chunks(&text);
    assert_eq!(contents(&chunks), ["a", " b", ""]);
    let last = chunks.last().unwrap();
    assert_eq!(last["error"], json!({"code": 400, "message": "Token limit reached"}));
    assert!(last["choices"][0].as_object().unwrap()["finish_reason"].is_null());
    assert_eq!(last["usage"]["cost"], 0);
    assert_eq!(last["id"], chunks[0]["id"]);
    assert_eq!(simulator.requests().len(), 1);
}

#[tokio::test]
async fn a_stream_can_fail_in_the_documented_form() {
    let error = StreamError::documented(502, "gone", "provider_unavailable")
        .code("server_error")
        .upstream("Acme", json!({"detail": 1}));
    let (_simulator, response) = stream(Answer::text("a b c d").fail_after(0, error)).await;
    let chunks = chunks(&read(response).await.0);
    assert_eq!(chunks.len(), 1);
    assert_eq!(chunks[0]["choices"][0]["finish_reason"], "error");
    assert_eq!(
        chunks[0]["error"],
        json!({
            "code": "server_error",
            "message": "gone",
            "metadata": {
                "error_type": "provider_unavailable",
                "provider_name": "Acme",
                "raw": {"detail": 1},
            },
        })
    );
}

#[tokio::test]
async fn a_stream_can_end_as_older_recordings_do() {
    let (_simulator, response) =
        stream(Answer::text("a").finish_style(FinishStyle::NullFinish)).await;
    let null_finish = chunks(&read(response).await.0);
    let [_, end, last] = null_finish.as_slice() else { panic!("three chunks") };
    assert_eq!(end["choices"][0]["finish_reason"], "stop");
    assert!(last["choices"][0]["finish_reason"].is_null() && last["usage"].is_object());

    let (_simulator, response) =
        stream(Answer::text("a").finish_style(FinishStyle::NoChoices)).await;
    let no_choices = chunks(&read(response).await.0);
    assert_eq!(no_choices.last().unwrap()["choices"], json!([]));
}

#[tokio::test]
async fn comments_come_before_and_between_events() {
    let words = "a ".repeat(60);
    let (_simulator, response) = stream(Answer::text(&words).comments(3)).await;
    let text = read(response).await.0;
    let blocks = blocks(&text);
    assert!(blocks[..3].iter().all(|block| *block == ": OPENROUTER PROCESSING"));
    let between = blocks[3..].iter().filter(|block| block.starts_with(':')).count();
    assert!(between > 0, "{between}");

    let (_simulator, response) = stream(Answer::text(&words).comments(0)).await;
    assert!(!read(response).await.0.contains("PROCESSING"));
}

#[tokio::test]
async fn a_stream_cut_into_bytes_is_the_same_stream() {
    let text = "größer 🦀 stop";
    let (_simulator, response) = stream(Answer::text(text).split_every(1)).await;
    assert_eq!(contents(&chunks(&read(response).await.0)).concat(), text);
}

#[tokio::test]
async fn a_body_that_is_no_stream_breaks_after_bytes() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::json(200, &json!({"a": 1})).cut_after(4));
    let response = chat(&simulator, &ask("openai/gpt-4o-mini", "Hello")).send().await.unwrap();
    assert_eq!(read(response).await, ("{\"a\"".to_owned(), true));
}

#[tokio::test]
async fn a_connection_can_break_instead_of_an_answer() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::disconnect());
    let body = ask("openai/gpt-4o-mini", "Hello");
    assert!(chat(&simulator, &body).send().await.is_err());
    assert_eq!(simulator.cancelled(), 0);
    assert!(chat(&simulator, &body).send().await.is_ok());
}

#[tokio::test]
async fn the_head_can_be_late() {
    let simulator = Simulator::start().await.unwrap();
    let delay = Duration::from_millis(20);
    simulator.script(Answer::text("late").head_delay(delay));
    let before = tokio::time::Instant::now();
    chat(&simulator, &ask("openai/gpt-4o-mini", "Hello")).send().await.unwrap();
    assert!(before.elapsed() >= delay);
}
