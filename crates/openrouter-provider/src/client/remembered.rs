//! [`Remembered`]: what calls leave behind for later ones.

use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use llm_provider_base::RateLimits;
use llm_types::{ErrorKind, ModelId, ResponseId, Retry, StandardResponse};
use openrouter_auth::Scope;

use super::{Makers, Quota};
use crate::error::{Failure, ModelBlame};

/// What calls leave behind for later ones. It outlives a call with the answer that is still read.
#[derive(Debug, Default)]
pub(crate) struct Remembered {
    /// Which key made what can be asked about later.
    pub(crate) makers: Makers,
    /// What replies said of limits.
    pub(crate) rate_limits: RateLimits,
    /// The model of the latest answer; best effort.
    last_model: Mutex<Option<ModelId>>,
}

impl Remembered {
    /// Remembers which model answered, and which key asked it.
    pub(crate) fn note_answer(&self, answer: &StandardResponse) {
        self.makers.note(answer.id.as_ref().map(ResponseId::as_str), &answer.attempts);
        let mut last = self.last_model.lock().unwrap_or_else(PoisonError::into_inner);
        last.clone_from(&answer.model);
    }

    /// The model of the latest answer.
    pub(crate) fn last_model(&self) -> Option<ModelId> {
        self.last_model.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes note of the limits that a failure tells of. Until when nothing should be sent is what
    /// the failure was understood to mean, so that nobody waits for one thing by two clocks.
    pub(super) fn note_failure(&self, quota: &Quota, failure: &Failure, wall: SystemTime) {
        for info in &failure.blame.limits {
            let (mut info, mut quota) = (info.clone(), quota.clone());
            if matches!(failure.blame.model, ModelBlame::Busy(_)) {
                // The upstream is everybody's.
                quota.holder = None;
            }
            if failure.blame.key.scope() == Scope::FreeModels {
                quota.scope = llm_types::RateLimitScope::FreeModels;
            }
            if failure.error.kind() == ErrorKind::RateLimited {
                info.wait_until = match failure.error.retry() {
                    Retry::After(wait) => wall.checked_add(wait),
                    _ => None,
                };
            }
            quota.claim(&mut info);
            self.rate_limits.observe(info);
        }
    }
}
