//! [`Trace`]: what one attempt leaves behind beside its result.

use std::time::Duration;

use http::{HeaderMap, StatusCode};
use llm_types::{Attempt, AttemptOutcome, AttemptReceipt, Error, ErrorKind, ModelId};
use openrouter_auth::{AccountId, ApiKey, KeyId};
use openrouter_wire::response_cache;
use tokio::time::Instant;

use super::{Call, Naming, said};
use crate::spans::AttemptSpan;
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
    /// What the service says of its cache of responses, if it was asked.
    pub(crate) cache: Option<response_cache::Reply>,
    /// It was begun beside another one.
    pub(crate) is_hedge: bool,
    /// The key is the one that manages the account, and of no pool.
    pub(crate) is_management_key: bool,
    /// The key is not of the kind that this takes; another one may be.
    pub(crate) wrong_kind_of_key: bool,
    /// Its entry in the receipt of the call, once it is sent.
    pub(crate) receipt: Option<AttemptReceipt>,
    /// How many requests the call sent before it.
    pub(crate) resends: usize,
    /// What ended the one before it.
    pub(crate) after: Option<ErrorKind>,
    pub(crate) span: AttemptSpan,
}

impl Trace {
    /// Of an attempt after so many, the last of which failed like this.
    pub(super) fn new(resends: usize, before: Option<&Error>) -> Self {
        Self { resends, after: before.map(Error::kind), ..Self::default() }
    }

    /// True if something was sent, or tried to be.
    pub(super) const fn is_sent(&self) -> bool {
        self.sent_at.is_some()
    }

    /// It is about to be sent: writes that down, and begins its span.
    pub(super) fn sending(&mut self, call: &Call, now: Instant) {
        self.sent_at = Some(now);
        // What is not charged for nobody asks the cost of.
        if call.is_charged {
            let mut attempt = self.attempt(AttemptOutcome::Unfinished, Duration::ZERO);
            attempt.maybe_billed = true;
            let receipt = call.receipt.attempt(attempt);
            if let Some(hold) = &mut self.hold {
                hold.is_for(receipt.clone());
            }
            self.receipt = Some(receipt);
        }
        self.span = AttemptSpan::start(&call.method, &call.url, self);
    }

    /// The head of a reply is there: writes down what it says. Gives what writes the name of the
    /// answer down, where the body says it.
    pub(super) fn replied(
        &mut self,
        status: StatusCode,
        head: &HeaderMap,
        key: Option<&ApiKey>,
    ) -> Option<Naming> {
        self.status = Some(status.as_u16());
        self.span.replied(status.as_u16());
        let receipt = self.receipt.clone()?;
        receipt.update(|attempt| attempt.status = Some(status.as_u16()));
        let naming = Naming::new(receipt, key.cloned());
        if let Some(id) = said(head).generation_id {
            naming.name(&id);
        }
        Some(naming)
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
    pub(super) fn failure(&mut self, error: &Error, took: Duration) -> Attempt {
        self.span.failed(error);
        let mut attempt = self.attempt(AttemptOutcome::Failed(error.kind()), took);
        attempt.status = attempt.status.or_else(|| error.status());
        attempt.maybe_billed = error.maybe_billed();
        attempt.response_id = error.response_id().cloned().or(attempt.response_id);
        self.write_down(&attempt);
        attempt
    }

    /// The account of an attempt that another one was faster than. What was sent is paid for.
    pub(super) fn loss(&mut self, took: Duration) -> Attempt {
        self.span.lost();
        let mut attempt = self.attempt(AttemptOutcome::Lost, took);
        attempt.maybe_billed = true;
        self.write_down(&attempt);
        attempt
    }

    fn write_down(&self, ended: &Attempt) {
        if let Some(receipt) = &self.receipt {
            receipt.update(|attempt| attempt.clone_from(ended));
        }
    }

    fn attempt(&self, outcome: AttemptOutcome, took: Duration) -> Attempt {
        let mut attempt = Attempt::new(outcome, took);
        attempt.model.clone_from(&self.model);
        attempt.key = self.key.map(|key| key.to_string());
        attempt.status = self.status;
        attempt.response_id = self.receipt.as_ref().and_then(AttemptReceipt::response_id);
        attempt.shortened_to = self.shortened_to;
        attempt.is_hedge = self.is_hedge;
        attempt
    }
}
