//! [`ModelSelector`]: chooses one of several models for each attempt.

mod candidate;
mod candidates;
mod chosen;
mod order;
mod status;
mod strategy;

#[cfg(test)]
mod tests;

pub use chosen::ChosenModel;
pub use status::{ModelState, NoModel};
pub use strategy::{ModelStrategy, UnknownModelStrategy};

use std::time::Duration;

use llm_provider_base::BreakerPolicy;
use llm_types::{ErrorKind, ModelId, Result, Usd};
use openrouter_wire::models::Id;
use tokio::time::Instant;

use self::candidate::{Candidate, Outlook};
use self::candidates::{Candidates, State};

/// Chooses one of several models for each attempt, and rests those that fail.
///
/// A model rests after three failures in a row, or when half of its recent answers fail; after a
/// while one call probes it. A state machine: it takes the time and the chance as arguments, sends
/// nothing and waits for nothing.
///
/// A handle: clones share what is known of the models. [`OpenRouter`](crate::OpenRouter) goes by one
/// where it has [several models](crate::OpenRouterBuilder::models); a program that chooses the model
/// of each request itself can have its own.
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
///     chosen.fail(now, 0.5);
/// }
/// let Ok(chosen) = selector.select(&[], now, 0.5) else { return Ok(()) };
/// assert_eq!(chosen.model().as_str(), "b/large");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct ModelSelector {
    strategy: ModelStrategy,
    candidates: Candidates,
}

/// How long a probe that is under way is waited for before somebody looks again.
const PROBE: Duration = Duration::from_secs(1);

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
        Self::with_breaker(models, strategy, &BreakerPolicy::default())
    }

    /// As [`with_weights`](Self::with_weights), with other numbers of when a model rests, and for
    /// how long.
    ///
    /// # Errors
    ///
    /// As [`with_weights`](Self::with_weights); and if the numbers contradict each other.
    pub fn with_breaker(
        models: impl IntoIterator<Item = (ModelId, u32)>,
        strategy: ModelStrategy,
        breaker: &BreakerPolicy,
    ) -> Result<Self> {
        breaker.validate()?;
        let mut candidates: Vec<Candidate> = Vec::new();
        for (model, weight) in models {
            check_name(&model)?;
            if !candidates.iter().any(|other| other.id == model) {
                candidates.push(Candidate::new(model, weight, breaker.clone()));
            }
        }
        if candidates.is_empty() {
            return Err(wrong("models is empty: name one at least"));
        }
        if strategy == ModelStrategy::Weighted && candidates.iter().all(|one| one.weight == 0) {
            return Err(wrong("every model has weight 0, so none would ever be asked"));
        }
        Ok(Self { strategy, candidates: Candidates::new(candidates) })
    }

    /// How models are chosen.
    pub const fn strategy(&self) -> ModelStrategy {
        self.strategy
    }

    /// The models, in their order.
    pub fn models(&self) -> Vec<ModelId> {
        self.candidates.lock().candidates.iter().map(|candidate| candidate.id.clone()).collect()
    }

    /// Chooses a model other than these. `unit` is random in [0, 1).
    ///
    /// # Errors
    ///
    /// [`NoModel`] if each of the others is missing or rests, or there is no other.
    pub fn select(
        &self,
        except: &[ModelId],
        now: Instant,
        unit: f64,
    ) -> std::result::Result<ChosenModel, NoModel> {
        let mut state = self.candidates.lock();
        let mut open = Vec::new();
        let mut waits = Vec::new();
        for (place, candidate) in state.candidates.iter().enumerate() {
            if except.contains(&candidate.id) {
                continue;
            }
            match candidate.outlook(now) {
                Outlook::Open => open.push(place),
                Outlook::In(left) => waits.push(left),
                Outlook::Probing => waits.push(PROBE),
            }
        }
        let place = state.choose(self.strategy, &open, now, unit);
        let chosen = place.and_then(|place| self.admit(&mut state, place, now));
        if let Some(chosen) = &chosen {
            state.turn = chosen.place + 1;
        }
        drop(state);
        chosen.ok_or_else(|| NoModel { soonest: waits.into_iter().min() })
    }

    /// Chooses this model, if it can be asked, and leaves the turn as it is.
    pub(crate) fn again(&self, model: &ModelId, now: Instant) -> Option<ChosenModel> {
        let mut state = self.candidates.lock();
        let place = state.candidates.iter().position(|candidate| candidate.id == *model)?;
        let chosen = self.admit(&mut state, place, now);
        drop(state);
        chosen
    }

    fn admit(&self, state: &mut State, place: usize, now: Instant) -> Option<ChosenModel> {
        let candidate = state.candidates.get_mut(place)?;
        if candidate.missing_for(now).is_some() {
            return None;
        }
        let admission = Some(candidate.breaker.admit(now)?);
        let (model, candidates) = (candidate.id.clone(), self.candidates.clone());
        Some(ChosenModel { place, model, candidates, admission })
    }

    /// Takes prices from a catalogue: `price` says what a typical answer of a model costs.
    pub fn set_prices(&self, price: impl Fn(&ModelId) -> Option<Usd>) {
        for candidate in &mut self.candidates.lock().candidates {
            candidate.price = price(&candidate.id);
        }
    }

    /// Takes note of what a catalogue lists: a model that was missing and is listed is asked again.
    pub fn read_catalogue(&self, lists: impl Fn(&ModelId) -> bool) {
        for candidate in &mut self.candidates.lock().candidates {
            if lists(&candidate.id) {
                candidate.note_found();
            }
        }
    }

    /// Forgets every rest, and that models were missing. Attempts under way have no say any more.
    pub fn reset(&self) {
        for candidate in &mut self.candidates.lock().candidates {
            candidate.breaker.reset();
            candidate.note_found();
        }
    }

    /// How the models are, in their order.
    pub fn status(&self, now: Instant) -> Vec<ModelState> {
        self.candidates.lock().candidates.iter().map(|candidate| candidate.status(now)).collect()
    }

    /// True if both choose among the same models in the same way.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        let terms = |selector: &Self| -> Vec<_> {
            let state = selector.candidates.lock();
            state.candidates.iter().map(|one| (one.id.clone(), one.weight)).collect()
        };
        self.strategy == other.strategy && terms(self) == terms(other)
    }
}

pub(crate) fn check_name(model: &ModelId) -> Result<()> {
    if Id::is_valid(model.as_str()) {
        return Ok(());
    }
    Err(wrong(
        "a name in models is empty, too long, or has white space or control characters in it",
    ))
}

fn wrong(message: &str) -> llm_types::Error {
    llm_types::Error::new(ErrorKind::Configuration, message)
}
