//! [`ChosenModel`]: one model, for one attempt.

use std::time::Duration;

use llm_provider_base::Admission;
use llm_types::ModelId;
use tokio::time::Instant;

use super::candidate::Candidate;
use super::candidates::Candidates;

/// A model, for one attempt. Give one verdict when the attempt is over: each consumes it.
///
/// Dropping it counts neither for nor against the model: the attempt was given up, or failed for
/// the key's, the account's or the request's sake. If it was the probe of a model that had rested,
/// the next call probes it.
#[derive(Debug)]
#[must_use = "dropping a chosen model gives it back"]
pub struct ChosenModel {
    pub(super) place: usize,
    pub(super) model: ModelId,
    pub(super) candidates: Candidates,
    /// Handed in with the verdict; what is still here on drop is given back.
    pub(super) admission: Option<Admission>,
}

impl ChosenModel {
    /// Which model.
    pub const fn model(&self) -> &ModelId {
        &self.model
    }

    /// Its answer began after so long, and still comes. A model that was probed is let through
    /// again: the answer may take minutes.
    pub fn confirm(&mut self, first_content: Duration, now: Instant) {
        let Some(admission) = &mut self.admission else { return };
        self.candidates.at(self.place, |candidate| {
            candidate.began_after(first_content, now);
            candidate.breaker.confirmed(admission);
        });
    }

    /// It answered, to the end.
    pub fn succeed(mut self, now: Instant) {
        self.settle(|candidate, admission| candidate.breaker.succeeded(admission, now));
    }

    /// It failed, and not for the key's, the account's or the request's sake. `unit` is random in
    /// [0, 1). True if this put it to rest.
    pub fn fail(mut self, now: Instant, unit: f64) -> bool {
        let rests = self.settle(|candidate, admission| {
            candidate.failures = candidate.failures.saturating_add(1);
            candidate.breaker.failed(admission, now, unit)
        });
        rests.unwrap_or(false)
    }

    /// It [failed](Self::fail), and the service asks to leave it alone for so long.
    pub fn fail_and_rest(mut self, wait: Duration, now: Instant, unit: f64) -> bool {
        let rests = self.settle(|candidate, admission| {
            candidate.failures = candidate.failures.saturating_add(1);
            candidate.breaker.failed(admission, now, unit);
            let until = now.checked_add(wait);
            until.inspect(|until| candidate.breaker.rest_until(*until)).is_some()
        });
        rests.unwrap_or(false)
    }

    /// The service asks to leave it alone for so long.
    pub fn rest(mut self, wait: Duration, now: Instant) {
        self.settle(|candidate, admission| {
            candidate.breaker.released(admission);
            if let Some(until) = now.checked_add(wait) {
                candidate.breaker.rest_until(until);
            }
        });
    }

    /// The service does not have it: it is not asked for an hour, or until
    /// [`reset`](super::ModelSelector::reset), or until a catalogue
    /// [lists it](super::ModelSelector::read_catalogue).
    pub fn missing(mut self, now: Instant) {
        self.settle(|candidate, admission| {
            candidate.breaker.released(admission);
            candidate.note_missing(now);
        });
    }

    fn settle<T>(&mut self, verdict: impl FnOnce(&mut Candidate, Admission) -> T) -> Option<T> {
        let admission = self.admission.take()?;
        self.candidates.at(self.place, |candidate| verdict(candidate, admission))
    }
}

impl Drop for ChosenModel {
    fn drop(&mut self) {
        self.settle(|candidate, admission| candidate.breaker.released(admission));
    }
}
