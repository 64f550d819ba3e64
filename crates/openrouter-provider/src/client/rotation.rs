//! [`Rotation`]: which model each attempt of a call asks.

use std::time::Duration;

use bytes::Bytes;
use llm_provider_base::gen_ai;
use llm_types::{Error, ErrorKind, ModelId, Result, Retry};
use tokio::time::Instant;

use super::call::{Call, Choice};
use super::tried::{Tried, Turn};
use super::{Client, Trace, shortened};
use crate::error::{Failure, ModelBlame};
use crate::free_variant::is_free;
use crate::model_selector::{ChosenModel, NoModel};

/// How long a model rests whose upstreams are too busy, if nobody says.
const BUSY: Duration = Duration::from_secs(1);

/// Which model each attempt of a call asks. A call that names one, or none, stays with it; one that
/// has several goes on to another where that is of more use than the same again.
#[derive(Debug)]
pub(super) struct Rotation<'a> {
    call: &'a Call,
    /// The one that the attempt under way asks.
    chosen: Option<ChosenModel>,
    /// The one that the next attempt asks, chosen already.
    claimed: Option<ChosenModel>,
    /// The one that the next attempt asks again, if it can be.
    same: Option<ModelId>,
    /// Those that failed this call: the others go before them.
    failed: Vec<ModelId>,
    /// Those that are of no use to this call.
    unfit: Vec<ModelId>,
    /// What was written for each, so that the same model gets the same bytes.
    bodies: Vec<(ModelId, Bytes)>,
    /// The longest answer that the account affords, in tokens, and what is sent to have no longer
    /// one where the call names its model.
    shortened: Option<(u64, Bytes)>,
}

/// Which of the other models would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Others {
    /// Any.
    All,
    /// Those that are not free: what is free has a quota of its own.
    Paid,
}

impl<'a> Rotation<'a> {
    pub(super) const fn new(call: &'a Call) -> Self {
        Self {
            call,
            chosen: None,
            claimed: None,
            same: None,
            failed: Vec::new(),
            unfit: Vec::new(),
            bodies: Vec::new(),
            shortened: None,
        }
    }

    /// The model that is asked, if one is named.
    pub(super) fn model(&self) -> Option<&ModelId> {
        self.chosen.as_ref().map(ChosenModel::model).or(self.call.http.model.as_ref())
    }

    /// What is sent.
    pub(super) fn body(&mut self) -> Result<Bytes> {
        let (Some(choice), Some(chosen)) = (&self.call.choice, &self.chosen) else {
            let shortened = self.shortened.as_ref().map(|(_, body)| body);
            return Ok(shortened.unwrap_or(&self.call.http.body).clone());
        };
        let model = chosen.model();
        if let Some((_, body)) = self.bodies.iter().find(|(other, _)| other == model) {
            return Ok(body.clone());
        }
        let mut body = choice.draft.of(model)?;
        if let Some((tokens, _)) = self.shortened {
            body = shortened(&body, tokens)?;
        }
        self.bodies.push((model.clone(), body.clone()));
        Ok(body)
    }

    /// The longest answer that is asked for, where the account affords none longer.
    pub(super) fn shortened_to(&self) -> Option<u64> {
        self.shortened.as_ref().map(|(tokens, _)| *tokens)
    }

    /// Asks for an answer that the account can afford, if the failure says how long that may be, and
    /// the caller takes one so short. Once: the second number is no better than the first.
    pub(super) fn shorten(&mut self, error: &Error) -> bool {
        let Some(tokens) = self.call.shortens_to(error) else { return false };
        if self.shortened.is_some() {
            return false;
        }
        let body = match &self.call.choice {
            Some(_) => Ok(Bytes::new()),
            None => shortened(&self.call.http.body, tokens),
        };
        let Ok(body) = body else { return false };
        self.bodies.clear();
        self.shortened = Some((tokens, body));
        true
    }

