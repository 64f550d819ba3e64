//! Everything that asks a model.

use serde_json::{Value, json};

use super::{Call, Driver};

const MODEL: &str = "openai/gpt-4o-mini";

pub(super) async fn drive(driver: &mut Driver<'_>) {
    text(driver).await;
    media(driver).await;
    videos(driver).await;
}

/// What streams, and what is refused.
async fn text(driver: &mut Driver<'_>) {
    let tool = json!({"name": "weather", "parameters": {"type": "object", "properties": {}}});
    let chat = json!({"model": MODEL, "messages": [{"role": "user", "content": "Hello"}]});
    let responses = json!({"model": MODEL, "input": "Hello"});
    let messages = json!({
        "model": "anthropic/claude-haiku-4.5", "max_tokens": 200,
        "messages": [{"role": "user", "content": "Hello"}],
    });
    for (id, body, tools) in [
        ("sendChatCompletionRequest", chat, json!([{"type": "function", "function": tool}])),
        ("createResponses", responses, json!([with(&tool, "type", "function")])),
        (
            "createMessages",
            messages,
            json!([{"name": "weather", "input_schema": {"type": "object"}}]),
        ),
    ] {
        driver.send(Call::new(id).json(&body)).await;
        driver.send(Call::new(id).json(&with(&body, "stream", true))).await;
        let body = with(&body, "tools", tools);
        driver.send(Call::new(id).json(&body)).await;
        driver.send(Call::new(id).json(&with(&body, "stream", true))).await;
        driver.send(Call::new(id).json(&json!({"model": 1})).failing()).await;
        driver.send(Call::new(id).json(&with(&body, "model", "nobody/nothing")).failing()).await;
        driver.send(Call::new(id).json(&body).without_key()).await;
    }
}

async fn media(driver: &mut Driver<'_>) {
    let embed = json!({"model": "openai/text-embedding-3-small", "input": ["a", "b"]});
    let rank = json!({
        "model": "cohere/rerank-v3.5", "query": "q", "documents": ["a", "b", "c"], "top_n": 2,
    });
    let paint = json!({"model": "openai/gpt-image-1", "prompt": "a lantern"});
    for (id, body) in [
        ("createEmbeddings", embed.clone()),
        ("createEmbeddings", with(&embed, "encoding_format", "base64")),
        ("createRerank", rank),
        ("createImages", paint.clone()),
        ("createImages", with(&paint, "stream", true)),
    ] {
        driver.send(Call::new(id).json(&body)).await;
        driver.send(Call::new(id).json(&json!({})).failing()).await;
        driver.send(Call::new(id).json(&body).without_key()).await;
    }
    let speech = json!({
        "model": "openai/gpt-4o-mini-tts", "input": "Hello", "voice": "alloy",
        "response_format": "pcm",
    });
    let pcm = driver.send(Call::new("createAudioSpeech").json(&speech)).await;
    let data = if pcm.is_null() { json!("AAAA") } else { pcm };
    let transcribe = Call::new("createAudioTranscriptions");
    let input = json!({"data": data, "format": "wav"});
    let body = json!({"model": "openai/whisper-1", "input_audio": input});
    driver.send(transcribe.clone().json(&body)).await;
    driver.send(transcribe.form(&[("model", "openai/whisper-1")], b"RIFF0000WAVEfmt ")).await;
}

/// A video from its order to its bytes.
async fn videos(driver: &mut Driver<'_>) {
    let order = json!({"model": "google/veo-3.1", "prompt": "a lantern at night"});
    let job = driver.send(Call::new("createVideos").json(&order)).await;
    let id = &job["id"];
    driver.send(Call::new("getVideos").at("jobId", id)).await;
    driver.send(Call::new("listVideosContent").at("jobId", id)).await;
    driver.send(Call::new("getVideos").at("jobId", &json!("none")).failing()).await;
    driver.send(Call::new("createVideos").json(&json!({})).failing()).await;
}

/// An object with one more field.
pub(super) fn with(object: &Value, name: &str, value: impl Into<Value>) -> Value {
    let mut object = object.clone();
    object[name] = value.into();
    object
}
