//! [`RateLimits`]: what is known about limits, model by model.

mod headers;
pub use headers::rate_limit_info;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use llm_types::{ModelId, RateLimitInfo};

/// What replies said last about limits, model by model.
///
/// Feed it what replies say, and ask it before a request: it is the one tracker for both. It never
/// waits itself.
#[derive(Debug, Default)]
pub struct RateLimits {
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    /// What holds for all models.
    all: Option<RateLimitInfo>,
    models: HashMap<ModelId, RateLimitInfo>,
}

impl RateLimits {
    /// The most models that are remembered. Callers choose the names, so there could be any number
    /// of them; the one heard of longest ago is forgotten first.
    pub const MAX_MODELS: usize = 1000;

    /// Nothing known.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes note of what a reply said, about the model that [`RateLimitInfo::model`] names or
    /// about all. It replaces what was known.
    pub fn observe(&self, info: RateLimitInfo) {
        self.lock().observe(info);
    }

    /// What is known about a model; with `None`, what holds for all.
    pub fn get(&self, model: Option<&ModelId>) -> Option<RateLimitInfo> {
        self.lock().get(model).cloned()
    }

    /// How long nothing should be sent to a model, because of its own limits or of those that hold
    /// for all; `None` if something can be sent.
    ///
    /// It is never longer than what was asked for at the time, whatever happened to the clock since.
    pub fn wait(&self, model: Option<&ModelId>, now: SystemTime) -> Option<Duration> {
        self.lock().wait(model, now)
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        // A panic elsewhere cannot leave a limit half written.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn observe(&mut self, info: RateLimitInfo) {
        match info.model.clone() {
            None => self.all = Some(info),
            Some(model) => {
                if !self.models.contains_key(&model) {
                    self.make_room();
                }
                self.models.insert(model, info);
            }
        }
    }

    fn get(&self, model: Option<&ModelId>) -> Option<&RateLimitInfo> {
        model.map_or(self.all.as_ref(), |model| self.models.get(model))
    }

    fn wait(&self, model: Option<&ModelId>, now: SystemTime) -> Option<Duration> {
        let own = model.and_then(|model| self.models.get(model));
        own.into_iter().chain(&self.all).filter_map(|info| remaining(info, now)).max()
    }

    /// Forgets the model heard of longest ago, if there is no room for one more.
    fn make_room(&mut self) {
        if self.models.len() < RateLimits::MAX_MODELS {
            return;
        }
        let oldest = self.models.iter().min_by_key(|(_, info)| info.observed_at);
        if let Some(oldest) = oldest.map(|(model, _)| model.clone()) {
            self.models.remove(&oldest);
        }
    }
}

/// How long a wait goes on.
fn remaining(info: &RateLimitInfo, now: SystemTime) -> Option<Duration> {
    let until = info.wait_until?;
    let left = until.duration_since(now).ok()?;
    let asked = until.duration_since(info.observed_at).unwrap_or_default();
    Some(left.min(asked)).filter(|wait| !wait.is_zero())
}

#[cfg(test)]
mod tests;
