//! What the router tells of an answer.

use openrouter_sim::{Answer, Simulator, StreamError};
use openrouter_wire::router::Metadata;
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::client::{KEY, ask, chat, chunks, decoded, json_of, post, with};

const CLAUDE: &str = "anthropic/claude-sonnet-4.6";
const DATED: &str = "anthropic/claude-4.6-sonnet-20260217";

/// Asks for the metadata.
fn telling(request: RequestBuilder) -> RequestBuilder {
    request.header("x-openrouter-metadata", "Enabled")
}

fn send(simulator: &Simulator, path: &str, body: &Value) -> RequestBuilder {
    post(simulator, path).bearer_auth(KEY).json(body)
}

/// The events of a stream, with or without names.
async fn events(request: RequestBuilder) -> Vec<Value> {
    let text = request.send().await.unwrap().text().await.unwrap();
    let data = text.lines().filter_map(|line| line.strip_prefix("data: "));
    data.filter(|data| *data != "[DONE]").map(|data| serde_json::from_str(data).unwrap()).collect()
}

fn expected() -> Value {
    let at =
        |provider, selected| json!({"provider": provider, "model": DATED, "selected": selected});
    json!({
        "requested": CLAUDE,
        "strategy": "direct",
        "region": null,
        "summary": "available=3, selected=Anthropic",
        "attempt": 1,
        "is_byok": false,
        "endpoints": {
            "total": 3,
            "available": [at("Anthropic", true), at("Amazon Bedrock", false), at("Google", false)],
        },
        "attempts": [{"provider": "Anthropic", "model": DATED, "status": 200}],
    })
}

#[tokio::test]
async fn a_whole_reply_tells_how_it_was_routed_if_asked() {
    let simulator = Simulator::start().await.unwrap();
    let messages = with(ask(CLAUDE, "What is snow?"), &json!({"max_tokens": 100}));
    let cases = [
        ("/chat/completions", ask(CLAUDE, "What is snow?")),
        ("/responses", json!({"model": CLAUDE, "input": "What is snow?"})),
        ("/messages", messages),
    ];
    for (path, body) in cases {
        let told = json_of(telling(send(&simulator, path, &body)), 200).await;
        assert_eq!(told["openrouter_metadata"], expected(), "{path}");
        assert!(decoded::<Metadata>(&told["openrouter_metadata"]).extra.is_empty());
        let silent = json_of(send(&simulator, path, &body), 200).await;
        assert!(silent.get("openrouter_metadata").is_none(), "{path}");
        let word = send(&simulator, path, &body).header("x-openrouter-metadata", "true");
        let silent = json_of(word, 200).await;
        assert!(silent.get("openrouter_metadata").is_none(), "{path}");
    }
}

#[tokio::test]
async fn a_stream_tells_it_at_its_end() {
    let simulator = Simulator::start().await.unwrap();
    let stream = |body| with(body, &json!({"stream": true}));
    let body = stream(ask(CLAUDE, "What is snow?"));
    let cases = [
        ("/chat/completions", body.clone(), "/openrouter_metadata"),
        (
            "/responses",
            stream(json!({"model": CLAUDE, "input": "What is snow?"})),
            "/response/openrouter_metadata",
        ),
        ("/messages", with(body, &json!({"max_tokens": 100})), "/openrouter_metadata"),
    ];
    for (path, body, place) in cases {
        let events = events(telling(send(&simulator, path, &body))).await;
        let (last, others) = events.split_last().unwrap();
        assert_eq!(last.pointer(place), Some(&expected()), "{path}");
        let rest = serde_json::to_string(others).unwrap();
        assert!(!rest.contains("openrouter_metadata"), "{path}");
    }
}

#[tokio::test]
async fn it_tells_how_the_model_was_chosen() {
    let simulator = Simulator::start().await.unwrap();
    for (asked, strategy, served) in [
        ("openrouter/auto", "auto", "openai/gpt-4o-mini"),
        ("~anthropic/claude-sonnet-latest", "latest", DATED),
        ("openai/gpt-4o-mini:nitro", "direct", "openai/gpt-4o-mini"),
        ("acme/none", "fallback", DATED),
    ] {
        let body = with(ask(asked, "What is snow?"), &json!({"models": ["acme/no", CLAUDE]}));
        let reply = json_of(telling(chat(&simulator, &body)), 200).await;
        let told = &reply["openrouter_metadata"];
        assert_eq!((&told["requested"], &told["strategy"]), (&json!(asked), &json!(strategy)));
        assert_eq!(told["attempts"][0]["model"], served, "{asked}");
        assert_eq!(told["attempts"][0]["provider"], reply["provider"], "{asked}");
    }
    simulator.script(Answer::text("Hello."));
    let reply = json_of(telling(chat(&simulator, &ask("acme/none", "Hi"))), 200).await;
    let told = &reply["openrouter_metadata"]["endpoints"];
    assert_eq!((&told["total"], &told["available"][0]["selected"]), (&json!(1), &json!(true)));
}

#[tokio::test]
async fn a_stream_that_fails_tells_nothing() {
    let simulator = Simulator::start().await.unwrap();
    for events in [1, 100] {
        simulator
            .script(Answer::text("Half").fail_after(events, StreamError::recorded(502, "gone")));
        let body = with(ask(CLAUDE, "What is snow?"), &json!({"stream": true}));
        let stream = telling(chat(&simulator, &body)).send().await.unwrap();
        let chunks = chunks(&stream.text().await.unwrap());
        assert!(chunks.iter().all(|chunk| chunk.get("openrouter_metadata").is_none()));
    }
}
