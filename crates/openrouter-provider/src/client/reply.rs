//! [`Reply`]: a reply that is a success as far as its head goes.

use std::future::Future;

use http::HeaderMap;
use http::header::CONTENT_TYPE;
use llm_provider_base::Body;
use openrouter_auth::KeyLease;
use serde::de::DeserializeOwned;

use super::{BODY_LIMIT, Client};
use crate::error::{Failure, from_transport, not_understood};

/// A reply whose head was a success; what its body holds is not known yet.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
    pub(crate) lease: Option<KeyLease>,
}

impl Reply {
    /// True if the body is a stream of events, whatever was asked for.
    pub(crate) fn is_event_stream(&self) -> bool {
        self.content_type().is_some_and(|kind| kind.eq_ignore_ascii_case("text/event-stream"))
    }

    /// True if the body is a page for people: of a captive portal, say.
    pub(crate) fn is_html(&self) -> bool {
        self.content_type().is_some_and(|kind| kind.eq_ignore_ascii_case("text/html"))
    }

    /// The media type without its parameters.
    fn content_type(&self) -> Option<&str> {
        let value = self.headers.get(CONTENT_TYPE)?.to_str().ok()?;
        Some(value.split(';').next().unwrap_or(value).trim())
    }
}

/// Makes a value of a reply, within the attempt: what fails here may be tried again.
pub(crate) trait Read: Sync {
    /// What it makes.
    type Value: Send;

    /// Reads as much as the value needs.
    fn read(&self, reply: Reply) -> impl Future<Output = Result<Self::Value, Failure>> + Send;
}

/// Reads a JSON document of the shape `T`.
pub(crate) const fn json<T>(client: &Client) -> ReadJson<'_, T> {
    ReadJson { client, shape: std::marker::PhantomData }
}

pub(crate) struct ReadJson<'a, T> {
    client: &'a Client,
    shape: std::marker::PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned + Send> Read for ReadJson<'_, T> {
    type Value = T;

    async fn read(&self, reply: Reply) -> Result<T, Failure> {
        let Reply { headers: _, body, lease } = reply;
        let body = body.collect(BODY_LIMIT).await.map_err(from_transport)?;
        let value = openrouter_wire::decode(without_bom(&body))
            .map_err(|error| not_understood("the reply", error))?;
        if let Some(lease) = lease {
            lease.succeed(self.client.clock.now());
        }
        Ok(value)
    }
}

/// A byte order mark is no JSON, and some proxies put one there.
pub(crate) fn without_bom(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}
