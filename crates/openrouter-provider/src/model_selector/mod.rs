//! [`ModelSelector`]: chooses one of several models for each attempt.

mod candidate;
mod strategy;

#[cfg(test)]
mod tests;

pub use strategy::{ModelStrategy, UnknownModelStrategy};

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use llm_provider_base::{Admission, BreakerPolicy, BreakerState};
use llm_types::{ErrorKind, ModelId, Result, Usd};
use tokio::time::Instant;

use self::candidate::Candidate;

/// Chooses one of several models for each attempt, and rests those that fail.
///
/// A model rests after three failures in a row, or when half of its recent answers fail; after a
/// while one call probes it. A state machine: it takes the time and the chance as arguments, sends
/// nothing and waits for nothing.
///
/// [`OpenRouter`](crate::OpenRouter) does not go by one yet: it is for programs that choose the
/// model of each request themselves.
///
/// ```
/// use openrouter_provider::{ModelSelector, ModelStrategy};
/// use tokio::time::Instant;
///
/// # fn main() -> llm_types::Result<()> {
/// let models = ["a/large".into(), "b/large".into()];
/// let selector = ModelSelector::new(models, ModelStrategy::Failover)?;
/// let now = Instant::now();
///
/// for _ in 0..3 {
///     let Ok(chosen) = selector.select(&[], now, 0.5) else { break };
///     assert_eq!(chosen.model().as_str(), "a/large");
///     selector.record_failure(chosen, now, 0.5);
/// }
/// let Ok(chosen) = selector.select(&[], now, 0.5) else { return Ok(()) };
/// assert_eq!(chosen.model().as_str(), "b/large");
/// # selector.release(chosen, now);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct ModelSelector {
    strategy: ModelStrategy,
    /// Held for a few lines, never across an await.
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    candidates: Vec<Candidate>,
    /// Where the next turn begins.
    turn: usize,
}

/// A model that was chosen. Hand it in with the outcome.
#[derive(Debug)]
#[must_use = "a model that is probed waits for the outcome"]
pub struct ChosenModel {
    place: usize,
    model: ModelId,
    admission: Admission,
}

impl ChosenModel {
    /// Which model.
    pub const fn model(&self) -> &ModelId {
        &self.model
    }
}

/// No model can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no model can be asked: each rests after failures, or has been tried")]
pub struct NoModel {
    /// How long until the first of those that rest can be asked again, if one will be.
    pub soonest: Option<Duration>,
}

/// How one of the models is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ModelState {
    /// Which model.
    pub model: ModelId,
    /// Whether it can be asked.
    pub state: BreakerState,
    /// True if the service said that it has no such model.
    pub is_missing: bool,
    /// Failures that were the model's own.
    pub failures: u64,
    /// How long its recent answers took to begin.
    pub first_content: Option<Duration>,
}

impl ModelSelector {
    /// A selector of these models, in this order, each with weight 1. One given twice is there once.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] if there is no model, or one that is no name.
    pub fn new(models: impl IntoIterator<Item = ModelId>, strategy: ModelStrategy) -> Result<Self> {
        Self::with_weights(models.into_iter().map(|model| (model, 1)), strategy)
    }

    /// A selector of these models, in this order, with weights. A model of weight 0 is asked only
    /// where the strategy does not go by weight.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new); and if the strategy goes by weight, and every weight is 0.
    pub fn with_weights(
        models: impl IntoIterator<Item = (ModelId, u32)>,
        strategy: ModelStrategy,
    ) -> Result<Self> {
        let mut candidates: Vec<Candidate> = Vec::new();
        for (model, weight) in models {
            check_name(&model)?;
            if !candidates.iter().any(|other| other.id == model) {
                candidates.push(Candidate::new(model, weight, BreakerPolicy::default()));
            }
        }
        if candidates.is_empty() {
            return Err(wrong("models is empty: name one at least"));
        }
        if strategy == ModelStrategy::Weighted && candidates.iter().all(|one| one.weight == 0) {
            return Err(wrong("every model has weight 0, so none would ever be asked"));
        }
        Ok(Self { strategy, state: Mutex::new(State { candidates, turn: 0 }) })
    }

    /// How models are chosen.
    pub const fn strategy(&self) -> ModelStrategy {
        self.strategy
    }

    /// The models, in their order.
    pub fn models(&self) -> Vec<ModelId> {
        self.state().candidates.iter().map(|candidate| candidate.id.clone()).collect()
    }

    /// Chooses a model other than those that the call has tried. `unit` is random in [0, 1).
    ///
    /// # Errors
    ///
    /// [`NoModel`] if each was tried, is missing, or rests.
    pub fn select(
        &self,
        tried: &[ModelId],
        now: Instant,
        unit: f64,
    ) -> std::result::Result<ChosenModel, NoModel> {
        let mut state = self.state();
        let open: Vec<usize> = (0..state.candidates.len())
            .filter(|place| {
                let candidate = &state.candidates[*place];
                candidate.is_left(tried) && candidate.breaker.state(now).admits()
            })
            .collect();
        let chosen = self.choose(&state, &open, now, unit);
        let admitted = chosen.and_then(|place| {
            let candidate = &mut state.candidates[place];
            let admission = candidate.breaker.admit(now)?;
            Some(ChosenModel { place, model: candidate.id.clone(), admission })
        });
        match admitted {
            Some(chosen) => {
                state.turn = chosen.place + 1;
                Ok(chosen)
            }
            None => Err(NoModel { soonest: state.soonest(tried, now) }),
        }
    }

