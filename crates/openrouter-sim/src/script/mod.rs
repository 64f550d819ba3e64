//! Scripted answers, which are given before any generated one.

mod answer;
mod faults;
mod filter;
mod stream_error;

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::request_log::RecordedRequest;

pub use answer::Answer;
pub(crate) use answer::ScriptedCompletion;
pub(crate) use faults::Faults;
pub use stream_error::StreamError;

/// The answers that wait for their request.
#[derive(Debug, Default)]
pub(crate) struct Script(Mutex<Vec<Answer>>);

impl Script {
    pub(crate) fn push(&self, answer: Answer) {
        self.lock().push(answer);
    }

    /// Returns the number of answers that wait.
    pub(crate) fn len(&self) -> usize {
        self.lock().len()
    }

    /// Drops the answers that wait.
    pub(crate) fn clear(&self) {
        self.lock().clear();
    }

    /// Takes the first answer that is for this request.
    pub(crate) fn take(&self, request: &RecordedRequest) -> Option<Answer> {
        let mut answers = self.lock();
        let index = answers.iter().position(|answer| answer.is_for(request))?;
        let answer = answers.get_mut(index)?;
        if answer.use_up() { Some(answers.remove(index)) } else { Some(answer.clone()) }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Answer>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
