//! A reply as HTTP.

use axum::{body::Body, response::Response};
use http::{HeaderName, HeaderValue};
use tokio::time::sleep;

use super::playback::Playback;
use crate::{
    reply::{Head, Reply},
    request_log::Ticket,
};

/// Marks a response in whose place the connection breaks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Refused;

/// Sends a reply: waits as long as it says, and hands its frames to the body.
pub(crate) async fn respond(reply: Reply, cf_ray: &str, mut ticket: Ticket) -> Response {
    if !reply.wait.is_zero() {
        sleep(reply.wait).await;
    }
    match reply.head {
        Head::Withheld => std::future::pending().await,
        Head::Refused => {
            ticket.finish();
            let mut response = Response::new(Body::empty());
            response.extensions_mut().insert(Refused);
            response
        }
        Head::Sent => {
            let mut response = Response::new(Body::new(Playback::new(reply.frames, ticket)));
            *response.status_mut() = reply.status;
            let headers = response.headers_mut();
            for (name, value) in EVERYWHERE {
                headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
            }
            if let Ok(value) = HeaderValue::from_str(cf_ray) {
                headers.insert(HeaderName::from_static("cf-ray"), value);
            }
            headers.extend(reply.headers);
            response
        }
    }
}

/// The headers of every recorded reply. hyper adds `date`.
const EVERYWHERE: [(&str, &str); 7] = [
    ("access-control-allow-origin", "*"),
    ("access-control-expose-headers", "X-Generation-Id,X-Provider-Name,cf-ray"),
    ("permissions-policy", "payment=(self)"),
    ("referrer-policy", "no-referrer, strict-origin-when-cross-origin"),
    ("server", "cloudflare"),
    ("vary", "Accept-Encoding"),
    ("x-content-type-options", "nosniff"),
];
