//! HTTP headers that mean something to the API: their names, in lower case, and what they say.
//!
//! Follows the API reference and recorded replies. Rate-limit headers have only ever been seen
//! on refusals, never on success.
//!
//! [`Request`] and [`Reply`] are headers as types, both ways. They know no HTTP library: they are
//! written as pairs of name and value, and read with a function that looks a name up.

mod reply;
mod request;

pub use reply::Reply;
pub use request::Request;

/// Request: `Bearer` and the API key.
pub const AUTHORIZATION: &str = "authorization";
/// Request: the address of the application; without it there is no attribution.
pub const HTTP_REFERER: &str = "http-referer";
/// Request: the name of the application.
pub const TITLE: &str = "x-openrouter-title";
/// Request: the older name of [`TITLE`], still accepted.
pub const TITLE_LEGACY: &str = "x-title";
/// Request: comma-separated categories of the application, at most two.
pub const CATEGORIES: &str = "x-openrouter-categories";
/// Request: `enabled` adds [`crate::router::Metadata`] to the reply.
pub const METADATA: &str = "x-openrouter-metadata";
/// Request: the older name of [`METADATA`], still accepted.
pub const METADATA_LEGACY: &str = "x-openrouter-experimental-metadata";
/// Request: `true` or `false` switches the response cache.
pub const CACHE: &str = "x-openrouter-cache";
/// Request: lifetime of a cache entry in seconds, 1 to 86,400. Reply: what is left of it.
pub const CACHE_TTL: &str = "x-openrouter-cache-ttl";
/// Request: `true` drops and refills the cache entry.
pub const CACHE_CLEAR: &str = "x-openrouter-cache-clear";
/// Request: key of sticky routing, at most 256 characters; `session_id` in the body wins.
pub const SESSION_ID: &str = "x-session-id";
/// Request: comma-separated beta features, passed on to Anthropic.
pub const ANTHROPIC_BETA: &str = "x-anthropic-beta";

/// Reply: the id of the generation, equal to `id` in the body.
pub const GENERATION_ID: &str = "x-generation-id";
/// Reply: the upstream that served the call. Announced to browsers, never recorded.
pub const PROVIDER_NAME: &str = "x-provider-name";
/// Reply: `HIT` or `MISS`.
pub const CACHE_STATUS: &str = "x-openrouter-cache-status";
/// Reply, on a hit: age of the cache entry in seconds.
pub const CACHE_AGE: &str = "x-openrouter-cache-age";
/// Reply, on a hit: the id of the generation that filled the entry.
pub const CACHE_SOURCE_ID: &str = "x-openrouter-cache-source-id";
/// Reply: seconds to wait, on 429 and 503.
pub const RETRY_AFTER: &str = "retry-after";
/// Reply: milliseconds to wait; understood by OpenRouter's own client, never recorded.
pub const RETRY_AFTER_MS: &str = "retry-after-ms";
/// Reply: how many requests the limit allows.
pub const RATE_LIMIT_LIMIT: &str = "x-ratelimit-limit";
/// Reply: how many requests are left.
pub const RATE_LIMIT_REMAINING: &str = "x-ratelimit-remaining";
/// Reply: when the limit starts anew, as milliseconds since 1970 where it was seen.
pub const RATE_LIMIT_RESET: &str = "x-ratelimit-reset";
/// Webhook: who sends it, [`crate::videos::webhook::Signature`].
pub const SIGNATURE: &str = "x-openrouter-signature";
/// Webhook: a name of the event, the same if it is sent again.
pub const IDEMPOTENCY_KEY: &str = "x-openrouter-idempotency-key";
/// Reply: Cloudflare's name of the request, on every reply.
pub const CF_RAY: &str = "cf-ray";
