//! The endpoints, a module for each resource of the API.

mod activity;
mod auth;
mod chat;
mod credits;
mod embeddings;
mod feed;
mod generation;
mod key;
mod keys;
mod media_models;
mod models;
mod offers;
mod providers;

use crate::server::Routes;

/// Returns all endpoints.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .and(activity::routes())
        .and(auth::routes())
        .and(chat::routes())
        .and(credits::routes())
        .and(embeddings::routes())
        .and(generation::routes())
        .and(key::routes())
        .and(keys::routes())
        .and(media_models::routes())
        .and(models::routes())
        .and(offers::routes())
        .and(providers::routes())
}
