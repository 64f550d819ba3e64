//! Rankings.

use openrouter_sim::Simulator;
use openrouter_wire::rerank;
use serde_json::{Value, json};

use crate::client::{KEY, decoded, get, json_of, post, with};

fn rank(simulator: &Simulator, fields: &Value) -> reqwest::RequestBuilder {
    let body = with(
        json!({
            "model": "cohere/rerank-v3.5",
            "query": "How do glaciers shape valleys?",
            "documents": [
                "Sourdough needs patience.",
                {"text": "Glaciers carve valleys.", "image": "https://example.org/ice.png"},
                "How do glaciers shape valleys?",
            ],
        }),
        fields,
    );
    post(simulator, "/rerank").bearer_auth(KEY).json(&body)
}

#[tokio::test]
async fn the_best_documents_come_first_as_they_were_sent() {
    let simulator = Simulator::start().await.unwrap();
    let reply = json_of(rank(&simulator, &json!({})), 200).await;
    decoded::<rerank::Response>(&reply);
    let order: Vec<_> =
        reply["results"].as_array().unwrap().iter().map(|row| row["index"].clone()).collect();
    assert_eq!(order, [2, 1, 0]);
    let best = &reply["results"][0];
    assert_eq!(best["document"], json!({"text": "How do glaciers shape valleys?"}));
    assert!(best["relevance_score"].as_f64().unwrap() > 0.99, "{best}");
    assert_eq!(reply["results"][1]["document"]["image"], "https://example.org/ice.png");
    assert_eq!(reply["usage"]["search_units"], 1);
    assert_eq!(reply["usage"]["cost"], 0.002);
    let key = json_of(get(&simulator, "/key").bearer_auth(KEY), 200).await;
    assert_eq!(key["data"]["usage"], 0.002);
}

#[tokio::test]
async fn no_more_come_than_were_asked_for() {
    let simulator = Simulator::start().await.unwrap();
    let reply = json_of(rank(&simulator, &json!({"top_n": 1})), 200).await;
    assert_eq!(reply["results"].as_array().unwrap().len(), 1);
    for top in [json!(0), json!(0.5)] {
        json_of(rank(&simulator, &json!({"top_n": top})), 400).await;
    }
}

#[tokio::test]
async fn what_cannot_be_ranked_is_refused() {
    let simulator = Simulator::start().await.unwrap();
    for fields in [
        json!({"documents": []}),
        json!({"documents": [{}]}),
        json!({"documents": [1]}),
        json!({"model": "openai/gpt-4o-mini"}),
    ] {
        let reply = json_of(rank(&simulator, &fields), 400).await;
        assert!(reply["error"]["message"].is_string(), "{reply}");
    }
}
