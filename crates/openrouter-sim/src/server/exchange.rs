//! One request and its answer.

use std::sync::Arc;

use axum::{
    body::to_bytes,
    extract::{FromRequest, Request},
    response::Response,
};
use http::{HeaderMap, HeaderValue, StatusCode, header};

use super::{State, response::respond};
use crate::{
    error_reply,
    generation_ids::cf_ray,
    keyring::{bearer, key_hash},
    reply::Reply,
    request_log::{RecordedRequest, Ticket},
    script::Answer,
    seed::Seed,
};

/// The largest body that is read, in bytes.
const BODY_LIMIT: usize = 64 << 20;

/// A request that was read and recorded, and waits for its answer.
pub(crate) struct Exchange {
    pub(crate) state: Arc<State>,
    pub(crate) request: RecordedRequest,
    /// The headers, with the key.
    pub(crate) headers: HeaderMap,
    /// Where the names in the answer come from.
    pub(crate) names: Seed,
    ticket: Ticket,
}

impl FromRequest<Arc<State>> for Exchange {
    type Rejection = Response;

    async fn from_request(request: Request, state: &Arc<State>) -> Result<Self, Response> {
        let (parts, body) = request.into_parts();
        let (body, readable) = match to_bytes(body, BODY_LIMIT).await {
            Ok(body) => (body, true),
            Err(_) => (bytes::Bytes::new(), false),
        };
        let recorded = RecordedRequest {
            method: parts.method.to_string(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().map(str::to_owned),
            headers: without_key(&parts.headers),
            key_hash: bearer(&parts.headers).map(key_hash),
            body: String::from_utf8_lossy(&body).into_owned(),
            cancelled: false,
        };
        let exchange = Self {
            ticket: state.log.record(recorded.clone()),
            names: state.ids.next(state.clock),
            state: Arc::clone(state),
            request: recorded,
            headers: parts.headers,
        };
        if readable {
            return Ok(exchange);
        }
        let status = StatusCode::PAYLOAD_TOO_LARGE;
        Err(exchange.answer(error_reply::refusal(status, "Request body is too large")).await)
    }
}

impl Exchange {
    /// Takes the answer that is scripted for this request.
    pub(crate) fn scripted(&self) -> Option<Answer> {
        self.state.script.take(&self.request)
    }

    /// Gives the answer.
    pub(crate) async fn answer(self, reply: Reply) -> Response {
        let Self { mut names, ticket, .. } = self;
        respond(reply, &cf_ray(&mut names), ticket).await
    }
}

fn without_key(headers: &HeaderMap) -> HeaderMap {
    let mut headers = headers.clone();
    if let Some(authorization) = headers.get_mut(header::AUTHORIZATION) {
        *authorization = HeaderValue::from_static("[redacted]");
    }
    headers
}
