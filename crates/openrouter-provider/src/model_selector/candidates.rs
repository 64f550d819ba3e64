//! [`Candidates`]: the models, as all calls of a selector see them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::candidate::Candidate;

/// The models, as all calls of a selector see them. The lock is held for a few lines, never across
/// an await.
#[derive(Debug, Clone)]
pub(super) struct Candidates(Arc<Mutex<State>>);

#[derive(Debug)]
pub(super) struct State {
    pub(super) candidates: Vec<Candidate>,
    /// Where the next turn begins.
    pub(super) turn: usize,
}

impl Candidates {
    pub(super) fn new(candidates: Vec<Candidate>) -> Self {
        Self(Arc::new(Mutex::new(State { candidates, turn: 0 })))
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere cannot leave the state half changed: nothing in here panics.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes one candidate.
    pub(super) fn at<T>(
        &self,
        place: usize,
        change: impl FnOnce(&mut Candidate) -> T,
    ) -> Option<T> {
        self.lock().candidates.get_mut(place).map(change)
    }
}
