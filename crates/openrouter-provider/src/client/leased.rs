//! [`Leased`]: a reply, and the lease of the key that it was asked with.

use std::future::Future;
use std::sync::Arc;

use http::HeaderMap;
use llm_provider_base::{Clock, Echo, Reply, scrub};
use openrouter_auth::KeyLease;
use openrouter_wire::headers;
use tokio::time::Instant;

use crate::error::{Failure, Moment};

/// A reply whose head was a success, and the lease of the key that it was asked with.
#[derive(Debug)]
pub(crate) struct Leased {
    pub(crate) reply: Reply,
    pub(crate) lease: Option<KeyLease>,
}

/// Makes a value of a reply, within the attempt: what fails here may be tried again.
pub(crate) trait Read: Sync {
    /// What it makes.
    type Value: Send;

    /// Reads as much as the value needs.
    fn read(&self, reply: Leased) -> impl Future<Output = Result<Self::Value, Failure>> + Send;
}

/// What a head says of the answer. The id stands in errors too, and is scrubbed as their texts are.
pub(crate) fn said(head: &HeaderMap) -> headers::Reply {
    let read = headers::Reply::read(|name| head.get(name).and_then(|value| value.to_str().ok()));
    let generation_id = read.generation_id.as_deref().map(scrub);
    headers::Reply { generation_id, ..read }
}

/// Tells the pool how the attempt went, as far as it is the key's doing.
pub(crate) fn settle(lease: KeyLease, failure: Option<&Failure>, now: Instant) {
    match failure {
        None => lease.succeed(now),
        Some(failure) => lease.fail(failure.blame.key, failure.error.kind(), now),
    }
}

/// What a stream holds until its end: the key that it was asked with, and what it must not repeat.
#[derive(Debug)]
pub(crate) struct Held {
    lease: Option<KeyLease>,
    echo: Echo,
    clock: Arc<dyn Clock>,
}

impl Held {
    pub(crate) const fn new(lease: Option<KeyLease>, echo: Echo, clock: Arc<dyn Clock>) -> Self {
        Self { lease, echo, clock }
    }

    /// Now, on both clocks.
    pub(crate) fn moment(&self) -> Moment {
        Moment::of(&*self.clock)
    }

    /// The key was taken, however long the rest of the answer is in coming.
    pub(crate) fn confirm(&mut self) {
        if let Some(lease) = &mut self.lease {
            lease.confirm(self.clock.now());
        }
    }

    /// The end, which says nothing that the request said, and of which the pool was told.
    pub(crate) fn settle<T>(self, mut end: Result<T, Failure>) -> Result<T, Failure> {
        // What the service says in the middle of an answer may be an echo as well.
        if let Err(failure) = &mut end {
            self.echo.take_out_of(&mut failure.error);
        }
        if let Some(lease) = self.lease {
            settle(lease, end.as_ref().err(), self.clock.now());
        }
        end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_in_a_head_is_scrubbed() {
        let id = |value: &'static str| {
            let head = [("x-generation-id", value)].map(|(name, value)| {
                (http::HeaderName::from_static(name), http::HeaderValue::from_static(value))
            });
            said(&head.into_iter().collect()).generation_id.unwrap()
        };
        assert_eq!(id("gen-1790000000-Ab3"), "gen-1790000000-Ab3");
        let odd = id("gen\tsk-or-v1-0123456789abcdef0123456789abcdef");
        assert!(!odd.contains("0123456789abcdef") && !odd.contains('\t'), "{odd}");
    }
}
