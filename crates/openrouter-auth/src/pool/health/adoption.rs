//! A [`Health`] as a record for other pools, and the other way round.

use std::time::{Duration, SystemTime};

use llm_types::ErrorKind;
use tokio::time::Instant;

use super::super::sharing::{ScopeRecord, SharedState, Trial};
use super::super::state::Heard;
use super::{Cause, CheckPlan, Condition, FIRST_RAMP, Health, Pass};
use crate::Blame;

/// The same moment, measured and on the wall.
#[derive(Debug, Clone, Copy)]
pub(in crate::pool) struct Moment {
    pub(in crate::pool) now: Instant,
    pub(in crate::pool) wall: SystemTime,
}

/// What another pool says is not believed for longer: its clock may be wrong.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

impl Moment {
    fn on_the_wall(self, at: Instant) -> SystemTime {
        self.wall + at.saturating_duration_since(self.now)
    }

    fn measured(self, at: SystemTime) -> Instant {
        self.now + at.duration_since(self.wall).unwrap_or_default().min(LONGEST)
    }
}

impl Health {
    /// True if a lease that went through is not out of date.
    pub(in crate::pool) fn admitted(&self, pass: Pass) -> bool {
        pass.generation == self.generation
    }

    /// What others are told. `trial` is ours, if we are finding out whether it is back; that of
    /// another pool is passed on.
    pub(in crate::pool) fn record(&self, trial: Option<Trial>, moment: Moment) -> ScopeRecord {
        ScopeRecord {
            state: self.shared_state(moment),
            step: self.step,
            blame: self.cause.map(|cause| cause.blame.as_str().to_owned()),
            last_error: self.cause.map(|cause| cause.kind),
            failures_in_a_row: self.failures_in_a_row,
            check_due: self.check.map(|check| moment.on_the_wall(check.due)),
            check_wait: self.check_wait,
            trial: trial.or_else(|| self.trial_elsewhere(moment)),
        }
    }

    /// True if a probe or a check of ours is out.
    pub(in crate::pool) fn is_on_trial(&self) -> bool {
        self.probe_is_out || self.is_being_checked()
    }

    /// Others have been told.
    pub(in crate::pool) const fn told(&mut self) {
        self.is_overruling = false;
    }

    /// Takes over what a pool says, if it is newer, or as new and graver. `us` is our name.
    pub(in crate::pool) fn adopt(
        &mut self,
        record: &ScopeRecord,
        us: u64,
        moment: Moment,
    ) -> Heard {
        if self.is_overruling {
            self.step = self.step.max(record.step.saturating_add(1));
            return Heard::Older;
        }
        let (theirs, ours) = (record.state.gravity(), self.shared_state(moment).gravity());
        let is_news = (record.step, theirs) > (self.step, ours);
        if is_news {
            self.condition = match record.state {
                SharedState::Healthy => Condition::Healthy,
                SharedState::Cooling(until) => Condition::Cooling { until: moment.measured(until) },
                SharedState::Parked(until) => Condition::Parked { until: moment.measured(until) },
                SharedState::Quarantined => Condition::Quarantined,
            };
            self.cause = record.blame.as_deref().map(|blame| Cause {
                blame: blame_of(blame),
                kind: record.last_error.unwrap_or(ErrorKind::Unavailable),
            });
            self.check = record.check_due.map(|due| CheckPlan::due(moment.measured(due)));
            self.check_wait = record.check_wait.clamp(CheckPlan::FIRST, CheckPlan::LONGEST);
            self.failures_in_a_row = record.failures_in_a_row;
            self.step = record.step;
            // What is under way was sent before this, as far as anybody here can tell.
            self.generation.0 += 1;
            self.probe_is_out = false;
            self.out = 0;
            self.ramp = (self.condition == Condition::Healthy).then_some(FIRST_RAMP);
            self.worked_at = None;
        }
        if !is_news && (record.step, theirs) < (self.step, ours) {
            return Heard::Older;
        }
        let trial = record.trial.filter(|trial| trial.until > moment.wall);
        let is_ours = trial.is_some_and(|trial| trial.holder == us);
        let elsewhere = trial.filter(|_| !is_ours);
        let was_tried = self.tried_elsewhere.is_some_and(|(_, until)| moment.now < until);
        self.tried_elsewhere = elsewhere.map(|trial| (trial.holder, moment.measured(trial.until)));
        match elsewhere {
            _ if is_news => Heard::Newer,
            Some(_) => Heard::Tried,
            None if is_ours => Heard::Older,
            // It can be tried again.
            None if was_tried => Heard::Newer,
            None => Heard::Same,
        }
    }

