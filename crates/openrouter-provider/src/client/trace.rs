//! [`Trace`]: what one attempt leaves behind beside its result.

use std::time::Duration;

use llm_types::{Attempt, AttemptOutcome, Error, ModelId};
use openrouter_auth::{AccountId, KeyId};
use tokio::time::Instant;

use crate::spending::Hold;

/// What one attempt leaves behind beside its result.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    /// The model that was asked, if one was named.
    pub(crate) model: Option<ModelId>,
    pub(crate) key: Option<KeyId>,
    /// Of the key, if it is the pool's.
    pub(crate) account: Option<AccountId>,
    pub(crate) status: Option<u16>,
    /// Nothing if it failed before there was anything to send.
    pub(crate) sent_at: Option<Instant>,
    /// The longest answer that was asked for, where the account affords none longer.
    pub(crate) shortened_to: Option<u64>,
    /// What is set aside for it in the spending budget.
    pub(crate) hold: Option<Hold>,
    /// It was begun beside another one.
    pub(crate) is_hedge: bool,
    /// The key is the one that manages the account, and of no pool.
    pub(crate) is_management_key: bool,
    /// The key is not of the kind that this takes; another one may be.
    pub(crate) wrong_kind_of_key: bool,
}

impl Trace {
    /// True if something was sent, or tried to be.
    pub(super) const fn is_sent(&self) -> bool {
        self.sent_at.is_some()
    }

    /// How long it took until now, from when it was sent.
    pub(super) fn waited(&self, now: Instant) -> Duration {
        self.sent_at.map_or(Duration::ZERO, |sent| now.saturating_duration_since(sent))
    }

    /// The account of an attempt that succeeded.
    pub(super) fn success(&self, took: Duration) -> Attempt {
        self.attempt(AttemptOutcome::Succeeded, took)
    }

    /// The account of an attempt that failed.
    pub(super) fn failure(&self, error: &Error, took: Duration) -> Attempt {
        let mut attempt = self.attempt(AttemptOutcome::Failed(error.kind()), took);
        attempt.status = attempt.status.or_else(|| error.status());
        attempt.maybe_billed = error.maybe_billed();
        attempt.response_id = error.response_id().cloned();
        attempt
    }

    /// The account of an attempt that another one was faster than. What was sent is paid for.
    pub(super) fn loss(&self, took: Duration) -> Attempt {
        let mut attempt = self.attempt(AttemptOutcome::Lost, took);
        attempt.maybe_billed = true;
        attempt
    }

    fn attempt(&self, outcome: AttemptOutcome, took: Duration) -> Attempt {
        let mut attempt = Attempt::new(outcome, took);
        attempt.model.clone_from(&self.model);
        attempt.key = self.key.map(|key| key.to_string());
        attempt.status = self.status;
        attempt.shortened_to = self.shortened_to;
        attempt.is_hedge = self.is_hedge;
        attempt
    }
}
