//! [`CachePolicy`] and [`CacheOutcome`]: what a call says to a cache, and what that says to it.

use std::time::Duration;

use llm_types::{Error, Extension, StandardResponse, Usage, Usd};
use serde::{Deserialize, Serialize};

/// What a call wants of a [`ResponseCache`](super::ResponseCache): an extension of the request.
/// Without it, the call takes a remembered answer if there is one.
///
/// ```
/// use llm_provider_base::CachePolicy;
/// use llm_types::StandardRequest;
///
/// // The user does not like what was remembered.
/// let again = StandardRequest::prompt("A joke, please.").with_extension(CachePolicy::Refresh);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CachePolicy {
    /// Asks anew, by itself, and keeps the answer in place of an earlier one.
    Refresh,
    /// Is no business of the cache: nothing is looked up, and nothing kept.
    Bypass,
}

impl Extension for CachePolicy {
    const NAMESPACE: &'static str = "cache.policy";
}

/// That an answer was not asked for, because it was remembered, or because another caller had asked
/// the same just then: an extension of the response. Where it is missing, the provider was asked.
///
/// Such an answer has no attempts, and its usage, where one was told, is nothing, since this call
/// consumed nothing: sums over calls stay true.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CacheOutcome {
    /// How long ago the answer had come. Nothing for one that was shared while it came.
    pub age: Duration,
    /// What it consumed then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saved: Option<Usage>,
}

impl Extension for CacheOutcome {
    const NAMESPACE: &'static str = "cache.outcome";
}

/// The answer for somebody who did not ask for it.
pub(super) fn remembered(answer: &StandardResponse, age: Duration) -> StandardResponse {
    let mut answer = answer.clone();
    answer.attempts.clear();
    let saved = answer.usage.take();
    // What nobody told is not known to be nothing either.
    answer.usage = saved.as_ref().map(|saved| {
        let mut nothing = Usage::new(0, 0);
        nothing.cost = saved.cost.map(|_| Usd::ZERO);
        nothing
    });
    answer.extensions.insert(CacheOutcome { age, saved });
    answer
}

/// The failure for somebody who did not ask: nothing was sent for this call.
pub(super) fn told(error: &Error) -> Error {
    error.clone().with_attempts(Vec::new()).with_maybe_billed(false)
}