    fn trial_elsewhere(&self, moment: Moment) -> Option<Trial> {
        let (holder, until) = self.tried_elsewhere.filter(|(_, until)| moment.now < *until)?;
        Some(Trial { holder, until: moment.on_the_wall(until) })
    }

    fn shared_state(&self, moment: Moment) -> SharedState {
        match self.condition {
            Condition::Healthy => SharedState::Healthy,
            Condition::Cooling { until } => SharedState::Cooling(moment.on_the_wall(until)),
            Condition::Parked { until } => SharedState::Parked(moment.on_the_wall(until)),
            Condition::Quarantined => SharedState::Quarantined,
        }
    }
}

/// The blame of this label. Until when it was is part of the state.
fn blame_of(label: &str) -> Blame {
    let known = [
        Blame::Capped { until: None },
        Blame::Rejected,
        Blame::OutOfCredits,
        Blame::FreeQuota { until: None },
        Blame::RateLimited { until: None },
    ];
    known.into_iter().find(|blame| blame.as_str() == label).unwrap_or(Blame::Failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const US: u64 = 1;
    const THEM: u64 = 2;

    fn moment() -> Moment {
        let wall = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        Moment { now: Instant::now(), wall }
    }

    fn record(state: SharedState, trial: Option<Trial>) -> ScopeRecord {
        ScopeRecord { state, trial, step: 1, ..Health::new().record(None, moment()) }
    }

    #[test]
    fn what_is_heard_twice_is_news_once() {
        let (mut health, moment) = (Health::new(), moment());
        let record = record(SharedState::Quarantined, None);
        assert_eq!(health.adopt(&record, US, moment), Heard::Newer);
        assert_eq!(health.adopt(&record, US, moment), Heard::Same);
    }

    #[test]
    fn a_rest_that_another_pool_tells_is_believed_for_a_day() {
        let moment = moment();
        let far = moment.wall + 30 * LONGEST;
        for state in [SharedState::Cooling(far), SharedState::Parked(far)] {
            let mut health = Health::new();
            health.adopt(&record(state, None), US, moment);
            let day = Duration::from_secs(86_400);
            assert_eq!(health.condition.remaining(moment.now), Some(day));
        }
    }

    #[test]
    fn a_trial_of_another_pool_counts_until_its_end_and_is_passed_on_as_long() {
        let (mut health, moment) = (Health::new(), moment());
        let until = moment.wall + Duration::from_secs(5);
        let trial = Some(Trial { holder: THEM, until });
        let tried = record(SharedState::Cooling(moment.wall), trial);
        health.adopt(&tried, US, moment);
        assert_eq!(health.adopt(&tried, US, moment), Heard::Tried);
        let after = |millis| {
            let time = Duration::from_millis(millis);
            Moment { now: moment.now + time, wall: moment.wall + time }
        };
        assert_eq!(health.record(None, after(4999)).trial, trial);
        assert_eq!(health.record(None, after(5000)).trial, None);
        assert_eq!(health.adopt(&tried, US, after(4999)), Heard::Tried);
        assert_eq!(health.adopt(&tried, US, after(5000)), Heard::Same, "it is over");
        assert_eq!(health.tried_elsewhere, None);
    }

    #[test]
    fn that_another_pool_gave_up_its_trial_is_news() {
        let (mut health, moment) = (Health::new(), moment());
        let until = moment.wall + Duration::from_secs(5);
        let cooling = SharedState::Cooling(moment.wall);
        let tried = record(cooling, Some(Trial { holder: THEM, until }));
        health.adopt(&tried, US, moment);
        assert_eq!(health.adopt(&record(cooling, None), US, moment), Heard::Newer);
        let ours = record(cooling, Some(Trial { holder: US, until }));
        assert_eq!(health.adopt(&ours, US, moment), Heard::Older);
    }
}
