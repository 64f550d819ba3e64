//! The endpoints, a module for each resource of the API.

mod activity;
mod auth;
mod chat;
mod credits;
mod generation;
mod key;
mod keys;
mod models;

use crate::server::Routes;

/// Returns all endpoints.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .and(activity::routes())
        .and(auth::routes())
        .and(chat::routes())
        .and(credits::routes())
        .and(generation::routes())
        .and(key::routes())
        .and(keys::routes())
        .and(models::routes())
}
