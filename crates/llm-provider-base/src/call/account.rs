//! [`Account`]: what is known of a call beside its value.

use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use llm_types::{
    Attempt, AttemptOutcome, AttemptReceipt, Error, ModelId, Operation, ResponseId,
    StandardResponse, Usage,
};
use tracing::Span;

use super::{Call, CallPath, Trace};
use crate::failure::{Failure, Fault};
use crate::spans::{AttemptSpan, CallSpan};
use crate::{CallGuard, Clock};

/// What is known of a call beside its value. It goes with the value, which may still have to be
/// read, and is closed when the answer is whole or has failed. Dropped, it counts the call as
/// cancelled.
#[derive(Debug)]
#[must_use = "dropping it counts the call as cancelled"]
pub struct Account<S: Stake = ()> {
    /// Every request that was sent. One succeeded; after it stands at most one that lost.
    attempts: Vec<Attempt>,
    /// Not closed yet.
    guard: CallGuard,
    operation: Operation,
    model: Option<ModelId>,
    /// The entry of the attempt that answers in the receipt of the call.
    receipt: Option<AttemptReceipt>,
    /// That of the attempt that succeeded.
    attempt_span: AttemptSpan,
    call_span: CallSpan,
    clock: Arc<dyn Clock>,
    stake: S,
}

/// What of a provider has a stake in how an answer ends that has begun: a model that waits for its
/// verdict, money that is set aside. `()` has none.
pub trait Stake: Debug + Send + Unpin + 'static {
    /// Who may be to blame for a failure.
    type Blame: From<Fault> + Debug + Send + Unpin;

    /// A model gave its whole answer.
    fn answered(&mut self, answer: &StandardResponse) {
        let _ = answer;
    }

    /// The call gave all that it was asked for. `id` is the service's name for it.
    fn finished(self, usage: Option<&Usage>, id: Option<&ResponseId>)
    where
        Self: Sized,
    {
        let _ = (usage, id);
    }

    /// What had begun as a success failed after all.
    fn failed(self, failure: &Failure<Self::Blame>)
    where
        Self: Sized,
    {
        let _ = failure;
    }
}

/// Nobody has one.
impl Stake for () {
    type Blame = ();
}

impl<S: Stake> Account<S> {
    /// Of a call whose last attempt left this trace. Its span is still with who makes the call.
    pub fn new<N>(
        path: &CallPath,
        call: &Call,
        trace: Trace<N>,
        (attempts, guard): (Vec<Attempt>, CallGuard),
        stake: S,
    ) -> Self {
        let (model, receipt, attempt_span) = trace.into_parts();
        Self {
            attempts,
            guard,
            operation: call.operation,
            model,
            receipt,
            attempt_span,
            call_span: CallSpan::default(),
            clock: Arc::clone(&path.clock),
            stake,
        }
    }

    /// Takes the span of the call over.
    pub fn set_span(&mut self, span: CallSpan) {
        self.call_span = span;
    }

    /// Every request that was sent so far.
    pub fn attempts(&self) -> &[Attempt] {
        &self.attempts
    }

    /// The model that was asked, if one was named.
    pub const fn model(&self) -> Option<&ModelId> {
        self.model.as_ref()
    }

    /// What is done for the rest of the answer is done in here, if anybody listens.
    pub fn span(&self) -> Option<Span> {
        let spans = [self.attempt_span.span(), self.call_span.span()];
        spans.into_iter().find(|span| !span.is_disabled()).cloned()
    }

    /// The first content of a stream is there.
    pub fn first_content(&mut self) {
        self.guard.first_content(self.clock.now());
    }

    /// One more chunk of a stream is there, after its reader waited so long for it.
    pub fn chunk(&mut self, waited: Duration) {
        self.guard.chunk(waited);
    }

    /// Closes the account of a call whose answer is whole, and writes its attempts into the answer.
    pub fn answered(mut self, answer: &mut StandardResponse) {
        if let Some(model) = &answer.model {
            self.guard.answered_by(model);
            self.call_span.answered_by(model);
        }
        self.call_span.answered(answer);
        self.name(answer.id.as_ref());
        answer.attempts.clone_from(&self.attempts);
        self.stake.answered(answer);
        let _attempts = self.finished(answer.usage.as_ref(), answer.id.as_ref());
    }

    /// Closes the account of a call that gave all it was asked for, and gives its attempts. `id` is
    /// the service's name for it.
    pub fn finished(mut self, usage: Option<&Usage>, id: Option<&ResponseId>) -> Vec<Attempt> {
        self.attempt_span.succeeded();
        self.call_span.finished(usage, id, &self.attempts);
        self.name(id);
        self.guard.finished(usage, self.clock.now());
        self.stake.finished(usage, id);
        self.attempts
    }

    /// Writes down what the answer is called.
    fn name(&mut self, id: Option<&ResponseId>) {
        if let Some(attempt) = answering(&mut self.attempts) {
            attempt.response_id = id.cloned().or_else(|| attempt.response_id.take());
            write_down(self.receipt.as_ref(), attempt);
        }
    }

    /// Closes the account of a call that failed after all, and gives the error that the caller
    /// gets: up to here the last attempt had been a success.
    pub fn failed(self, failure: Failure<S::Blame>) -> Error {
        let now = self.clock.now();
        let Self { mut attempts, mut guard, operation, model, receipt, stake, .. } = self;
        let (mut attempt_span, mut call_span) = (self.attempt_span, self.call_span);
        attempt_span.failed(&failure.error);
        if failure.error.maybe_billed() {
            guard.maybe_billed();
        }
        guard.failed(failure.error.kind(), now);
        stake.failed(&failure);
        let Failure { error, .. } = failure;
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
