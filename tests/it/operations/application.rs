//! What applications ask for.

use openrouter_wire::{
    Upload, activity, audio, batches, chat, credits, embeddings, endpoints, files, generation,
    images, key, keys, messages, models, oauth, presets, providers, rerank, responses, videos,
};
use serde_json::json;

use super::sent::{Sent, call, download};

pub(super) async fn all() -> Vec<Sent> {
    let mut all = account().await;
    all.extend(catalogue().await);
    all.extend(inference().await);
    all.extend(stored().await);
    all
}

async fn account() -> Vec<Sent> {
    vec![
        call(activity::Get::default()).await,
        call(credits::CreateCoinbaseCharge::default()).await,
        call(credits::Get::default()).await,
        call(generation::Feedback::new("gen-1", "other".into())).await,
        call(generation::Get::new("gen-1")).await,
        call(generation::GetContent::new("gen-1")).await,
        call(key::Get::default()).await,
        call(keys::Create::new("ci")).await,
        call(keys::Delete::new("h")).await,
        call(keys::Get::new("h")).await,
        call(keys::List::default()).await,
        call(keys::Update::new("h")).await,
        call(oauth::CodeRequest::new("http://localhost:3000")).await,
        call(serde_json::from_value::<oauth::TokenRequest>(json!({"code": "c"})).unwrap()).await,
    ]
}

async fn catalogue() -> Vec<Sent> {
    vec![
        call(embeddings::ListModels::default()).await,
        call(endpoints::List::new("acme", "quill-2:free")).await,
        call(endpoints::ListZdr::default()).await,
        call(images::ListEndpoints::new("acme", "paint-1")).await,
        call(images::ListModels::default()).await,
        call(models::Get::new("acme", "quill-2")).await,
        call(models::GetCount::default()).await,
        call(models::List::default()).await,
        call(models::ListUser::default()).await,
        call(providers::List::default()).await,
        call(videos::ListModels::default()).await,
    ]
}

async fn inference() -> Vec<Sent> {
    let sound = Upload::new("a.wav", *b"RIFF");
    vec![
        call(audio::Transcribe::new("m", "UklGRg==", "wav")).await,
        call(audio::TranscribeFile::new("m", sound)).await,
        call(embeddings::Request::new("m", "a")).await,
        call(images::Create::new("m", "a tern")).await,
        call(messages::Request::new("m", 16, [messages::Message::user("a")])).await,
        call(rerank::Request::new("m", "a", ["b"])).await,
        call(responses::Request::new("m", "a")).await,
        call(videos::Create::new("m", "a tern")).await,
        call(videos::Get::new("job")).await,
        download(audio::Speak::new("m", "a")).await,
        download(videos::Download::new("job")).await,
    ]
}

async fn stored() -> Vec<Sent> {
    let chat = || chat::Request::new("m", []);
    let messages = messages::Request::new("m", 16, [messages::Message::user("a")]);
    vec![
        call(batches::Create::new("m", [("a", chat())]).unwrap()).await,
        call(batches::Get::new("gen-batch-1")).await,
        call(files::Create::new(Upload::new("a.txt", *b"a"))).await,
        call(files::Delete::new("f")).await,
        call(files::Get::new("f")).await,
        call(files::List::default()).await,
        call(presets::CreateFromChat::new("p", chat())).await,
        call(presets::CreateFromMessages::new("p", messages)).await,
        call(presets::CreateFromResponses::new("p", responses::Request::new("m", "a"))).await,
        call(presets::Get::new("p")).await,
        call(presets::GetVersion::new("p", "1")).await,
        call(presets::List::default()).await,
        call(presets::ListVersions::new("p")).await,
        download(files::GetContent::new("f")).await,
    ]
}