    /// It answered. `first_content` is how long that took to begin.
    pub fn record_success(&self, chosen: ChosenModel, first_content: Duration, now: Instant) {
        let ChosenModel { place, model: _, admission } = chosen;
        if let Some(candidate) = self.state().candidates.get_mut(place) {
            candidate.breaker.succeeded(admission, now);
            candidate.began_after(first_content, now);
        }
    }

    /// It failed, and not for the key's, the account's or the request's sake. `unit` is random in
    /// [0, 1). True if this put it to rest.
    pub fn record_failure(&self, chosen: ChosenModel, now: Instant, unit: f64) -> bool {
        let ChosenModel { place, model: _, admission } = chosen;
        self.state().candidates.get_mut(place).is_some_and(|candidate| {
            candidate.failures = candidate.failures.saturating_add(1);
            candidate.breaker.failed(admission, now, unit)
        })
    }

    /// The service asks to leave it alone for so long.
    pub fn rest(&self, chosen: ChosenModel, wait: Duration, now: Instant) {
        let ChosenModel { place, model: _, admission } = chosen;
        if let Some(candidate) = self.state().candidates.get_mut(place) {
            candidate.breaker.released(admission, now);
            candidate.breaker.rest_until(now + wait);
        }
    }

    /// The service does not have it: it is not asked until [`reset`](Self::reset).
    pub fn record_missing(&self, chosen: ChosenModel, now: Instant) {
        let ChosenModel { place, model: _, admission } = chosen;
        if let Some(candidate) = self.state().candidates.get_mut(place) {
            candidate.breaker.released(admission, now);
            candidate.is_missing = true;
        }
    }

    /// The call was given up, or failed for another reason than the model.
    pub fn release(&self, chosen: ChosenModel, now: Instant) {
        let ChosenModel { place, model: _, admission } = chosen;
        if let Some(candidate) = self.state().candidates.get_mut(place) {
            candidate.breaker.released(admission, now);
        }
    }

    /// Takes prices from a catalogue: `price` says what a typical answer of a model costs.
    pub fn set_prices(&self, price: impl Fn(&ModelId) -> Option<Usd>) {
        for candidate in &mut self.state().candidates {
            candidate.price = price(&candidate.id);
        }
    }

    /// Forgets every rest, and that models were missing. Attempts under way have no say any more.
    pub fn reset(&self) {
        for candidate in &mut self.state().candidates {
            candidate.breaker.reset();
            candidate.is_missing = false;
        }
    }

    /// How the models are, in their order.
    pub fn status(&self, now: Instant) -> Vec<ModelState> {
        self.state().candidates.iter().map(|candidate| candidate.status(now)).collect()
    }

    /// One of these places.
    fn choose(&self, state: &State, open: &[usize], now: Instant, unit: f64) -> Option<usize> {
        let at = |place: usize| &state.candidates[place];
        let open = open.iter().copied();
        match self.strategy {
            ModelStrategy::Failover => open.min(),
            ModelStrategy::RoundRobin => {
                // The next in turn, or else the first again.
                open.min_by_key(|place| (*place < state.turn, *place))
            }
            ModelStrategy::Random => by_weight(open.map(|place| (place, 1)), unit),
            ModelStrategy::Weighted => by_weight(open.map(|place| (place, at(place).weight)), unit),
            ModelStrategy::Cheapest => {
                open.min_by_key(|place| (at(*place).price.is_none(), at(*place).price, *place))
            }
            ModelStrategy::Fastest => {
                open.min_by_key(|place| (at(*place).speed(now).unwrap_or_default(), *place))
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Candidate {
    fn is_left(&self, tried: &[ModelId]) -> bool {
        !self.is_missing && !tried.contains(&self.id)
    }

    fn status(&self, now: Instant) -> ModelState {
        ModelState {
            model: self.id.clone(),
            state: self.breaker.state(now),
            is_missing: self.is_missing,
            failures: self.failures,
            first_content: self.speed(now),
        }
    }
}

impl State {
    /// How long until one of those that rest can be asked again.
    fn soonest(&self, tried: &[ModelId], now: Instant) -> Option<Duration> {
        let left = self.candidates.iter().filter(|candidate| candidate.is_left(tried));
        left.filter_map(|candidate| match candidate.breaker.state(now) {
            BreakerState::Open { remaining } => Some(remaining),
            _ => None,
        })
        .min()
    }
}

/// Draws one, with a chance in proportion to its weight.
fn by_weight(places: impl Iterator<Item = (usize, u32)> + Clone, unit: f64) -> Option<usize> {
    let total: u64 = places.clone().map(|(_, weight)| u64::from(weight)).sum();
    if total == 0 {
        return None;
    }
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of the weights, which need not be exact to the last one in 2⁵³"
    )]
    let mut drawn = ((total as f64 * unit.clamp(0.0, 1.0)) as u64).min(total - 1);
    for (place, weight) in places {
        let weight = u64::from(weight);
        if drawn < weight {
            return Some(place);
        }
        drawn -= weight;
    }
    None
}

/// The longest name of a model, in bytes.
const LONGEST_NAME: usize = 256;

/// Whether a text can be the name of a model at all: which there are, only the service knows.
fn check_name(model: &ModelId) -> Result<()> {
    let name = model.as_str();
    let is_name = (1..=LONGEST_NAME).contains(&name.len())
        && !name.chars().any(|c| c.is_control() || c.is_whitespace());
    if is_name {
        return Ok(());
    }
    Err(wrong(
        "a name in models is empty, too long, or has white space or control characters in it",
    ))
}

fn wrong(message: &str) -> llm_types::Error {
    llm_types::Error::new(ErrorKind::Configuration, message)
}
