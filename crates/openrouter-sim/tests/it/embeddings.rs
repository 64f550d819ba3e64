//! Vectors.

use openrouter_sim::{Answer, Simulator, key_hash};
use openrouter_wire::embeddings;
use serde_json::{Value, json};

use crate::client::{KEY, decoded, get, json_body, json_of, post, with};

fn embed(simulator: &Simulator, fields: &Value) -> reqwest::RequestBuilder {
    let body = with(json!({"model": "openai/text-embedding-3-small", "input": "snow"}), fields);
    post(simulator, "/embeddings").bearer_auth(KEY).json(&body)
}

fn floats(row: &Value) -> Vec<f64> {
    row["embedding"].as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect()
}

#[tokio::test]
async fn each_input_gives_a_vector_of_unit_length() {
    let simulator = Simulator::start().await.unwrap();
    let reply = json_of(embed(&simulator, &json!({"input": ["snow", "sand", "snow"]})), 200).await;
    decoded::<embeddings::Response>(&reply);
    let rows = reply["data"].as_array().unwrap();
    let vectors: Vec<_> = rows.iter().map(floats).collect();
    assert_eq!(vectors[0], vectors[2]);
    assert_ne!(vectors[0], vectors[1]);
    for (row, (vector, index)) in rows.iter().zip(vectors.iter().zip(0..)) {
        assert_eq!((&row["index"], vector.len()), (&json!(index), 1_536));
        let length: f64 = vector.iter().map(|value| value * value).sum();
        assert!((length - 1.0).abs() < 1e-4, "{length}");
    }
    assert_eq!(
        (&reply["model"], &reply["provider"]),
        (&json!("text-embedding-3-small"), &json!("OpenAI"))
    );
    assert_eq!(reply["usage"]["prompt_tokens"], 3);
    assert_eq!(reply["usage"]["cost"], 6e-8);
}

#[tokio::test]
async fn vectors_can_be_shorter_and_base64() {
    let simulator = Simulator::start().await.unwrap();
    let numbers = json_of(embed(&simulator, &json!({"dimensions": 4})), 200).await;
    let fields = json!({"dimensions": 4, "encoding_format": "base64"});
    let text = json_of(embed(&simulator, &fields), 200).await;
    decoded::<embeddings::Response>(&text);
    let text = text["data"][0]["embedding"].as_str().unwrap();
    // Sixteen bytes are 24 characters.
    assert_eq!((floats(&numbers["data"][0]).len(), text.len()), (4, 24));
    for dimensions in [json!(0), json!(1_537), json!(0.5)] {
        json_of(embed(&simulator, &json!({"dimensions": dimensions})), 400).await;
    }
}

#[tokio::test]
async fn every_form_of_input_is_embedded() {
    let simulator = Simulator::start().await.unwrap();
    let image = json!({"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}});
    let sound = json!({"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}});
    let video = json!({"type": "input_video", "input_video": {"data": "AAAA"}});
    let file = json!({"type": "input_file", "input_file": {"data": "AAAA"}});
    let text = json!({"type": "text", "text": "snow"});
    for (input, vectors, tokens) in [
        (json!("snow and ice"), 1, 3),
        (json!(["snow", "ice"]), 2, 2),
        (json!([1, 2, 3]), 1, 3),
        (json!([[1, 2], [3]]), 2, 3),
        (json!([{"content": [text, image]}, {"content": [sound, video, file]}]), 2, 1_033),
    ] {
        let reply = json_of(embed(&simulator, &json!({"input": input})), 200).await;
        assert_eq!(reply["data"].as_array().unwrap().len(), vectors, "{input}");
        assert_eq!(reply["usage"]["total_tokens"], tokens, "{input}");
        let details = &reply["usage"]["prompt_tokens_details"];
        assert_eq!(details["image_tokens"], if tokens > 3 { json!(258) } else { Value::Null });
    }
    for input in [json!(""), json!([]), json!([""]), json!({}), json!([{"content": []}])] {
        json_of(embed(&simulator, &json!({"input": input})), 400).await;
    }
}

#[tokio::test]
async fn an_unknown_model_is_refused_in_words_of_its_own() {
    let simulator = Simulator::start().await.unwrap();
    for model in ["acme/none", "openai/gpt-5.2"] {
        let refusal = json_of(embed(&simulator, &json!({"model": model})), 400).await;
        let message = format!("Model {model} does not exist");
        assert_eq!(refusal, json!({"error": {"code": 400, "message": message}}));
    }
}

#[tokio::test]
async fn vectors_are_charged_recorded_and_scripted() {
    let simulator = Simulator::builder().generation_delay(std::time::Duration::ZERO);
    let simulator = simulator.start().await.unwrap();
    let response = embed(&simulator, &json!({})).send().await.unwrap();
    let id = response.headers()["x-generation-id"].to_str().unwrap().to_owned();
    let reply = json_body(response).await;
    assert_eq!(reply["id"], id);
    assert!(id.starts_with("gen-emb-"));
    let path = format!("/generation?id={id}");
    let record = json_of(get(&simulator, &path).bearer_auth(KEY), 200).await;
    assert_eq!(record["data"]["api_type"], "embeddings");
    assert_eq!(record["data"]["total_cost"], reply["usage"]["cost"]);
    let key = format!("/keys/{}", key_hash(KEY));
    let key = json_of(get(&simulator, &key).bearer_auth(KEY), 200).await;
    assert_eq!(key["data"]["usage"], reply["usage"]["cost"]);

    simulator.script(Answer::error(529, "Provider returned error").for_path("/embeddings"));
    json_of(embed(&simulator, &json!({})), 529).await;
    simulator.script(Answer::text("Hello").for_path("/embeddings"));
    json_of(embed(&simulator, &json!({})), 500).await;
}
