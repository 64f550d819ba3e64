//! The operations that have types. A new one is a line.

use openrouter_wire::{
    activity, audio, batches, chat, credits, embeddings, endpoints, files, generation, images, key,
    keys, messages, models, oauth, presets, providers, rerank, responses, videos,
};

use super::{Row, management};

/// All operations that have types.
pub(crate) fn rows() -> Vec<Row> {
    let mut rows = inference();
    rows.extend(catalogue());
    rows.extend(account());
    rows.extend(stored());
    rows.extend(management::rows());
    rows
}

fn inference() -> Vec<Row> {
    vec![
        Row::json::<chat::Request>().with_events::<chat::Chunk>(),
        Row::streamed::<responses::Request>(),
        Row::streamed::<messages::Request>().failing_with::<messages::ErrorBody>(),
        Row::json::<embeddings::Request>(),
        Row::json::<rerank::Request>(),
        Row::streamed::<images::Create>(),
        Row::bytes::<audio::Speak>(),
        Row::json::<audio::Transcribe>(),
        Row::form::<audio::TranscribeFile>(),
        Row::json::<videos::Create>(),
        Row::json::<videos::Get>(),
        Row::bytes::<videos::Download>(),
    ]
}

fn catalogue() -> Vec<Row> {
    vec![
        Row::json::<models::List>().omitting(&["use_rss", "use_rss_chat_links"]),
        Row::opaque::<models::Feed>(),
        Row::json::<models::ListUser>(),
        Row::json::<models::Get>(),
        Row::json::<models::GetCount>(),
        Row::json::<endpoints::List>(),
        Row::json::<endpoints::ListZdr>(),
        Row::json::<embeddings::ListModels>(),
        Row::json::<images::ListModels>(),
        Row::json::<images::ListEndpoints>(),
        Row::json::<videos::ListModels>(),
        Row::json::<providers::List>(),
    ]
}

fn account() -> Vec<Row> {
    vec![
        Row::json::<activity::Get>(),
        Row::json::<credits::Get>(),
        Row::json::<credits::CreateCoinbaseCharge>(),
        Row::json::<generation::Get>(),
        Row::json::<generation::GetContent>(),
        Row::json::<generation::Feedback>(),
        Row::json::<key::Get>(),
        Row::json::<keys::List>(),
        Row::json::<keys::Get>(),
        Row::json::<keys::Create>(),
        Row::json::<keys::Update>(),
        Row::json::<keys::Delete>(),
        Row::json::<oauth::TokenRequest>(),
        Row::json::<oauth::CodeRequest>(),
    ]
}

fn stored() -> Vec<Row> {
    vec![
        Row::json::<presets::List>(),
        Row::json::<presets::Get>(),
        Row::json::<presets::ListVersions>(),
        Row::json::<presets::GetVersion>(),
        Row::json::<presets::CreateFromChat>(),
        Row::json::<presets::CreateFromMessages>(),
        Row::json::<presets::CreateFromResponses>(),
        Row::json::<files::List>(),
        Row::form::<files::Create>(),
        Row::json::<files::Get>(),
        Row::bytes::<files::GetContent>(),
        Row::json::<files::Delete>(),
        Row::json::<batches::Create>(),
        Row::json::<batches::Get>(),
    ]
}
