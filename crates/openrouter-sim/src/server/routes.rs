//! Which endpoint a request is for.

use std::sync::Arc;

use axum::{
    Router,
    routing::{MethodFilter, MethodRouter, on},
};
use http::StatusCode;
use openrouter_wire::{Access, Method, Operation};

use super::{
    Call, State,
    endpoint::{Endpoint, Handler},
    exchange::Exchange,
};
use crate::{keyring::Purpose, refusal::Refusal, reply::Reply};

/// Where the API is, from the root of the server.
pub(crate) const API_ROOT: &str = "/api/v1";

/// Endpoints by method and path.
#[derive(Debug, Default)]
pub(crate) struct Routes(Router<Arc<State>>);

impl Routes {
    /// Adds an operation that gives no completions.
    #[must_use]
    pub(crate) fn serve<O: Operation>(self, handler: Handler) -> Self {
        let purpose = match O::ACCESS {
            Access::Public => None,
            Access::Key => Some(Purpose::Account),
            Access::Management => Some(Purpose::Management),
        };
        self.operation::<O>(Endpoint { purpose, handler, refuse: Refusal::into_reply })
    }

    /// Adds an operation that a model carries out.
    #[must_use]
    pub(crate) fn infer<O: Operation>(self, handler: Handler) -> Self {
        self.infer_with::<O>(handler, Refusal::into_reply)
    }

    /// Adds an operation that a model carries out, with an envelope of its own for refusals.
    #[must_use]
    pub(crate) fn infer_with<O: Operation>(
        self,
        handler: Handler,
        refuse: fn(Refusal) -> Reply,
    ) -> Self {
        let purpose = Some(Purpose::Inference);
        self.operation::<O>(Endpoint { purpose, handler, refuse })
    }

    fn operation<O: Operation>(self, endpoint: Endpoint) -> Self {
        self.at(O::METHOD, &format!("{}{}", O::ROOT.address(API_ROOT), O::PATH), endpoint)
    }

    /// Adds an endpoint at a path under [`API_ROOT`].
    #[must_use]
    pub(crate) fn add(self, method: Method, path: &str, endpoint: Endpoint) -> Self {
        self.at(method, &format!("{API_ROOT}{path}"), endpoint)
    }

    /// Adds an endpoint at a path from the root of the server.
    #[must_use]
    pub(crate) fn at(self, method: Method, path: &str, endpoint: Endpoint) -> Self {
        let filter = match method {
            Method::Get => MethodFilter::GET,
            Method::Post => MethodFilter::POST,
            Method::Put => MethodFilter::PUT,
            Method::Patch => MethodFilter::PATCH,
            Method::Delete => MethodFilter::DELETE,
        };
        let answer = move |exchange: Exchange| endpoint.answer(exchange);
        self.route(path, on(filter, answer))
    }

    /// Adds what answers at a path from the root of the server.
    #[must_use]
    pub(crate) fn route(self, path: &str, method: MethodRouter<Arc<State>>) -> Self {
        Self(self.0.route(path, method))
    }

    /// Adds the endpoints of others.
    #[must_use]
    pub(crate) fn and(self, others: Self) -> Self {
        Self(self.0.merge(others.0))
    }

    /// Makes the router, which refuses what has no endpoint.
    pub(crate) fn into_router(self, state: Arc<State>) -> Router {
        let fallback = |handler| Endpoint { purpose: None, handler, refuse: Refusal::into_reply };
        let unknown = fallback(not_found);
        let wrong = fallback(method_not_allowed);
        self.0
            .fallback(move |exchange: Exchange| unknown.answer(exchange))
            .method_not_allowed_fallback(move |exchange: Exchange| wrong.answer(exchange))
            .with_state(state)
    }
}

fn not_found(_call: &Call<'_>) -> Result<Reply, Refusal> {
    Err(Refusal::anonymous(StatusCode::NOT_FOUND, "Not Found"))
}

fn method_not_allowed(_call: &Call<'_>) -> Result<Reply, Refusal> {
    Err(Refusal::anonymous(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed"))
}
