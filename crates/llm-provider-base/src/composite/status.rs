//! [`MemberStatus`]: how a member is, and what became of its calls.

use llm_types::ModelId;

use crate::BreakerState;

/// How a member is, and what became of the calls that it had a part in.
///
/// Each part ends in exactly one way: `asked` is always the sum of `answered`, `failed`, `lost`,
/// `cancelled` and `in_flight`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MemberStatus {
    /// What it is called.
    pub name: String,
    /// The model that it is always asked for, if there is one.
    pub model: Option<ModelId>,
    /// Whether it is asked, or rests because it failed lately.
    pub breaker: BreakerState,
    /// How often it was asked.
    pub asked: u64,
    /// How often it gave the answer.
    pub answered: u64,
    /// How often it failed, before its first content or after.
    pub failed: u64,
    /// How often another one was faster.
    pub lost: u64,
    /// How often the caller gave up while it was at work.
    pub cancelled: u64,
    /// How often it is at work now. A stream is until its end.
    pub in_flight: u64,
}
