//! [`KeyHealth`]: what verdicts do to one key. No clock, no randomness, no I/O.

use std::time::Duration;

use tokio::time::Instant;

use crate::Blame;

/// The first cooldown; each further failure in a row doubles it.
const COOLDOWN: Duration = Duration::from_secs(1);
/// The longest cooldown, before jitter.
const MAX_COOLDOWN: Duration = Duration::from_secs(60);
/// How far jitter moves the end of a cooldown, either way, so that keys that fell asleep together
/// do not wake together.
const JITTER: f64 = 0.1;
/// How long a key is parked if nobody knows when its cap is lifted.
const PARKED: Duration = Duration::from_secs(60 * 60);
/// No key is parked for longer without being tried: what the service says may be wrong.
const MAX_PARKED: Duration = Duration::from_secs(24 * 60 * 60);
/// A key that worked this recently is not quarantined for one refusal, which may be a hiccup …
const TRUSTED: Duration = Duration::from_secs(10 * 60);
/// … but tried again after this time. A second refusal in a row is believed.
const SECOND_CHANCE: Duration = Duration::from_secs(60);

/// The health of one key: a state machine over verdicts.
///
/// A verdict carries the [`Generation`] that the key had when the request was sent, and every
/// change for the worse begins a new one. So fifty requests in flight that fail together are one
/// step, a success sent before a cooldown began does not end it, and a failure sent before a
/// recovery does not undo it. Counting instead of comparing times makes this hold for events
/// within one tick of the clock too.
#[derive(Debug, Clone)]
pub(super) struct KeyHealth {
    condition: Condition,
    /// What put the key into this condition, unless it is healthy.
    blame: Blame,
    generation: Generation,
    failures_in_a_row: u32,
    worked_at: Option<Instant>,
}

/// Counts the times that a key's health was changed for the worse, or reset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Generation(u64);

/// How a key is. Cooling and parked outlast their end: only a success makes a key healthy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Condition {
    Healthy,
    Cooling { until: Instant },
    Parked { until: Instant },
    Quarantined,
}

impl Condition {
    /// How long it lasts from now on; `None` if it does not end by itself.
    pub(super) fn remaining(self, now: Instant) -> Option<Duration> {
        match self {
            Self::Cooling { until } | Self::Parked { until } => Some(until - now),
            Self::Healthy | Self::Quarantined => None,
        }
    }
}

impl KeyHealth {
    pub(super) const fn new() -> Self {
        Self {
            condition: Condition::Healthy,
            blame: Blame::None,
            generation: Generation(0),
            failures_in_a_row: 0,
            worked_at: None,
        }
    }

    pub(super) const fn generation(&self) -> Generation {
        self.generation
    }

    pub(super) const fn failures_in_a_row(&self) -> u32 {
        self.failures_in_a_row
    }

    /// How the key is at this moment: cooling and parked only until their end.
    pub(super) fn condition(&self, now: Instant) -> Condition {
        match self.condition {
            Condition::Cooling { until } | Condition::Parked { until } if until <= now => {
                Condition::Healthy
            }
            condition => condition,
        }
    }

    /// A request that was sent in `sent` succeeded.
    pub(super) const fn succeeded(&mut self, sent: Generation, now: Instant) {
        if sent.0 != self.generation.0 {
            return;
        }
        self.condition = Condition::Healthy;
        self.failures_in_a_row = 0;
        self.worked_at = Some(now);
    }

    /// A request that was sent in `sent` failed. `unit` is random in [0, 1). Gives the new
    /// condition if this changed it.
    pub(super) fn blamed(
        &mut self,
        blame: Blame,
        sent: Generation,
        now: Instant,
        unit: f64,
    ) -> Option<Condition> {
        let next = self.after(blame, now, unit)?;
        if sent != self.generation {
            // The news is old. It still counts if the key rests for something milder: a request
            // under way when a cooldown began may be the first to learn that the key is revoked.
            let rests = self.condition != Condition::Healthy;
            if !rests || gravity(blame) <= gravity(self.blame) {
                return None;
            }
        }
        self.condition = next;
        self.blame = blame;
        self.generation.0 += 1;
        self.failures_in_a_row = self.failures_in_a_row.saturating_add(1);
        // The trust is used up: the next refusal in a row counts in full.
        self.worked_at = None;
        Some(next)
    }

