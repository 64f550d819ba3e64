//! What spans of calls and attempts hold that no convention has a name for.

pub use super::said::{int, said};

/// How it ended: `succeeded`, `failed`, `cancelled` by who dropped it, or, of an attempt, `lost`
/// to another one that was faster.
pub const OUTCOME: &str = "llm.outcome";
/// The company that ran the model.
pub const UPSTREAM: &str = "llm.upstream";
/// What the account is charged, in US dollars. A number, because nothing else can be summed up in
/// a dashboard: the exact one stands in the answer.
pub const COST: &str = "llm.cost";
/// How many requests were sent: an integer.
pub const ATTEMPTS: &str = "llm.attempts";
/// By what the service can be asked about an answer later, where no answer says it.
pub const GENERATION_ID: &str = "llm.generation.id";
/// Whether the answer came from the service's cache, if it was asked.
pub const CACHE_HIT: &str = "llm.cache.hit";
/// There is no answer, and it may have been charged for all the same.
pub const MAYBE_BILLED: &str = "llm.maybe_billed";
/// The key, by a hash of it.
pub const KEY_ID: &str = "llm.key.id";
/// Why it was sent again: what kind of error ended the attempt before.
pub const RETRY_REASON: &str = "llm.retry.reason";
/// It was begun beside another attempt, which kept its caller waiting.
pub const HEDGE: &str = "llm.hedge";
/// How long something is waited for, or was, in seconds.
pub const WAIT: &str = "llm.wait";
