//! What telemetry calls things that only OpenRouter has, or that no convention has a name for.

/// How it ended: `succeeded`, `failed`, `cancelled` by who dropped it, or, of an attempt, `lost`
/// to another one that was faster.
pub(crate) const OUTCOME: &str = "openrouter.outcome";
/// The company that ran the model.
pub(crate) const UPSTREAM: &str = "openrouter.upstream";
/// What the account is charged, in US dollars. A number, because nothing else can be summed up in
/// a dashboard: the exact one stands in the answer.
pub(crate) const COST: &str = "openrouter.cost";
/// How many requests were sent: an integer.
pub(crate) const ATTEMPTS: &str = "openrouter.attempts";
/// By what the service can be asked about an answer later, where no answer says it.
pub(crate) const GENERATION_ID: &str = "openrouter.generation.id";
/// Whether the answer came from the service's cache, if it was asked.
pub(crate) const CACHE_HIT: &str = "openrouter.cache.hit";
/// There is no answer, and it may have been charged for all the same.
pub(crate) const MAYBE_BILLED: &str = "openrouter.maybe_billed";
/// The key, by a hash of it.
pub(crate) const KEY_ID: &str = "openrouter.key.id";
/// Why it was sent again: what kind of error ended the attempt before.
pub(crate) const RETRY_REASON: &str = "openrouter.retry.reason";
/// It was begun beside another attempt, which kept its caller waiting.
pub(crate) const HEDGE: &str = "openrouter.hedge";
/// How long something is waited for, or was, in seconds.
pub(crate) const WAIT: &str = "openrouter.wait";
