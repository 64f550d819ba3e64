//! The endpoints.

use std::sync::Arc;

use axum::{
    Router,
    response::Response,
    routing::{get, post},
};
use http::StatusCode;
use openrouter_wire::{Operation as _, key, models};

use super::{State, exchange::Exchange};
use crate::{chat, error_reply, key_reply, models_reply, reply::Reply, script::Answer};

/// Where the API is, from the root of the server.
pub(crate) const API_ROOT: &str = "/api/v1";

/// Routes requests to endpoints.
pub(crate) fn router(state: Arc<State>) -> Router {
    let path = |endpoint: &str| format!("{API_ROOT}{endpoint}");
    Router::new()
        .route(&path(openrouter_wire::chat::Request::PATH), post(chat_completions))
        .route(&path(models::List::PATH), get(models))
        .route(&path(key::Get::PATH), get(key))
        // The older name of `/key`.
        .route(&path("/auth/key"), get(key))
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(state)
}

async fn chat_completions(exchange: Exchange) -> Response {
    let reply = match exchange.state.keyring.admit(&exchange.headers) {
        Err(refusal) => *refusal,
        Ok(key_hash) => {
            let scripted = exchange.scripted();
            let endpoint = chat::Endpoint {
                state: &exchange.state,
                key_hash: &key_hash,
                names: exchange.names.clone(),
            };
            endpoint.reply(&exchange.request.body, scripted.as_ref())
        }
    };
    exchange.answer(reply).await
}

/// Answers whoever asks: the service's catalogue is public, and not a check of the key.
async fn models(exchange: Exchange) -> Response {
    let reply = scripted_or(exchange.scripted(), || {
        models_reply::list(&exchange.state.catalogue, exchange.request.query.as_deref())
    });
    exchange.answer(reply).await
}

async fn key(exchange: Exchange) -> Response {
    let reply = match exchange.state.keyring.admit(&exchange.headers) {
        Err(refusal) => *refusal,
        Ok(key_hash) => scripted_or(exchange.scripted(), || {
            let now = exchange.state.clock.unix_seconds();
            key_reply::key(&exchange.state.keyring.key(&key_hash), now)
        }),
    };
    exchange.answer(reply).await
}

async fn not_found(exchange: Exchange) -> Response {
    let reply = scripted_or(exchange.scripted(), || {
        error_reply::anonymous_refusal(StatusCode::NOT_FOUND, "Not Found")
    });
    exchange.answer(reply).await
}

async fn method_not_allowed(exchange: Exchange) -> Response {
    let reply = scripted_or(exchange.scripted(), || {
        error_reply::anonymous_refusal(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed")
    });
    exchange.answer(reply).await
}

/// Returns the scripted reply, or else the usual one.
fn scripted_or(scripted: Option<Answer>, usual: impl FnOnce() -> Reply) -> Reply {
    let Some(answer) = scripted else { return usual() };
    let reply = answer.as_reply().unwrap_or_else(|| {
        error_reply::anonymous_refusal(
            StatusCode::INTERNAL_SERVER_ERROR,
            "a completion is scripted for a path that has none",
        )
    });
    answer.finish_reply(reply)
}
