//! Images.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use openrouter_sim::{Answer, Simulator};
use openrouter_wire::images;
use serde_json::{Value, json};

use crate::client::{KEY, blocks, chunks, decoded, get, json_body, json_of, post, with};

fn paint(simulator: &Simulator, fields: &Value) -> reqwest::RequestBuilder {
    let body = with(json!({"model": "openai/gpt-image-1", "prompt": "A tern dives."}), fields);
    post(simulator, "/images").bearer_auth(KEY).json(&body)
}

fn bytes(image: &Value) -> Vec<u8> {
    STANDARD.decode(image["b64_json"].as_str().unwrap()).unwrap()
}

/// Reads the size in the head of a PNG.
fn size(png: &[u8]) -> (u32, u32) {
    assert_eq!(&png[..16], b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    let side = |from: usize| u32::from_be_bytes(png[from..from + 4].try_into().unwrap());
    (side(16), side(20))
}

#[tokio::test]
async fn images_are_files_of_the_size_that_was_asked_for() {
    let simulator = Simulator::start().await.unwrap();
    let reply = json_of(paint(&simulator, &json!({"n": 3, "size": "1536x1024"})), 200).await;
    decoded::<images::Response>(&reply);
    assert!(reply.get("id").is_none(), "{reply}");
    let rows = reply["data"].as_array().unwrap();
    let files: Vec<_> = rows.iter().map(bytes).collect();
    assert!(files.iter().all(|file| size(file) == (1_536, 1_024)));
    assert!(rows.iter().all(|row| row["media_type"] == "image/png"));
    assert_eq!(files.len(), 3);
    assert_ne!(files[0], files[1]);
    assert_eq!(reply["usage"]["completion_tokens"], 3 * 6_144);
    assert_eq!(reply["usage"]["cost"], 0.7373);

    let fields = json!({"model": "black-forest-labs/flux.2-pro", "aspect_ratio": "16:9"});
    let reply = json_of(paint(&simulator, &fields), 200).await;
    assert_eq!(size(&bytes(&reply["data"][0])), (1_024, 576));
}

#[tokio::test]
async fn an_image_depends_on_the_prompt_and_the_seed() {
    let simulator = Simulator::start().await.unwrap();
    let image =
        async |fields: &Value| bytes(&json_of(paint(&simulator, fields), 200).await["data"][0]);
    let first = image(&json!({})).await;
    assert_eq!(first, image(&json!({})).await);
    assert_ne!(first, image(&json!({"prompt": "A gull dives."})).await);
    assert_ne!(first, image(&json!({"seed": 7})).await);
    assert_ne!(first, image(&json!({"background": "transparent"})).await);
}

#[tokio::test]
async fn each_format_is_what_it_says() {
    let simulator = Simulator::start().await.unwrap();
    for (format, kind, start) in [
        ("png", "image/png", b"\x89PNG".as_slice()),
        ("jpeg", "image/jpeg", &[0xff, 0xd8, 0xff]),
        ("webp", "image/webp", b"RIFF"),
    ] {
        let reply = json_of(paint(&simulator, &json!({"output_format": format})), 200).await;
        assert_eq!(reply["data"][0]["media_type"], kind);
        assert!(bytes(&reply["data"][0]).starts_with(start), "{format}");
    }
}

#[tokio::test]
async fn what_cannot_be_made_is_refused() {
    let simulator = Simulator::start().await.unwrap();
    for fields in [
        json!({"prompt": ""}),
        json!({"n": 0}),
        json!({"n": 11}),
        json!({"n": 2, "model": "black-forest-labs/flux.2-pro"}),
        json!({"size": "1024x1024", "aspect_ratio": "16:9"}),
        json!({"output_format": "svg"}),
        json!({"output_compression": 101}),
        json!({"quality": "best"}),
        json!({"background": "blue"}),
        json!({"background": "transparent", "output_format": "jpeg"}),
        json!({"model": "openai/gpt-5.2"}),
    ] {
        json_of(paint(&simulator, &fields), 400).await;
    }
}

#[tokio::test]
async fn a_stream_has_drafts_before_each_image() {
    let simulator = Simulator::start().await.unwrap();
    let whole = json_of(paint(&simulator, &json!({"n": 2})), 200).await;
    let stream = paint(&simulator, &json!({"n": 2, "stream": true})).send().await.unwrap();
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    assert!(stream.headers().contains_key("x-generation-id"));
    let text = stream.text().await.unwrap();
    assert_eq!(blocks(&text)[0], ": OPENROUTER PROCESSING");
    let events = chunks(&text);
    let kind = |event: &Value| {
        let kind = event["type"].as_str().unwrap();
        kind.strip_prefix("image_generation.").unwrap().to_owned()
    };
    let kinds: Vec<_> = events.iter().map(kind).collect();
    let image = ["partial_image", "partial_image", "completed"];
    assert_eq!(kinds, [image, image].concat());
    for event in &events {
        assert!(!matches!(decoded::<images::Event>(event), images::Event::Other(_)));
    }
    assert_eq!(
        (&events[1]["partial_image_index"], &events[5]["usage"]),
        (&json!(1), &whole["usage"])
    );
    assert_eq!(bytes(&events[5]), bytes(&whole["data"][1]));
    assert_ne!(bytes(&events[3]), bytes(&events[5]));
}

#[tokio::test]
async fn a_model_that_cannot_stream_answers_with_a_document() {
    let simulator = Simulator::start().await.unwrap();
    let fields = json!({"model": "black-forest-labs/flux.2-pro", "stream": true});
    let reply = json_of(paint(&simulator, &fields), 200).await;
    decoded::<images::Response>(&reply);
}

#[tokio::test]
async fn a_prompt_can_ask_for_a_failure() {
    let simulator = Simulator::start().await.unwrap();
    let refusal = json_of(paint(&simulator, &json!({"prompt": "[fail]"})), 502).await;
    assert_eq!(refusal["error"]["metadata"]["provider_name"], "OpenAI");
    let fields = json!({"prompt": "A tern. [fail]", "stream": true});
    let text = paint(&simulator, &fields).send().await.unwrap().text().await.unwrap();
    let events = chunks(&text);
    assert_eq!(events.len(), 2);
    assert_eq!(events[0]["type"], "image_generation.partial_image");
    assert_eq!(events[1]["type"], "error");
    assert!(matches!(decoded(&events[1]), images::Event::Failed(_)));
    let key = json_of(get(&simulator, "/key").bearer_auth(KEY), 200).await;
    assert_eq!(key["data"]["usage"], 0);
}

#[tokio::test]
async fn images_are_charged_recorded_and_scripted() {
    let simulator = Simulator::builder().generation_delay(std::time::Duration::ZERO);
    let simulator = simulator.start().await.unwrap();
    let response = paint(&simulator, &json!({"n": 2})).send().await.unwrap();
    let id = response.headers()["x-generation-id"].to_str().unwrap().to_owned();
    let reply = json_body(response).await;
    let path = format!("/generation?id={id}");
    let record = json_of(get(&simulator, &path).bearer_auth(KEY), 200).await;
    assert_eq!(
        (&record["data"]["api_type"], &record["data"]["num_media_completion"]),
        (&json!("image"), &json!(2))
    );
    assert_eq!(record["data"]["total_cost"], reply["usage"]["cost"]);
    let key = json_of(get(&simulator, "/key").bearer_auth(KEY), 200).await;
    assert_eq!(key["data"]["usage"], reply["usage"]["cost"]);

    simulator.script(Answer::error(529, "Provider returned error").for_path("/images"));
    json_of(paint(&simulator, &json!({})), 529).await;
    simulator.script(Answer::text("Hello").for_path("/images"));
    json_of(paint(&simulator, &json!({})), 500).await;
}