    /// Somebody mended the key: it is as new, and requests still under way have no say.
    pub(super) const fn reset(&mut self) {
        let generation = Generation(self.generation.0 + 1);
        *self = Self { generation, ..Self::new() };
    }

    pub(super) const fn is_quarantined(&self) -> bool {
        matches!(self.condition, Condition::Quarantined)
    }

    /// Where this blame leads from here.
    fn after(&self, blame: Blame, now: Instant, unit: f64) -> Option<Condition> {
        match blame {
            Blame::None => None,
            Blame::Failed => {
                let until = now + self.cooldown(unit);
                Some(Condition::Cooling { until })
            }
            Blame::Capped { until } => {
                let until = until.unwrap_or(now + PARKED).min(now + MAX_PARKED);
                Some(Condition::Parked { until })
            }
            Blame::Rejected if self.worked_at.is_some_and(|at| now < at + TRUSTED) => {
                Some(Condition::Cooling { until: now + SECOND_CHANCE })
            }
            Blame::Rejected => Some(Condition::Quarantined),
        }
    }

    fn cooldown(&self, unit: f64) -> Duration {
        let doubled = COOLDOWN.saturating_mul(2_u32.saturating_pow(self.failures_in_a_row));
        doubled.min(MAX_COOLDOWN).mul_f64(1.0 - JITTER + 2.0 * JITTER * unit)
    }
}

