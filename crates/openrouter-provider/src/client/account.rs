//! [`Account`]: what is known of a call beside its value.

use llm_provider_base::CallGuard;
use llm_types::{
    Attempt, AttemptOutcome, AttemptReceipt, Error, ModelId, Operation, ResponseId, Usage,
};
use tokio::time::Instant;
use tracing::Span;

use super::{Call, Client, Quota, Trace};
use crate::error::{Failure, ModelBlame};
use crate::model_selector::ChosenModel;
use crate::spans::{AttemptSpan, CallSpan};
use crate::spending::Hold;

/// What is known of a call beside its value. It goes with the value, which may still have to be
/// read.
#[derive(Debug)]
pub(crate) struct Account {
    /// Every request that was sent. One succeeded; after it stands at most one that lost.
    pub(crate) attempts: Vec<Attempt>,
    /// Not closed yet.
    pub(crate) guard: CallGuard,
    pub(crate) operation: Operation,
    pub(crate) model: Option<ModelId>,
    /// The model, if it was chosen of several, and waits for its verdict.
    pub(crate) chosen: Option<ChosenModel>,
    /// What is set aside for it in the spending budget.
    pub(crate) hold: Option<Hold>,
    /// The entry of the attempt that answers in the receipt of the call.
    pub(crate) receipt: Option<AttemptReceipt>,
    /// That of the attempt that succeeded.
    pub(crate) attempt_span: AttemptSpan,
    pub(crate) call_span: CallSpan,
    /// What the attempt that answers counts against.
    pub(crate) quota: Quota,
}

impl Account {
    /// Of a call whose last attempt left this trace. Its span is still with who makes the call.
    pub(super) fn new(
        call: &Call,
        trace: Trace,
        attempts: Vec<Attempt>,
        guard: CallGuard,
        chosen: Option<ChosenModel>,
    ) -> Self {
        let quota = Quota::of(call, &trace);
        let Trace { model, hold, receipt, span: attempt_span, .. } = trace;
        let (operation, call_span) = (call.operation, CallSpan::default());
        Self {
            attempts,
            guard,
            operation,
            model,
            chosen,
            hold,
            receipt,
            attempt_span,
            call_span,
            quota,
        }
    }

    /// What is done for the rest of the answer is done in here, if anybody listens.
    pub(crate) fn span(&self) -> Option<Span> {
        let spans = [self.attempt_span.span(), self.call_span.span()];
        spans.into_iter().find(|span| !span.is_disabled()).cloned()
    }

    /// The model gave its whole answer, under this name if it said one.
    pub(crate) fn answered(&mut self, as_model: Option<&ModelId>, now: Instant) {
        if let Some(model) = as_model {
            self.guard.answered_by(model);
            self.call_span.answered_by(model);
        }
        if let Some(chosen) = self.chosen.take() {
            chosen.succeed(now);
        }
    }

    /// Closes the account of a call that gave its whole answer, and gives its attempts. `id` is the
    /// service's name for the answer.
    pub(crate) fn finished(
        mut self,
        usage: Option<&Usage>,
        id: Option<&ResponseId>,
        now: Instant,
    ) -> Vec<Attempt> {
        self.attempt_span.succeeded();
        self.call_span.finished(usage, id, &self.attempts);
        self.guard.finished(usage, now);
        if let Some(hold) = self.hold {
            hold.finished(usage, id);
        }
        if let Some(attempt) = answering(&mut self.attempts) {
            attempt.response_id = id.cloned().or_else(|| attempt.response_id.take());
            write_down(self.receipt.as_ref(), attempt);
        }
        self.attempts
    }

    /// Closes the account of a call that failed after all, and gives the error that the caller
    /// gets: up to here the last attempt had been a success.
    pub(crate) fn failed(self, failure: Failure, client: &Client) -> Error {
        let now = client.clock.now();
        let Self { mut attempts, mut guard, operation, model, chosen, hold, receipt, .. } = self;
        let (mut attempt_span, mut call_span) = (self.attempt_span, self.call_span);
        client.note_failure(&self.quota, &failure);
        let Failure { error, model: blame, .. } = failure;
        attempt_span.failed(&error);
        if error.maybe_billed() {
            guard.maybe_billed();
        }
        guard.failed(error.kind(), now);
        if let Some(chosen) = chosen
            && matches!(blame, ModelBlame::Failed | ModelBlame::Silent | ModelBlame::Busy(_))
        {
            chosen.fail(now, client.random.unit());
        }
        if let Some(hold) = hold {
            hold.failed(&error);
        }
        if let Some(attempt) = answering(&mut attempts) {
            attempt.outcome = AttemptOutcome::Failed(error.kind());
            attempt.maybe_billed = error.maybe_billed();
            attempt.response_id =
                error.response_id().cloned().or_else(|| attempt.response_id.take());
            write_down(receipt.as_ref(), attempt);
        }
        let error = error.with_operation(operation).with_attempts(attempts);
        call_span.failed(&error);
        match model {
            Some(model) => error.with_model(model),
            None => error,
        }
    }
}

/// The attempt that gave, or was giving, the answer.
fn answering(attempts: &mut [Attempt]) -> Option<&mut Attempt> {
    attempts.iter_mut().rfind(|attempt| attempt.outcome == AttemptOutcome::Succeeded)
}

fn write_down(receipt: Option<&AttemptReceipt>, ended: &Attempt) {
    if let Some(receipt) = receipt {
        receipt.update(|attempt| attempt.clone_from(ended));
    }
}
