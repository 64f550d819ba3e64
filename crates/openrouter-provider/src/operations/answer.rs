//! [`Answer`]: a value, and how it came about.

use http::HeaderMap;
use llm_types::{Attempt, ResponseId};
use openrouter_wire::{headers, response_cache, router};

use crate::client::said;

/// A value, and how it came about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Answer<T> {
    /// The value.
    pub value: T,
    /// How it came about.
    pub details: Details,
}

impl<T> Answer<T> {
    pub(super) const fn new(value: T, details: Details) -> Self {
        Self { value, details }
    }

    /// With another value in place of this one.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Answer<U> {
        Answer { value: make(self.value), details: self.details }
    }
}

/// How an answer came about: what is said of it in headers, and what was sent for it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Details {
    /// The generation, where a model was asked. Some replies say it nowhere else.
    pub generation_id: Option<ResponseId>,
    /// The upstream that answered, if the head of the reply names it.
    pub upstream: Option<String>,
    /// Whether the answer came from the service's cache, if it was asked.
    pub cache: Option<response_cache::Reply>,
    /// The network's name of the request: tell it when asking for help.
    pub ray: Option<String>,
    /// How the call was routed, if that was asked for with
    /// [`CallOptions::with_router_metadata`](crate::CallOptions::with_router_metadata) and stands
    /// at the top of the reply.
    pub router: Option<router::Metadata>,
    /// Every request that was sent; the last one succeeded.
    pub attempts: Vec<Attempt>,
}

impl Details {
    /// What the head of a reply says.
    pub(crate) fn of(head: &HeaderMap) -> Self {
        let headers::Reply { generation_id, provider_name, cache, cf_ray } = said(head);
        Self {
            generation_id: generation_id.map(ResponseId::from),
            upstream: provider_name,
            cache,
            ray: cf_ray,
            router: None,
            attempts: Vec::new(),
        }
    }
}
