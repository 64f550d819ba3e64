//! Speech, and what is heard of it.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use openrouter_sim::Simulator;
use openrouter_wire::{Operation as _, Upload, audio};
use serde_json::{Value, json};

use crate::account::account;
use crate::client::{KEY, decoded, get, json_of, post, with};

/// Three seconds, by the head of the file.
fn wav() -> Vec<u8> {
    let mut wav = b"RIFF____WAVEfmt ________________".to_vec();
    wav[28..32].copy_from_slice(&1_000_u32.to_le_bytes());
    wav.resize(2_500, 0);
    wav
}

fn speak(simulator: &Simulator, fields: &Value) -> reqwest::RequestBuilder {
    let body = with(json!({"model": "openai/gpt-4o-mini-tts", "input": "Good morning!"}), fields);
    post(simulator, "/audio/speech").bearer_auth(KEY).json(&body)
}

fn transcribe(simulator: &Simulator, fields: &Value) -> reqwest::RequestBuilder {
    let sound = json!({"data": STANDARD.encode(wav()), "format": "wav"});
    let body = with(json!({"model": "openai/whisper-1", "input_audio": sound}), fields);
    post(simulator, "/audio/transcriptions").bearer_auth(KEY).json(&body)
}

#[tokio::test]
async fn speech_is_bytes_whose_id_is_in_the_head() {
    let simulator = account().start().await.unwrap();
    let pcm = speak(&simulator, &json!({})).send().await.unwrap();
    assert_eq!(pcm.headers()["content-type"], "audio/pcm");
    let id = pcm.headers()["x-generation-id"].to_str().unwrap().to_owned();
    // Three tokens, a quarter of a second each, 24,000 samples a second.
    assert_eq!(pcm.bytes().await.unwrap().len(), 3 * 12_000);
    let mp3 = speak(&simulator, &json!({"response_format": "mp3"})).send().await.unwrap();
    assert_eq!(mp3.headers()["content-type"], "audio/mpeg");
    assert!(mp3.bytes().await.unwrap().starts_with(&[0xff, 0xfb]));
    simulator.advance(Duration::from_secs(60));
    let path = format!("/generation?id={id}");
    let record = json_of(get(&simulator, &path).bearer_auth(KEY), 200).await;
    assert_eq!(record["data"]["api_type"], "tts");
    for fields in [
        json!({"input": ""}),
        json!({"voice": "nobody"}),
        json!({"response_format": "flac"}),
        json!({"model": "openai/whisper-1"}),
    ] {
        json_of(speak(&simulator, &fields), 400).await;
    }
}

#[tokio::test]
async fn what_is_heard_is_as_long_as_the_sound() {
    let simulator = Simulator::start().await.unwrap();
    let reply = json_of(transcribe(&simulator, &json!({})), 200).await;
    decoded::<audio::Transcript>(&reply);
    assert_eq!(reply["text"], "This is what.");
    assert_eq!(reply["usage"], json!({"seconds": 3, "cost": 0.0003}));
    let fields = json!({"model": "openai/gpt-4o-mini-transcribe"});
    let reply = json_of(transcribe(&simulator, &fields), 200).await;
    assert_eq!(reply["usage"]["input_tokens"], 30);
    for fields in [
        json!({"response_format": "srt"}),
        json!({"input_audio": {"data": "https://example.org/a.wav", "format": "wav"}}),
        json!({"input_audio": {"data": "", "format": "wav"}}),
        json!({"model": "openai/gpt-4o-mini"}),
    ] {
        json_of(transcribe(&simulator, &fields), 400).await;
    }
}

#[tokio::test]
async fn words_have_times_if_asked_for() {
    let simulator = Simulator::start().await.unwrap();
    let fields = json!({"response_format": "verbose_json", "timestamp_granularities": ["word"]});
    let reply = json_of(transcribe(&simulator, &fields), 200).await;
    decoded::<audio::Transcript>(&reply);
    assert_eq!(reply["words"][1], json!({"word": "is", "start": 1, "end": 2}));
    assert!(reply.get("segments").is_none(), "{reply}");
    let reply = json_of(transcribe(&simulator, &json!({"response_format": "verbose_json"})), 200);
    let reply = reply.await;
    assert_eq!((&reply["duration"], &reply["segments"][0]["end"]), (&json!(3), &json!(3)));
}

#[tokio::test]
async fn a_file_is_heard_like_json() {
    let simulator = Simulator::start().await.unwrap();
    let file = Upload::new("tern.wav", wav());
    let request = audio::TranscribeFile::new("openai/whisper-1", file);
    let payload = request.payload().unwrap().unwrap();
    let sent = post(&simulator, "/audio/transcriptions")
        .bearer_auth(KEY)
        .header("content-type", payload.content_type.as_ref())
        .body(payload.bytes);
    assert_eq!(json_of(sent, 200).await["text"], "This is what.");
}

#[tokio::test]
async fn a_file_that_is_too_large_is_refused() {
    let simulator = Simulator::start().await.unwrap();
    for (bytes, status) in [(25 << 20, 200), ((25 << 20) + 1, 413)] {
        let file = Upload::new("tern.wav", vec![0; bytes]);
        let payload = audio::TranscribeFile::new("openai/whisper-1", file).payload();
        let payload = payload.unwrap().unwrap();
        let sent = post(&simulator, "/audio/transcriptions")
            .bearer_auth(KEY)
            .header("content-type", payload.content_type.as_ref())
            .body(payload.bytes);
        json_of(sent, status).await;
    }
}
