//! [`Trace`]: what one attempt leaves behind beside its result.

use std::time::Duration;

use http::StatusCode;
use llm_types::{Attempt, AttemptOutcome, AttemptReceipt, Error, ErrorKind, ModelId};
use tokio::time::Instant;
use tracing::Span;

use super::{Call, Naming};
use crate::scrub::Echo;
use crate::spans::AttemptSpan;

/// What one attempt leaves behind beside its result: for the records of the call, its receipt, and
/// its spans. `N` is what a provider notes besides.
#[derive(Debug, Default)]
pub struct Trace<N = ()> {
    /// The model that is asked, if one is named.
    pub model: Option<ModelId>,
    /// Names the key by a hash, where there are several.
    pub key: Option<String>,
    /// The longest answer that is asked for, in tokens, where the account affords none longer.
    pub shortened_to: Option<u64>,
    /// It was begun beside another one.
    pub is_hedge: bool,
    /// The service had the answer in its cache of responses.
    pub is_cached: bool,
    /// What the provider notes besides.
    pub note: N,
    status: Option<u16>,
    /// Nothing if it failed before there was anything to send.
    sent_at: Option<Instant>,
    /// Its entry in the receipt of the call, once it is sent.
    receipt: Option<AttemptReceipt>,
    /// How many requests the call sent before it.
    resends: usize,
    /// What ended the one before it.
    after: Option<ErrorKind>,
    span: AttemptSpan,
}

impl<N> Trace<N> {
    /// Of an attempt after so many, the last of which failed like this.
    pub fn new(resends: usize, before: Option<&Error>) -> Self
    where
        N: Default,
    {
        Self { resends, after: before.map(Error::kind), ..Self::default() }
    }

    /// True if something was sent, or tried to be.
    pub const fn is_sent(&self) -> bool {
        self.sent_at.is_some()
    }

    /// The status of the reply, if there is one.
    pub const fn status(&self) -> Option<u16> {
        self.status
    }

    /// How many requests the call sent before it.
    pub const fn resends(&self) -> usize {
        self.resends
    }

    /// What ended the attempt before it.
    pub const fn after(&self) -> Option<ErrorKind> {
        self.after
    }

    /// Its entry in the receipt of the call, once it is sent. What is not charged for has none.
    pub const fn receipt(&self) -> Option<&AttemptReceipt> {
        self.receipt.as_ref()
    }

    /// What is done for it is done in here, from when it is sent.
    pub fn span(&self) -> &Span {
        self.span.span()
    }

    /// It is about to be sent: writes that down, and begins its span. What is said of the model,
    /// the key and the rest must be said by now.
    pub fn sending(&mut self, call: &Call, now: Instant) {
        self.sent_at = Some(now);
        // What is not charged for nobody asks the cost of.
        if call.is_charged {
            let mut attempt = self.attempt(AttemptOutcome::Unfinished, Duration::ZERO);
            attempt.maybe_billed = true;
            self.receipt = Some(call.receipt.attempt(attempt));
        }
        self.span = AttemptSpan::start(&call.method, &call.url, self);
    }

    /// The head of a reply is there: writes its status down. Gives what writes the name of the
    /// answer down, where head or body say it.
    pub fn replied(&mut self, status: StatusCode, echo: &Echo) -> Option<Naming> {
        self.status = Some(status.as_u16());
        self.span.replied(status.as_u16());
        let receipt = self.receipt.clone()?;
        receipt.update(|attempt| attempt.status = Some(status.as_u16()));
        Some(Naming::new(receipt, echo.clone()))
    }

    /// How long it took until now, from when it was sent.
    pub fn waited(&self, now: Instant) -> Duration {
        self.sent_at.map_or(Duration::ZERO, |sent| now.saturating_duration_since(sent))
    }

    /// The record of an attempt that succeeded.
    pub fn success(&self, took: Duration) -> Attempt {
        self.attempt(AttemptOutcome::Succeeded, took)
    }

    /// The record of an attempt that failed.
    pub fn failure(&mut self, error: &Error, took: Duration) -> Attempt {
        self.span.failed(error);
        let mut attempt = self.attempt(AttemptOutcome::Failed(error.kind()), took);
        attempt.status = attempt.status.or_else(|| error.status());
        attempt.maybe_billed = error.maybe_billed();
        attempt.response_id = error.response_id().cloned().or(attempt.response_id);
        self.write_down(&attempt);
        attempt
    }

    /// The record of an attempt that another one was faster than. What was sent is paid for.
    pub fn loss(&mut self, took: Duration) -> Attempt {
        self.span.lost();
        let mut attempt = self.attempt(AttemptOutcome::Lost, took);
        attempt.maybe_billed = true;
        self.write_down(&attempt);
        attempt
    }

    pub(super) fn into_parts(self) -> (Option<ModelId>, Option<AttemptReceipt>, AttemptSpan) {
        (self.model, self.receipt, self.span)
    }

    fn write_down(&self, ended: &Attempt) {
        if let Some(receipt) = &self.receipt {
            receipt.update(|attempt| attempt.clone_from(ended));
        }
    }

    fn attempt(&self, outcome: AttemptOutcome, took: Duration) -> Attempt {
        let mut attempt = Attempt::new(outcome, took);
        attempt.model.clone_from(&self.model);
        attempt.key.clone_from(&self.key);
        attempt.status = self.status;
        attempt.response_id = self.receipt.as_ref().and_then(AttemptReceipt::response_id);
        attempt.shortened_to = self.shortened_to;
        attempt.is_hedge = self.is_hedge;
        attempt
    }
}
