//! The endpoints, a module for each resource of the API.

mod activity;
mod audio;
mod auth;
mod batches;
mod chat;
mod credits;
mod embeddings;
mod error_type;
mod fate;
mod feed;
mod files;
mod generation;
mod images;
mod key;
mod keys;
mod login;
mod media_models;
mod messages;
mod models;
mod offers;
mod presets;
mod providers;
mod rerank;
mod responses;
mod videos;

use crate::server::Routes;

pub(crate) use batches::Batches;
pub(crate) use files::Files;
pub(crate) use login::PAGE as LOGIN_PAGE;
pub(crate) use videos::Videos;

/// Returns all endpoints.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .and(activity::routes())
        .and(audio::routes())
        .and(auth::routes())
        .and(batches::routes())
        .and(chat::routes())
        .and(credits::routes())
        .and(embeddings::routes())
        .and(files::routes())
        .and(generation::routes())
        .and(images::routes())
        .and(key::routes())
        .and(keys::routes())
        .and(login::routes())
        .and(media_models::routes())
        .and(messages::routes())
        .and(models::routes())
        .and(offers::routes())
        .and(presets::routes())
        .and(providers::routes())
        .and(rerank::routes())
        .and(responses::routes())
        .and(videos::routes())
}
