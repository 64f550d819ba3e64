//! One attempt: a key, a request, the head of a reply.

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};
use llm_provider_base::{Body, FailureClass, HttpRequest};
use llm_types::{Error, ErrorKind, Retry};
use openrouter_auth::{KeyId, KeyLease};

use super::call::{Call, Trace};
use super::limits::ERROR_BODY_TIME;
use super::{Client, ERROR_BODY_LIMIT, Read, Reply};
use crate::error::{Failure, REDACTED, from_reply, from_transport, is_unexpected};

impl Client {
    /// Sends once.
    pub(super) async fn attempt<R: Read>(
        &self,
        call: &Call,
        read: &R,
        tried: &[KeyId],
        trace: &mut Trace,
    ) -> Result<R::Value, Failure> {
        let lease = self.lease(call, tried)?;
        trace.key = lease.as_ref().map(KeyLease::id);
        let request = HttpRequest::new(call.method.clone(), call.url.clone())
            .with_headers(self.request_headers(call, lease.as_ref()))
            .with_body(call.body.clone());
        trace.sent = true;
        let sent = self.transport.send(request);
        let response = match call.first_byte {
            Some(limit) => tokio::time::timeout(limit, sent)
                .await
                .map_err(|_| silent())?
                .map_err(from_transport)?,
            None => sent.await.map_err(from_transport)?,
        };
        let (status, headers) = (response.status, response.headers);
        trace.status = Some(status.as_u16());
        tracing::debug!(status = status.as_u16(), operation = call.operation.as_str(), "reply");
        if status.is_success() && !is_unexpected(status) {
            return read.read(Reply { headers, body: response.body, lease }).await;
        }
        let body = without_key(error_body(response.body).await, lease.as_ref());
        let failure = from_reply(status, &headers, &body, self.clock.wall());
        if let Some(lease) = lease {
            lease.fail(failure.blame, self.clock.now());
        }
        Err(failure)
    }

    fn lease(&self, call: &Call, tried: &[KeyId]) -> Result<Option<KeyLease>, Failure> {
        match self.pool.lease_except(self.clock.now(), tried) {
            Ok(lease) => Ok(Some(lease)),
            Err(_) if !call.needs_key => Ok(None),
            Err(_) if self.pool.is_empty() => Err(Error::new(
                ErrorKind::Configuration,
                "no API key: set OPENROUTER_API_KEY, or give one to the builder",
            )
            .into()),
            Err(exhausted) => Err(Error::from(exhausted).into()),
        }
    }

    fn request_headers(&self, call: &Call, lease: Option<&KeyLease>) -> HeaderMap {
        let mut headers = self.headers.clone();
        if !call.body.is_empty() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        for (name, value) in &call.headers {
            headers.insert(name.clone(), value.clone());
        }
        if let Some(lease) = lease {
            headers.insert(AUTHORIZATION, lease.key().to_header_value());
        }
        headers
    }
}

/// As much of an error's body as comes in a moment; nothing, if it does not come.
async fn error_body(body: Body) -> Bytes {
    match tokio::time::timeout(ERROR_BODY_TIME, body.collect(ERROR_BODY_LIMIT)).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) | Err(_) => Bytes::new(),
    }
}

/// The body without the key, should the service repeat the one that it rejects.
fn without_key(body: Bytes, lease: Option<&KeyLease>) -> Bytes {
    let Some(lease) = lease else { return body };
    let text = String::from_utf8_lossy(&body);
    let key = lease.key().expose();
    if text.contains(key) { text.replace(key, REDACTED).into() } else { body }
}

/// No reply began in time. The request has been sent, and may be carried out.
fn silent() -> Failure {
    let error = Error::new(ErrorKind::Timeout, "no reply began in time")
        .with_retry(Retry::Backoff)
        .with_maybe_billed(true);
    Failure::new(error, FailureClass::Ambiguous)
}
