//! Reads one JSON document.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::marker::PhantomData;

use llm_provider_base::{FailureClass, Replay, Reply, Shape, TransportError, without_bom};
use llm_types::ErrorKind;
use openrouter_wire::error;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::Details;
use super::success::{failure_in, router};
use crate::client::{Call, Client, Leased, Read, settle};
use crate::error::{Failure, from_api_error};

/// A document, decoded.
#[derive(Debug)]
pub(crate) struct Document<T> {
    pub(crate) value: T,
    pub(crate) details: Details,
    /// What was made, if something was: it can be asked about by this name.
    pub(crate) made: Option<String>,
    /// The same for the same text.
    pub(super) fingerprint: u64,
}

/// The name of what a document describes.
fn name(body: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Named {
        id: Option<String>,
    }
    serde_json::from_slice::<Named>(body).ok()?.id
}

/// Reads one JSON document of the shape `T`.
pub(crate) struct ReadDocument<'a, T> {
    client: &'a Client,
    call: &'a Call,
    shape: PhantomData<fn() -> T>,
}

impl<'a, T> ReadDocument<'a, T> {
    pub(crate) const fn new(client: &'a Client, call: &'a Call) -> Self {
        Self { client, call, shape: PhantomData }
    }

    /// A body that broke off. An answer of a model is not asked for again: it was written, and is
    /// charged for.
    fn broken(&self, error: TransportError) -> Failure {
        match self.call.http.replay {
            Replay::Answer | Replay::WholeAnswer => Failure::broken_transfer(error).once_made(),
            Replay::Harmless | Replay::Creation | Replay::SingleUse => Failure::from(error),
        }
    }
}

impl<T: DeserializeOwned + Send> ReadDocument<'_, T> {
    /// A body that is whole and not understood. An answer of a model was charged for all the same,
    /// and the next one may be no better: it is risked once.
    fn unreadable(&self, mut failure: Failure) -> Failure {
        if matches!(self.call.http.replay, Replay::Answer | Replay::WholeAnswer) {
            failure.class = FailureClass::Ambiguous;
        }
        failure
    }

    fn decode(&self, body: &[u8]) -> Result<T, Failure> {
        if let Some(failure) = failure_in(body, self.call, self.client) {
            return Err(failure);
        }
        // What has nothing to say may say it without a word.
        let text = if body.trim_ascii().is_empty() { b"null" } else { body };
        openrouter_wire::decode(text).map_err(|error| {
            match openrouter_wire::decode::<error::Body>(body) {
                Ok(body) => from_api_error(&body.error, None, None, self.client.moment()),
                Err(_) => self.unreadable(Failure::not_understood("the reply", error)),
            }
        })
    }
}

impl<T: DeserializeOwned + Send> Read for ReadDocument<'_, T> {
    type Value = Document<T>;

    async fn read(&self, leased: Leased) -> Result<Document<T>, Failure> {
        let Leased { mut reply, lease } = leased;
        let shape = reply.shape().await.map_err(|error| self.broken(error))?;
        let Reply { headers, body, .. } = reply;
        let mut details = Details::of(&headers);
        let named = |mut failure: Failure| {
            if let Some(id) = &details.generation_id {
                failure.error = failure.error.with_response_id(id.clone());
            }
            failure
        };
        match shape {
            Shape::Page => return Err(named(Failure::web_page())),
            Shape::Events => {
                let message = "the reply is a stream of events: ask with `events`, or without \
                               `stream` in the request";
                let mut failure = Failure::fatal(ErrorKind::InvalidRequest, message);
                failure.error = failure.error.with_maybe_billed(true);
                return Err(named(failure));
            }
            Shape::Document => {}
        }
        let limits = &self.client.path.limits;
        let limit = if self.call.http.is_charged { limits.answer } else { limits.document };
        let body = body.collect(limit).await.map_err(|error| named(self.broken(error)))?;
        let body = without_bom(&body);
        let value = self.decode(body).map_err(named);
        if let Some(lease) = lease {
            settle(lease, value.as_ref().err(), self.client.path.clock.now());
        }
        let value = value?;
        details.router = router(body);
        let mut hasher = DefaultHasher::new();
        body.hash(&mut hasher);
        let made = if self.call.http.replay == Replay::Creation { name(body) } else { None };
        Ok(Document { value, details, made, fingerprint: hasher.finish() })
    }
}
