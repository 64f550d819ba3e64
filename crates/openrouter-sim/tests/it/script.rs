//! Scripted answers: which request gets which, and how often.

use openrouter_sim::{Answer, RecordedRequest, Simulator};
use serde_json::{Value, json};

use crate::client::{KEY, ask, chat, chunks, get, json_of, post, with};

async fn text(simulator: &Simulator, model: &str) -> Value {
    let reply = json_of(chat(simulator, &ask(model, "Hello")), 200).await;
    reply["choices"][0]["message"]["content"].clone()
}

#[tokio::test]
async fn scripted_answers_come_first_in_their_order() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::text("one").times(2));
    simulator.script(Answer::text("two"));
    let mut texts = Vec::new();
    for _ in 0..4 {
        texts.push(text(&simulator, "openai/gpt-4o-mini").await);
    }
    assert_eq!(texts[..3], ["one", "one", "two"]);
    assert!(texts[3].as_str().unwrap().contains("simulat"));
}

#[tokio::test]
async fn an_answer_is_given_only_to_the_requests_it_is_for() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::text("key").for_key("sk-other").always());
    simulator.script(Answer::text("model").for_model("openai/gpt-5.2").always());
    simulator.script(Answer::text("stream").when(RecordedRequest::is_stream));
    simulator.script(Answer::error(503, "closed").for_path("/models"));
    simulator.script(Answer::text("any").always());

    assert_eq!(text(&simulator, "openai/gpt-5.2").await, "model");
    assert_eq!(text(&simulator, "openai/gpt-4o-mini").await, "any");
    let body = ask("openai/gpt-4o-mini", "Hello");
    let other = post(&simulator, "/chat/completions").bearer_auth("sk-other").json(&body);
    assert_eq!(json_of(other, 200).await["choices"][0]["message"]["content"], "key");
    let stream = chat(&simulator, &with(body, &json!({"stream": true}))).send().await.unwrap();
    assert_eq!(
        chunks(&stream.text().await.unwrap())[0]["choices"][0]["delta"]["content"],
        "stream"
    );
    json_of(get(&simulator, "/models"), 503).await;
    json_of(get(&simulator, "/models"), 200).await;

    assert_eq!(simulator.scripted(), 3, "those that are given for ever");
    simulator.clear_script();
    assert_eq!(simulator.scripted(), 0);
}

#[tokio::test]
async fn the_key_is_checked_before_the_script() {
    let simulator = Simulator::builder().api_key(KEY).start().await.unwrap();
    simulator.script(Answer::text("for the right key"));
    let body = ask("openai/gpt-4o-mini", "Hello");
    json_of(post(&simulator, "/chat/completions").bearer_auth("wrong").json(&body), 401).await;
    assert_eq!(text(&simulator, "openai/gpt-4o-mini").await, "for the right key");
}

#[tokio::test]
async fn a_scripted_completion_has_the_envelope_of_any_model() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::text("Hello."));
    let fallback = json!({"models": ["openai/gpt-4o-mini"]});
    let reply = json_of(chat(&simulator, &with(ask("acme/secret", "Hi"), &fallback)), 200).await;
    assert_eq!(reply["model"], "acme/secret");
    assert_eq!(reply["usage"]["cost"].to_string(), "0");
    assert_eq!(reply["choices"][0]["message"]["content"], "Hello.");
}

#[tokio::test]
async fn an_error_has_the_envelope_of_the_api() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::error(429, "Provider returned error").upstream("Google", "busy"));
    simulator.script(Answer::error(503, "later").header("retry-after", "7").availability(
        json!({"code": "temporarily_unavailable", "retryable": true, "retry_after": 7}),
    ));
    simulator.script(Answer::error(403, "no").metadata(json!({"reasons": ["x"]})));
    let body = with(ask("openai/gpt-4o-mini", "Hello"), &json!({"stream": true}));

    let busy = json_of(chat(&simulator, &body), 429).await;
    assert_eq!(
        busy,
        json!({
            "error": {
                "code": 429,
                "message": "Provider returned error",
                "metadata": {"provider_name": "Google", "raw": "busy"},
            },
            "user_id": "user_simulated",
        })
    );
    let later = chat(&simulator, &body).send().await.unwrap();
    assert_eq!(later.headers()["retry-after"], "7");
    assert!(later.text().await.unwrap().contains("\"retryable\":true"));
    let no = json_of(chat(&simulator, &body), 403).await;
    assert_eq!(no["error"]["metadata"], json!({"reasons": ["x"]}));
}

#[tokio::test]
async fn replies_can_be_scripted_to_the_byte() {
    let simulator = Simulator::start().await.unwrap();
    let body = ask("openai/gpt-4o-mini", "Hello");
    let json = json!({"id": null, "choices": null, "error": {"code": 524}});
    simulator.script(Answer::json(200, &json));
    assert_eq!(json_of(chat(&simulator, &body), 200).await, json);

    simulator.script(Answer::body(524, "text/html", "<html>"));
    let html = chat(&simulator, &body).send().await.unwrap();
    assert_eq!(
        (html.status().as_u16(), &html.headers()["content-type"]),
        (524, &"text/html".parse().unwrap())
    );
    assert_eq!(html.text().await.unwrap(), "<html>");

    let stream = ": hi\r\n\r\ndata: {}\n\ndata:[DONE]";
    simulator.script(Answer::sse(stream));
    simulator.script(Answer::sse_pieces(["da", "ta: {}", "\n\n"]));
    simulator.script(Answer::events([&json!({"choices": []})]));
    for text in [stream, "data: {}\n\n", "data: {\"choices\":[]}\n\ndata: [DONE]\n\n"] {
        let reply = chat(&simulator, &body).send().await.unwrap();
        assert_eq!(reply.headers()["content-type"], "text/event-stream");
        assert_eq!(reply.text().await.unwrap(), text);
    }
}

#[tokio::test]
async fn the_json_of_a_completion_can_be_edited() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::text("a b").times(2).edit(|json| json["choices"] = Value::Null));
    let body = ask("openai/gpt-4o-mini", "Hello");
    assert!(json_of(chat(&simulator, &body), 200).await["choices"].is_null());
    let stream = chat(&simulator, &with(body, &json!({"stream": true}))).send().await.unwrap();
    let chunks = chunks(&stream.text().await.unwrap());
    assert!(chunks.len() > 2 && chunks.iter().all(|chunk| chunk["choices"].is_null()));
}

#[tokio::test]
async fn a_completion_on_a_path_without_completions_is_a_mistake_of_the_script() {
    let simulator = Simulator::start().await.unwrap();
    simulator.script(Answer::text("models?").for_path("/models"));
    let refusal = json_of(get(&simulator, "/models"), 500).await;
    assert!(refusal["error"]["message"].as_str().unwrap().contains("scripted"));
}
