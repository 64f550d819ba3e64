//! [`CheckPlan`]: when the service is asked how a key is, and what its answers do.

use std::time::{Duration, SystemTime};

use llm_types::ErrorKind;
use tokio::time::Instant;

use super::rest::parked;
use super::{Cause, Condition, Health};
use crate::{Blame, KeyLimits};

/// A question that is due, or will be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pool) struct CheckPlan {
    pub(super) due: Instant,
    /// Somebody is asking.
    is_out: bool,
}

impl CheckPlan {
    /// The wait before the first check of a key that nobody had reason to trust; each further one
    /// doubles it.
    pub(super) const FIRST: Duration = Duration::from_secs(60);
    /// The longest wait between checks.
    pub(super) const LONGEST: Duration = Duration::from_secs(60 * 60);
    /// The wait from one check to the next, if it is dropped.
    const DROPPED: Duration = Duration::from_secs(1);
    /// The wait after a question that had no answer.
    const UNANSWERED: Duration = Duration::from_secs(10);

    pub(super) const fn due(due: Instant) -> Self {
        Self { due, is_out: false }
    }
}

impl Health {
    /// True if only a check can tell how it is.
    pub(in crate::pool) const fn wants_check(&self) -> bool {
        self.check.is_some()
    }

    pub(super) fn is_being_checked(&self) -> bool {
        self.check.is_some_and(|check| check.is_out)
    }

    /// The wait before the next check. The one after it will be twice as long.
    pub(super) fn next_check_wait(&mut self) -> Duration {
        let wait = self.check_wait;
        self.check_wait = wait.saturating_mul(2).min(CheckPlan::LONGEST);
        wait
    }

    /// Somebody asks from now on, and nobody else. The pass is to be shown with the answer.
    pub(in crate::pool) fn begin_check(&mut self, now: Instant) -> Option<super::Pass> {
        let check = self.check.as_mut().filter(|check| !check.is_out && check.due <= now)?;
        check.is_out = true;
        // Should it be dropped: calls that are over sooner than a check would each begin one.
        check.due = now + CheckPlan::DROPPED;
        Some(super::Pass { generation: self.generation, is_probe: false })
    }

    /// Nobody asks any more, and there is no answer. It is due again a moment after it was begun;
    /// after a while, if it was asked and not answered.
    pub(in crate::pool) fn end_check(&mut self, pass: super::Pass, unanswered: Option<Instant>) {
        if pass.generation == self.generation
            && let Some(check) = &mut self.check
        {
            check.is_out = false;
            if let Some(now) = unanswered {
                check.due = now + CheckPlan::UNANSWERED;
            }
        }
    }

    /// The service takes the key. With money left it is half-open: the next request shows whether
    /// it is back. True if that changed anything.
    pub(in crate::pool) fn check_works(
        &mut self,
        pass: super::Pass,
        limits: &KeyLimits,
        now: Instant,
        wall: SystemTime,
        unit: f64,
    ) -> bool {
        if pass.generation != self.generation || self.check.is_none() {
            return false;
        }
        self.check = None;
        self.mended = self.generation;
        self.changed();
        let reset = limits.resets_in(wall).map(|rest| now + rest);
        self.condition = match (limits.has_money_left(), reset, self.condition) {
            (true, _, _) => Condition::Cooling { until: now },
            (false, Some(reset), _) => parked(reset, now, unit),
            // Nobody knows until when: as long as it would have been without asking.
            (false, None, condition @ Condition::Parked { .. }) => condition,
            (false, None, _) => Condition::Parked { until: now + CheckPlan::LONGEST },
        };
        if !limits.has_money_left() {
            let blame = Blame::Capped { until: reset };
            self.cause = Some(Cause { blame, kind: ErrorKind::InsufficientCredits });
        }
        true
    }

    /// The service does not take the key: it is asked again later and later. Gives the new
    /// condition if it was another one before.
    pub(in crate::pool) fn check_rejected(
        &mut self,
        pass: super::Pass,
        now: Instant,
    ) -> Option<Condition> {
        if pass.generation != self.generation || self.check.is_none() {
            return None;
        }
        let check = CheckPlan::due(now + self.next_check_wait());
        if self.is_quarantined() {
            self.check = Some(check);
            self.changed();
            return None;
        }
        let cause = Cause { blame: Blame::Rejected, kind: ErrorKind::Authentication };
        self.rest(Condition::Quarantined, cause, Some(check));
        Some(Condition::Quarantined)
    }
}