/// How much a blame weighs against another.
const fn gravity(blame: Blame) -> u8 {
    match blame {
        Blame::None => 0,
        Blame::Failed => 1,
        Blame::Capped { .. } => 2,
        Blame::Rejected => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In the middle: no jitter.
    const MIDDLE: f64 = 0.5;

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    /// How long the key rests after this blame, for a request sent just now.
    #[track_caller]
    fn rest(health: &mut KeyHealth, blame: Blame, now: Instant) -> Option<Duration> {
        let sent = health.generation();
        health.blamed(blame, sent, now, MIDDLE).unwrap().remaining(now)
    }

    #[test]
    fn cooldowns_double_up_to_a_minute_and_a_success_starts_them_over() {
        let mut now = Instant::now();
        let mut health = KeyHealth::new();
        for expected in [1, 2, 4, 8, 16, 32, 60, 60] {
            assert_eq!(rest(&mut health, Blame::Failed, now), Some(seconds(expected)));
            now += seconds(expected);
        }
        health.succeeded(health.generation(), now);
        assert_eq!(rest(&mut health, Blame::Failed, now), Some(seconds(1)));
    }

    #[test]
    fn a_cooldown_ends_at_its_end_and_not_before() {
        let now = Instant::now();
        let mut health = KeyHealth::new();
        let until = now + rest(&mut health, Blame::Failed, now).unwrap();
        let before = until.checked_sub(Duration::from_nanos(1)).unwrap();
        assert_eq!(health.condition(before), Condition::Cooling { until });
        assert_eq!(health.condition(until), Condition::Healthy);
    }

    #[test]
    fn jitter_moves_the_end_of_a_cooldown_by_a_tenth_either_way() {
        let check = |unit: f64, expected: Duration| {
            let now = Instant::now();
            let mut health = KeyHealth::new();
            let condition = health.blamed(Blame::Failed, health.generation(), now, unit).unwrap();
            let rest = condition.remaining(now).unwrap();
            assert!(rest.abs_diff(expected) < Duration::from_micros(1), "{rest:?}");
        };
        check(0.0, Duration::from_millis(900));
        check(0.5, seconds(1));
        check(1.0 - f64::EPSILON, Duration::from_millis(1100));
    }

    #[test]
    fn a_capped_key_is_parked_until_the_cap_is_lifted_but_for_no_more_than_a_day() {
        let check = |until: Option<Duration>, expected: Duration| {
            let now = Instant::now();
            let until = until.map(|after| now + after);
            let mut health = KeyHealth::new();
            assert_eq!(rest(&mut health, Blame::Capped { until }, now), Some(expected));
            assert!(matches!(health.condition(now), Condition::Parked { .. }));
            assert_eq!(health.condition(now + expected), Condition::Healthy);
        };
        check(None, seconds(60 * 60));
        check(Some(seconds(90)), seconds(90));
        check(Some(seconds(30 * 86_400)), seconds(86_400));
    }

    #[test]
    fn a_refused_key_does_not_come_back_by_itself() {
        let now = Instant::now();
        let mut health = KeyHealth::new();
        assert_eq!(rest(&mut health, Blame::Rejected, now), None);
        assert_eq!(health.condition(now + seconds(365 * 86_400)), Condition::Quarantined);
    }

    #[test]
    fn a_key_that_worked_a_moment_ago_gets_one_second_chance() {
        let start = Instant::now();
        let mut health = KeyHealth::new();
        health.succeeded(health.generation(), start);
        let now = start + seconds(599);
        assert_eq!(rest(&mut health, Blame::Rejected, now), Some(seconds(60)));
        assert_eq!(rest(&mut health, Blame::Rejected, now + seconds(60)), None);
        assert!(health.is_quarantined());
    }

    #[test]
    fn trust_in_a_key_runs_out_after_ten_minutes() {
        let start = Instant::now();
        let mut health = KeyHealth::new();
        health.succeeded(health.generation(), start);
        assert_eq!(rest(&mut health, Blame::Rejected, start + seconds(600)), None);
    }

    #[test]
    fn fifty_failures_in_flight_are_one_step() {
        for blame in [Blame::Failed, Blame::Capped { until: None }, Blame::Rejected] {
            let now = Instant::now();
            let mut health = KeyHealth::new();
            health.succeeded(health.generation(), now);
            let sent = health.generation();
            let changes = (0..50).filter_map(|_| health.blamed(blame, sent, now, MIDDLE)).count();
            assert_eq!((changes, health.failures_in_a_row()), (1, 1), "{blame}");
        }
    }

    #[test]
    fn a_success_sent_before_a_cooldown_does_not_end_it() {
        let now = Instant::now();
        let mut health = KeyHealth::new();
        let sent = health.generation();
        rest(&mut health, Blame::Failed, now);
        health.succeeded(sent, now);
        assert!(matches!(health.condition(now), Condition::Cooling { .. }));
        assert_eq!(health.failures_in_a_row(), 1);
    }

    #[test]
    fn a_failure_sent_before_a_recovery_does_not_undo_it() {
        let now = Instant::now();
        for blame in [Blame::Failed, Blame::Capped { until: None }, Blame::Rejected] {
            let mut health = KeyHealth::new();
            let sent = health.generation();
            rest(&mut health, Blame::Failed, now);
            health.succeeded(health.generation(), now + seconds(1));
            assert_eq!(health.blamed(blame, sent, now + seconds(2), MIDDLE), None, "{blame}");
            assert_eq!(health.condition(now + seconds(2)), Condition::Healthy);
        }
    }

    #[test]
    fn old_news_counts_only_if_it_is_graver_than_what_the_key_rests_for() {
        let check = |first: Blame, late: Blame, counts: bool| {
            let now = Instant::now();
            let mut health = KeyHealth::new();
            let sent = health.generation();
            rest(&mut health, first, now);
            let changed = health.blamed(late, sent, now, MIDDLE).is_some();
            assert_eq!(changed, counts, "{late} after {first}");
        };
        let capped = Blame::Capped { until: None };
        check(Blame::Failed, capped, true);
        check(Blame::Failed, Blame::Rejected, true);
        check(capped, Blame::Rejected, true);
        check(capped, Blame::Failed, false);
        check(Blame::Rejected, Blame::Failed, false);
        check(Blame::Rejected, capped, false);
    }

    #[test]
    fn a_key_without_blame_is_left_alone() {
        let now = Instant::now();
        let mut health = KeyHealth::new();
        assert_eq!(health.blamed(Blame::None, health.generation(), now, MIDDLE), None);
        assert_eq!(health.failures_in_a_row(), 0);
    }

    #[test]
    fn after_a_reset_requests_under_way_have_no_say() {
        let now = Instant::now();
        let mut health = KeyHealth::new();
        let sent = health.generation();
        rest(&mut health, Blame::Rejected, now);
        health.reset();
        assert_eq!(health.condition(now), Condition::Healthy);
        assert_eq!(health.blamed(Blame::Rejected, sent, now, MIDDLE), None);

        let sent = health.generation();
        health.reset();
        assert_eq!(health.blamed(Blame::Rejected, sent, now, MIDDLE), None);
        assert_eq!(rest(&mut health, Blame::Failed, now), Some(seconds(1)));
    }
}
