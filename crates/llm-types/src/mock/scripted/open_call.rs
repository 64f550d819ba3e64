//! [`OpenCall`]: a call that goes on.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::answer::End;
use super::state::State;
use crate::{
    Attempt, AttemptOutcome, AttemptReceipt, CallState, Error, Operation, Receipt, ResponseId,
    StandardResponse,
};

/// A call that goes on: its place in the log, and its attempt, which the receipt has now, and the
/// response or the error in the end. Dropped, it says that the call was.
#[derive(Debug)]
pub(super) struct OpenCall {
    state: Arc<Mutex<State>>,
    place: usize,
    receipt: AttemptReceipt,
    attempt: Attempt,
    /// The attempts that the script has of its own, in place of the one that there is otherwise.
    scripted: Option<Vec<Attempt>>,
    is_over: bool,
}

impl OpenCall {
    /// A call in this place of the log, whose answer will end like this.
    pub(super) fn new(
        state: Arc<Mutex<State>>,
        place: usize,
        receipt: &Receipt,
        mut attempt: Attempt,
        end: &End,
    ) -> Self {
        let scripted = match end {
            End::Finished(response) => response.attempts.clone(),
            End::Failed(error) => error.attempts().to_vec(),
            End::Hanging => Vec::new(),
        };
        if let Some((last, earlier)) = scripted.split_last() {
            for attempt in earlier {
                drop(receipt.attempt(attempt.clone()));
            }
            attempt.clone_from(last);
        }
        // As long as nobody knows how it ends.
        attempt.outcome = AttemptOutcome::Unfinished;
        attempt.maybe_billed = true;
        let receipt = receipt.attempt(attempt.clone());
        let scripted = Some(scripted).filter(|attempts| !attempts.is_empty());
        Self { state, place, receipt, attempt, scripted, is_over: false }
    }

    /// The first content is there, after so long, of an answer with this name.
    pub(super) fn began(&mut self, after: Duration, id: Option<ResponseId>) {
        self.attempt.duration = after;
        self.attempt.response_id = id;
        self.write_down();
    }

    /// It gave this answer, which is told what it took.
    pub(super) fn answered(&mut self, response: &mut StandardResponse) {
        self.attempt.outcome = AttemptOutcome::Succeeded;
        self.attempt.maybe_billed = false;
        response.attempts = self.end(CallState::Answered);
        self.state().last_used_model.clone_from(&response.model);
    }

    /// It failed after so long; the error is told what it took.
    pub(super) fn failed(&mut self, after: Duration, error: Error) -> Error {
        self.attempt.outcome = AttemptOutcome::Failed(error.kind());
        self.attempt.duration = after;
        self.attempt.status = error.status();
        self.attempt.maybe_billed = error.maybe_billed();
        if let Some(id) = error.response_id() {
            self.attempt.response_id = Some(id.clone());
        }
        let operation = error.operation().unwrap_or(Operation::Chat);
        error.with_attempts(self.end(CallState::Failed)).with_operation(operation)
    }

    fn end(&mut self, state: CallState) -> Vec<Attempt> {
        self.is_over = true;
        self.state().end(self.place, state);
        if let Some(attempts) = self.scripted.take() {
            if let Some(last) = attempts.last() {
                self.attempt.clone_from(last);
            }
            self.write_down();
            return attempts;
        }
        self.write_down();
        vec![self.attempt.clone()]
    }

    fn write_down(&self) {
        self.receipt.update(|attempt| attempt.clone_from(&self.attempt));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for OpenCall {
    fn drop(&mut self) {
        if !self.is_over {
            self.state().end(self.place, CallState::Dropped);
        }
    }
}
