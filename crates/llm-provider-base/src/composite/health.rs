//! How all members are together.

use std::collections::BTreeMap;
use std::time::Duration;

use futures::StreamExt as _;
use futures::future::join_all;
use futures::stream::FuturesUnordered;
use llm_types::{
    Error, ErrorKind, Freshness, HealthFinding, HealthProvider as _, HealthState, HealthStatus,
    HealthSubject, Operation, Result,
};
use tokio::time::timeout;

use super::group::Group;
use super::seat::Seat;
use crate::BreakerState;

/// How long a member has to say how it is. One that is silent shall not keep the others from being
/// heard.
const PATIENCE: Duration = Duration::from_secs(10);

impl Group {
    /// Whether any member is there.
    pub(super) async fn test_connectivity(&self, freshness: Freshness) -> Result<()> {
        let tests = self.seats.iter().enumerate().map(|(place, seat)| async move {
            let test = seat.member.provider.test_connectivity(freshness);
            let result = timeout(PATIENCE, test).await.unwrap_or_else(|_| Err(silent()));
            (place, &seat.member.name, result)
        });
        let mut tests: FuturesUnordered<_> = tests.collect();
        let mut failures = BTreeMap::new();
        while let Some((place, name, result)) = tests.next().await {
            match result {
                // Nobody waits for the others.
                Ok(()) => return Ok(()),
                Err(error) => drop(failures.insert(place, (name, error))),
            }
        }
        let failures: Vec<_> = failures.into_values().collect();
        let told: Vec<_> =
            failures.iter().map(|(name, error)| format!("{name}: {}", error.message())).collect();
        let first = failures.into_iter().next();
        let error = first.map_or_else(
            || self.settings.nobody(),
            |(_, first)| first.with_message(told.join("; ")),
        );
        Err(error.with_operation(Operation::Health))
    }

    /// Healthy if all members are, unhealthy if none can be asked, and degraded otherwise. A member
    /// that is found to be unhealthy gets no calls for a while.
    pub(super) async fn health_check(&self) -> HealthStatus {
        let clock = &self.settings.clock;
        let (started, checked_at) = (clock.now(), clock.wall());
        let checks = self.seats.iter().map(async |seat| {
            let check = timeout(PATIENCE, seat.member.provider.health_check()).await;
            check.unwrap_or_else(|_| {
                let verdict = HealthStatus::new(HealthState::Unhealthy, PATIENCE, checked_at);
                verdict.with_error(ErrorKind::Timeout, silent().message())
            })
        });
        let checks = join_all(checks).await;
        let now = clock.now();
        let latency = now.saturating_duration_since(started);
        let mut state = (HealthState::Unhealthy, HealthState::Healthy);
        let mut findings = Vec::new();
        for (seat, check) in self.seats.iter().zip(&checks) {
            let resting = resting(seat, now);
            let own = if resting.is_some() {
                check.state.max(HealthState::Degraded)
            } else {
                check.state
            };
            state = (state.0.min(own), state.1.max(own));
            if check.state == HealthState::Unhealthy {
                seat.found_unhealthy(self.settings.breaker.first_rest, now);
            }
            let name = &seat.member.name;
            if own != HealthState::Healthy {
                let message = check.message.clone().or_else(|| resting.map(|_| RESTS.to_owned()));
                let message = message.unwrap_or_else(|| "it says so itself".to_owned());
                let subject = HealthSubject::Provider(name.clone());
                let mut finding = HealthFinding::new(subject, own, message);
                finding.error = check.error;
                finding.resumes_at = resting.and_then(|rest| clock.wall().checked_add(rest));
                findings.push(finding);
            }
            findings.extend(check.findings.iter().map(|finding| {
                let mut finding = finding.clone();
                finding.message = format!("{name}: {}", finding.message);
                finding
            }));
        }
        let (best, worst) = state;
        let verdict = match checks.len() {
            0 => HealthState::Unhealthy,
            _ if best == worst => best,
            _ => HealthState::Degraded,
        };
        let mut status = HealthStatus::new(verdict, latency, checked_at);
        status.since = checks.iter().filter_map(|check| check.since).max();
        if verdict == HealthState::Unhealthy {
            let error = checks.iter().find_map(|check| check.error);
            status = if checks.is_empty() {
                let nobody = self.settings.nobody();
                status.with_error(nobody.kind(), nobody.message())
            } else {
                let message = format!("none of {} providers can be asked", self.seats.len());
                status.with_error(error.unwrap_or(ErrorKind::Unavailable), message)
            };
        }
        status.findings = findings;
        status
    }
}

/// What is said of a member that rests.
const RESTS: &str = "it failed lately, and rests";

fn silent() -> Error {
    Error::new(ErrorKind::Timeout, format!("no word within {PATIENCE:?}"))
}

/// How long a member still rests, if it does.
fn resting(seat: &Seat, now: tokio::time::Instant) -> Option<Duration> {
    match seat.status(now).breaker {
        BreakerState::Open { remaining } => Some(remaining),
        _ => None,
    }
}
