//! [`CallPath::send`]: one request, and the head of its reply.

use std::fmt;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue};
use llm_types::Secret;

use super::{Call, CallPath, Reply, Trace};
use crate::failure::{Failure, Fault};
use crate::scrub::Echo;
use crate::{HttpRequest, gen_ai};

/// What is sent for an attempt.
#[derive(Default)]
pub struct Parcel {
    /// The headers of every request, those of the key included. What the call says beside its body
    /// goes over them.
    pub headers: HeaderMap,
    /// The body, where it is not that of the call.
    pub body: Option<Bytes>,
    /// The key that stands in the headers: nothing that the service says is to repeat it.
    pub secret: Option<Secret>,
}

/// Shows the names of headers only, and nothing of the body.
impl fmt::Debug for Parcel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { headers, body, secret } = self;
        f.debug_struct("Parcel")
            .field("headers", &headers.keys().collect::<Vec<_>>())
            .field("body_len", &body.as_ref().map(Bytes::len))
            .field("secret", secret)
            .finish()
    }
}

impl CallPath {
    /// Sends once, and waits for the head of the reply, whatever its status. The trace must have
    /// been told that something is [sent](Trace::sending).
    ///
    /// # Errors
    ///
    /// No reply began, or none in time.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future cancels the request.
    pub async fn send<N, B: From<Fault>>(
        &self,
        call: &Call,
        parcel: Parcel,
        trace: &mut Trace<N>,
    ) -> Result<Reply, Failure<B>> {
        let Parcel { mut headers, body, secret } = parcel;
        let body = body.unwrap_or_else(|| call.body.clone());
        if !body.is_empty() {
            headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static("application/json"));
        }
        for (name, value) in &call.headers {
            headers.insert(name.clone(), value.clone());
        }
        let echo = Echo::new(body.clone(), call.operation, secret);
        let request = HttpRequest::new(call.method.clone(), call.url.clone())
            .with_headers(headers)
            .with_body(body);
        let sent = self.transport.send(request);
        let response = match call.first_byte {
            Some(limit) => {
                tokio::time::timeout(limit, sent).await.map_err(|_| Failure::silent())??
            }
            None => sent.await?,
        };
        let (status, headers, body) = (response.status, response.headers, response.body);
        let naming = trace.replied(status, &echo);
        tracing::debug!(
            { gen_ai::HTTP_RESPONSE_STATUS_CODE } = i64::from(status.as_u16()),
            "reply"
        );
        Ok(Reply { status, headers, body, echo, naming })
    }
}