    /// Chooses the model of the attempt, which is none of those `aside`.
    fn choose(
        &mut self,
        choice: &Choice,
        aside: &[ModelId],
        now: Instant,
        unit: f64,
    ) -> Result<(), NoModel> {
        let same = self.same.take();
        let again = same.filter(|same| !aside.contains(same));
        let again = || choice.selector.again(again.as_ref()?, now);
        self.chosen = self.claimed.take().or_else(again);
        if self.chosen.is_none() {
            let out = [aside, &self.unfit].concat();
            let fresh = [&out, &self.failed[..]].concat();
            let fresh = choice.selector.select(&fresh, now, unit);
            let chosen = fresh.or_else(|_| choice.selector.select(&out, now, unit))?;
            self.chosen = Some(chosen);
        }
        Ok(())
    }

    /// Tells the model how the attempt went, as far as it is its doing, and how long it is to be
    /// left alone if that was said. Gives true if it has failed this call before.
    pub(super) fn failed(
        &mut self,
        blame: ModelBlame,
        rest: Option<Duration>,
        now: Instant,
        unit: f64,
    ) -> bool {
        let Some(chosen) = self.chosen.take() else { return false };
        let model = chosen.model().clone();
        match blame {
            ModelBlame::None => drop(chosen),
            ModelBlame::Failed | ModelBlame::Silent => {
                let rests = match rest {
                    Some(rest) => chosen.fail_and_rest(rest, now, unit),
                    None => chosen.fail(now, unit),
                };
                if rests {
                    tracing::warn!({ gen_ai::REQUEST_MODEL } = %model, "the model keeps failing, and rests");
                }
            }
            ModelBlame::Unfit | ModelBlame::Refused => self.unfit.push(model.clone()),
            ModelBlame::Missing => {
                tracing::warn!({ gen_ai::REQUEST_MODEL } = %model, "the service does not have the model");
                self.unfit.push(model.clone());
                chosen.missing(now);
            }
            ModelBlame::Busy(wait) => chosen.rest(wait.unwrap_or(BUSY), now),
        }
        let before = self.failed.contains(&model);
        if !before && blame != ModelBlame::None {
            self.failed.push(model.clone());
        }
        self.same = Some(model);
        before
    }

    /// Puts the model of the attempt under way aside, and has one that is begun beside it ask
    /// another, or else the same.
    pub(super) fn begin_beside(&mut self, now: Instant, unit: f64) -> Option<ChosenModel> {
        let choice = self.call.choice.as_ref()?;
        let chosen = self.chosen.take()?;
        let model = chosen.model().clone();
        let except = [&self.failed[..], &self.unfit, std::slice::from_ref(&model)].concat();
        self.claimed = choice.selector.select(&except, now, unit).ok();
        self.same = Some(model).filter(|_| self.claimed.is_none());
        Some(chosen)
    }

    /// True if the next attempt asks another model.
    pub(super) const fn has_claimed(&self) -> bool {
        self.claimed.is_some()
    }

    /// Takes another model for that of the attempt which decides.
    pub(super) const fn swap_chosen(&mut self, other: &mut Option<ChosenModel>) {
        std::mem::swap(&mut self.chosen, other);
    }

    /// Tells the model of an attempt that does not decide how that went.
    pub(super) fn book(
        &mut self,
        mut other: Option<ChosenModel>,
        blame: ModelBlame,
        now: Instant,
        unit: f64,
    ) {
        self.swap_chosen(&mut other);
        self.failed(blame, None, now, unit);
        self.swap_chosen(&mut other);
    }

    /// The attempt was no failure of any model's, and is not counted.
    pub(super) fn give_back(&mut self) {
        if let Some(chosen) = self.chosen.take() {
            self.same = Some(chosen.model().clone());
        }
    }

    /// The model of the attempt that succeeded, after its caller waited so long.
    pub(super) fn into_chosen_after(self, waited: Duration, now: Instant) -> Option<ChosenModel> {
        let mut chosen = self.chosen?;
        chosen.confirm(waited, now);
        Some(chosen)
    }

    /// What one model refuses for its content may be asked of another.
    pub(super) fn outlasts_refusals(&self) -> bool {
        self.call.choice.as_ref().is_some_and(|choice| choice.outlasts_refusals)
    }

