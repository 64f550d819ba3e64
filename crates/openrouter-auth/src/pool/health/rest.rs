//! [`Rest`]: how long a scope rests, and what must be asked before it is back.

use std::time::Duration;

use tokio::time::Instant;

use super::{CheckPlan, Condition, Health, TRUSTED};
use crate::Blame;

/// The first cooldown; each further failure in a row doubles it.
const COOLDOWN: Duration = Duration::from_secs(1);
/// The longest cooldown, before jitter.
const MAX_COOLDOWN: Duration = Duration::from_secs(60);
/// The first rest of an account without money; each further one in a row doubles it.
const OUT_OF_CREDITS: Duration = Duration::from_secs(10 * 60);
/// How long a key is parked if nobody knows when its cap is lifted; also the longest rest of an
/// account without money.
const HOUR: Duration = Duration::from_secs(60 * 60);
/// Nothing rests for longer without being tried: what the service says may be wrong.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
/// How far jitter moves the end of a rest, either way, so that keys that fell asleep together do
/// not wake together.
const JITTER: f64 = 0.1;
/// A time that the service gave is never undercut; jitter adds this at most.
const MAX_DELAY: Duration = Duration::from_secs(1);

/// Where a blame leads.
pub(super) struct Rest {
    pub(super) condition: Condition,
    pub(super) check: Option<CheckPlan>,
}

impl Rest {
    /// Where this blame leads a scope of this health; nowhere, if it puts nothing to rest.
    pub(super) fn after(
        blame: Blame,
        health: &mut Health,
        now: Instant,
        unit: f64,
    ) -> Option<Self> {
        let failures = health.failures_in_a_row;
        let cooling =
            |rest| Self { condition: Condition::Cooling { until: now + rest }, check: None };
        Some(match blame {
            Blame::None | Blame::Throttled => return None,
            Blame::Failed => cooling(spread(doubled(COOLDOWN, failures, MAX_COOLDOWN), unit)),
            Blame::OutOfCredits => cooling(spread(doubled(OUT_OF_CREDITS, failures, HOUR), unit)),
            Blame::FreeQuota { until } | Blame::RateLimited { until } => cooling(match until {
                Some(until) => promised(until, now, unit),
                None => spread(doubled(COOLDOWN, failures, MAX_COOLDOWN), unit),
            }),
            Blame::Capped { until: Some(until) } => {
                Self { condition: parked(until, now, unit), check: None }
            }
            Blame::Capped { until: None } => Self {
                condition: Condition::Parked { until: now + spread(HOUR, unit) },
                check: Some(CheckPlan::due(now)),
            },
            Blame::Rejected => {
                let is_trusted = health.worked_at.is_some_and(|at| now < at + TRUSTED);
                let due = if is_trusted { now } else { now + health.next_check_wait() };
                Self { condition: Condition::Quarantined, check: Some(CheckPlan::due(due)) }
            }
        })
    }
}

/// Parked until a time that the service gave.
pub(super) fn parked(until: Instant, now: Instant, unit: f64) -> Condition {
    Condition::Parked { until: now + promised(until, now, unit) }
}

/// The rest until a time that the service gave: never less, within reason.
fn promised(until: Instant, now: Instant, unit: f64) -> Duration {
    let rest = until.saturating_duration_since(now).min(LONGEST);
    (rest + (rest / 10).min(MAX_DELAY).mul_f64(unit)).min(LONGEST)
}

fn doubled(first: Duration, times: u32, longest: Duration) -> Duration {
    first.saturating_mul(2_u32.saturating_pow(times)).min(longest)
}

fn spread(rest: Duration, unit: f64) -> Duration {
    rest.mul_f64(1.0 - JITTER + 2.0 * JITTER * unit)
}
