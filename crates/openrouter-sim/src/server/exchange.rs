//! One request and its answer.

use std::sync::Arc;

use axum::{
    body::to_bytes,
    extract::{FromRequest, FromRequestParts as _, RawPathParams, Request},
    response::Response,
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts};

use super::{State, response::respond};
use crate::{
    generation_ids::cf_ray,
    keyring::{bearer, key_hash},
    refusal::Refusal,
    reply::Reply,
    request_log::{RecordedRequest, Ticket},
    seed::Seed,
};

/// The largest body that is read, in bytes.
const BODY_LIMIT: usize = 128 << 20;

/// A request that was read and recorded, and waits for its answer.
pub(crate) struct Exchange {
    pub(crate) state: Arc<State>,
    pub(crate) request: RecordedRequest,
    /// The body as it came.
    pub(crate) body: Bytes,
    /// The headers, with the key.
    pub(crate) headers: HeaderMap,
    /// The values in the path, by the names in the braces.
    pub(crate) path: Vec<(String, String)>,
    /// Where the names in the answer come from.
    pub(crate) names: Seed,
    pub(crate) ticket: Ticket,
}

impl FromRequest<Arc<State>> for Exchange {
    type Rejection = Response;

    async fn from_request(request: Request, state: &Arc<State>) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let (body, readable) = match to_bytes(body, BODY_LIMIT).await {
            Ok(body) => (body, true),
            Err(_) => (Bytes::new(), false),
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
            names: state.ids.next(&state.clock),
            state: Arc::clone(state),
            request: recorded,
            body,
            path: path_values(&mut parts).await,
            headers: parts.headers,
        };
        if readable {
            return Ok(exchange);
        }
        let refusal = Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "Request body is too large");
        Err(exchange.send(refusal.into_reply()).await)
    }
}

impl Exchange {
    /// Sends the answer.
    pub(crate) async fn send(self, reply: Reply) -> Response {
        let Self { mut names, ticket, .. } = self;
        respond(reply, &cf_ray(&mut names), ticket).await
    }
}

/// Returns the values in the path, decoded.
async fn path_values(parts: &mut Parts) -> Vec<(String, String)> {
    // It fails where there is no route, and then there are no values either.
    let Ok(values) = RawPathParams::from_request_parts(parts, &()).await else {
        return Vec::new();
    };
    values.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn without_key(headers: &HeaderMap) -> HeaderMap {
    let mut headers = headers.clone();
    if let Some(authorization) = headers.get_mut(header::AUTHORIZATION) {
        *authorization = HeaderValue::from_static("[redacted]");
    }
    headers
}