    /// Has the next attempt ask another model, if there is one that can be asked.
    pub(super) fn claim_other(&mut self, others: Others, now: Instant, unit: f64) -> bool {
        let Some(choice) = &self.call.choice else { return false };
        let mut except = [&self.failed[..], &self.unfit, self.same.as_slice()].concat();
        if others == Others::Paid {
            except.extend(choice.selector.models().into_iter().filter(is_free));
        }
        self.claimed = choice.selector.select(&except, now, unit).ok();
        self.claimed.is_some()
    }
}

impl Client {
    /// Chooses the model of an attempt: one that does not rest, and that there is a key for. Where
    /// all rest, the first that comes back is waited for, if that is soon.
    pub(super) async fn choose_model(
        &self,
        turn: &mut Turn<'_, '_>,
        trace: &mut Trace,
    ) -> Result<(), Failure> {
        let Turn { leased, tried, rotation } = turn;
        if let Some(choice) = &rotation.call.choice {
            let meant = rotation.same.clone();
            self.rotate(choice, rotation, tried, leased.is_some()).await?;
            // A key was leased for one model, and is not for another.
            if meant.as_ref() != rotation.model() {
                leased.take();
            }
        }
        trace.model = rotation.model().cloned();
        Ok(())
    }

    async fn rotate(
        &self,
        choice: &Choice,
        rotation: &mut Rotation<'_>,
        tried: &Tried,
        is_leased: bool,
    ) -> Result<(), Failure> {
        let patience = self.path.clock.now().checked_add(self.path.policy.max_retry_after);
        let has_time = |until: Instant| {
            // What begins when the call's time is over is over as well.
            patience.is_none_or(|end| until <= end)
                && tried.deadline().is_none_or(|end| until < end)
        };
        let mut aside = Vec::new();
        let mut takes_any = is_leased;
        loop {
            let now = self.path.clock.now();
            match rotation.choose(choice, &aside, now, self.path.random.unit()) {
                Ok(()) if takes_any || self.has_key(rotation, tried, now) => return Ok(()),
                Ok(()) => aside.extend(rotation.chosen.take().map(|one| one.model().clone())),
                Err(NoModel { soonest }) => {
                    // There are keys for none of these: the pool says when there are.
                    let wait = |model: &ModelId| self.key_wait(tried, model, now);
                    let keyless = aside.drain(..).map(|model| (wait(&model), model));
                    let keyless = keyless.min_by_key(|(wait, _)| *wait);
                    if let Some((wait, model)) = keyless
                        && soonest.is_none_or(|rest| wait <= rest)
                    {
                        rotation.same = Some(model);
                        takes_any = true;
                        continue;
                    }
                    let until = soonest.and_then(|wait| now.checked_add(wait));
                    match (soonest, until.is_some_and(has_time)) {
                        (Some(wait), true) => self.path.clock.sleep(wait).await,
                        _ => return Err(no_model(soonest)),
                    }
                }
            }
        }
    }

    /// How long until there is a key for this model.
    fn key_wait(&self, tried: &Tried, model: &ModelId, now: Instant) -> Duration {
        match self.pool.outlook(&tried.request(Some(model)), now) {
            Ok(()) => Duration::ZERO,
            Err(exhausted) => exhausted.soonest.unwrap_or(Duration::MAX),
        }
    }

    /// False if there is a key, but not for this model: it is asked too often, or the quota of what
    /// is free is used up.
    fn has_key(&self, rotation: &Rotation<'_>, tried: &Tried, now: Instant) -> bool {
        let has = |model: Option<&ModelId>| self.pool.outlook(&tried.request(model), now).is_ok();
        has(rotation.model()) || !has(None)
    }
}

/// No model can be asked, or not soon.
fn no_model(soonest: Option<Duration>) -> Failure {
    let (message, retry) = match soonest {
        Some(soonest) => ("every model rests after failures", Retry::After(soonest)),
        None => ("no model is left to be asked", Retry::Never),
    };
    Error::new(ErrorKind::Unavailable, message).with_retry(retry).into()
}
