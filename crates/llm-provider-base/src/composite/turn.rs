//! [`Turn`]: the part of one member in one call.

use std::sync::Arc;
use std::time::Duration;

use llm_types::{
    Attempt, AttemptOutcome, CallState, Error, MemberReceipt, ModelId, Receipt, ResponseId,
};
use tokio::time::Instant;

use super::fault::Fault;
use super::seat::{End, Seat};
use super::settings::Settings;
use super::spans::Told;
use crate::Admission;

/// The part of one member in one call. Dropped before its end, the caller gave up.
#[derive(Debug)]
pub(super) struct Turn {
    pub(super) seat: Arc<Seat>,
    /// The member's place among all.
    pub(super) place: usize,
    /// The model that it was asked for, if one was named.
    pub(super) model: Option<ModelId>,
    settings: Arc<Settings>,
    /// None for a member that was asked although it rests.
    admission: Option<Admission>,
    receipt: MemberReceipt,
    asked_at: Instant,
    /// How many attempts it may make, or has made.
    spent: u32,
    is_hedge: bool,
    span: Told,
    /// What it sent, once that is over.
    attempts: Option<Vec<Attempt>>,
}

/// How a member is about to be asked.
pub(super) struct Asking {
    pub(super) place: usize,
    pub(super) admission: Option<Admission>,
    pub(super) model: Option<ModelId>,
    pub(super) may_spend: u32,
    pub(super) is_hedge: bool,
    pub(super) now: Instant,
}

impl Turn {
    pub(super) fn new(
        seat: &Arc<Seat>,
        settings: &Arc<Settings>,
        call: (&Receipt, &Told),
        asking: Asking,
    ) -> Self {
        let Asking { place, admission, model, may_spend, is_hedge, now } = asking;
        let (receipt, span) = call;
        let mut stand_in = Attempt::new(AttemptOutcome::Unfinished, Duration::ZERO);
        stand_in.provider = Some(seat.member.name.clone());
        stand_in.model.clone_from(&model);
        stand_in.is_hedge = is_hedge;
        // Nobody knows better, as long as the member does not say what it sent.
        stand_in.maybe_billed = true;
        seat.asked();
        Self {
            seat: Arc::clone(seat),
            place,
            settings: Arc::clone(settings),
            admission,
            receipt: receipt.member(stand_in),
            asked_at: now,
            spent: may_spend,
            is_hedge,
            span: span.member(&seat.member, model.as_ref(), is_hedge),
            model,
            attempts: None,
        }
    }

    pub(super) const fn span(&self) -> &Told {
        &self.span
    }

    /// Where the member writes down what it sends.
    pub(super) fn receipt(&self) -> Receipt {
        self.receipt.receipt()
    }

    pub(super) fn name(&self) -> &str {
        &self.seat.member.name
    }

    pub(super) const fn is_over(&self) -> bool {
        self.attempts.is_some()
    }

    /// What it sent, as far as is known; all of it, if it is over.
    pub(super) fn attempts(&self) -> Vec<Attempt> {
        self.attempts.clone().unwrap_or_else(|| self.receipt.attempts())
    }

    /// How many attempts of the call it may make; once it is over, how many it made.
    pub(super) const fn spent(&self) -> u32 {
        self.spent
    }

    /// Its first content is there.
    pub(super) fn began(&mut self) {
        self.seat.began(&mut self.admission);
    }

    /// It gave its whole answer, under this name, and lists these attempts.
    pub(super) fn answered(
        &mut self,
        said: Vec<Attempt>,
        id: Option<&ResponseId>,
        now: Instant,
    ) -> &[Attempt] {
        let mut end = self.end(AttemptOutcome::Succeeded, now);
        end.response_id = id.cloned();
        self.span.succeeded();
        self.close(said, end, End::Answered, now)
    }

    /// It failed.
    pub(super) fn failed(&mut self, error: &Error, now: Instant) -> &[Attempt] {
        let asked_for = now.saturating_duration_since(self.asked_at);
        let mut end = self.end(AttemptOutcome::Failed(error.kind()), now);
        end.status = error.status();
        end.response_id = error.response_id().cloned();
        end.maybe_billed = error.maybe_billed();
        self.span.failed(error);
        let fault = End::Failed(Fault::of(error, asked_for));
        self.close(error.attempts().to_vec(), end, fault, now)
    }

    /// Another one was faster. What it was asked is broken off already.
    pub(super) fn lost(&mut self, now: Instant) -> &[Attempt] {
        let mut end = self.end(AttemptOutcome::Lost, now);
        end.maybe_billed = self.may_have_sent();
        self.span.lost();
        self.close(Vec::new(), end, End::Lost, now)
    }

    /// What it is known to have sent, or may have.
    pub(super) fn sent(&self) -> Vec<Attempt> {
        if self.may_have_sent() { self.attempts() } else { Vec::new() }
    }

    /// The error of a member that the call has no more time for.
    pub(super) fn too_late(&self, error: Error) -> Error {
        error.with_maybe_billed(self.sent().iter().any(|attempt| attempt.maybe_billed))
    }

    fn end(&self, outcome: AttemptOutcome, now: Instant) -> Attempt {
        let mut end = Attempt::new(outcome, now.saturating_duration_since(self.asked_at));
        end.provider = Some(self.seat.member.name.clone());
        end.model.clone_from(&self.model);
        end.is_hedge = self.is_hedge;
        end
    }

    /// False if the member keeps a receipt, in which nothing is.
    fn may_have_sent(&self) -> bool {
        let own = self.receipt.receipt();
        own.state() == CallState::NotBegun || !own.attempts().is_empty()
    }

    fn close(&mut self, said: Vec<Attempt>, end: Attempt, how: End, now: Instant) -> &[Attempt] {
        let has_sent = !said.is_empty() || self.may_have_sent();
        let closed = self.receipt.close(said, end);
        self.spent = if has_sent { u32::try_from(closed.len()).unwrap_or(u32::MAX) } else { 0 };
        self.release(how, now);
        self.attempts.insert(closed)
    }

    fn release(&mut self, how: End, now: Instant) {
        self.seat.ended(how, self.admission.take(), now, self.settings.random.unit());
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if !self.is_over() {
            self.release(End::Cancelled, self.settings.clock.now());
        }
    }
}
