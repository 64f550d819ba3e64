//! Why there is no key, and when there will be one.

use tokio::time::Instant;

use super::super::health::Health;
use super::super::request::LeaseRequest;
use super::super::strategy::Selector;
use super::PoolState;
use super::gate::Obstacle;
use super::key::KeyEntry;
use crate::{Blame, Exhaustion, PoolExhausted};

/// What is in the way of one key.
struct Hindrance<'a> {
    obstacle: Obstacle,
    health: &'a Health,
    entry: &'a KeyEntry,
}

impl Obstacle {
    /// The sooner it may end, the less.
    fn rank(self) -> (u8, Option<Instant>) {
        match self {
            Self::Busy => (0, None),
            Self::Probing => (1, None),
            Self::Resting { until, .. } => (2, Some(until)),
            Self::Quarantined => (3, None),
        }
    }
}

impl PoolState {
    /// Why such a lease cannot be had now, if it cannot.
    pub(in crate::pool) fn outlook_of(
        &self,
        request: &LeaseRequest<'_>,
        now: Instant,
    ) -> Result<(), PoolExhausted> {
        let is_free = request.is_free();
        let can_be_had = self
            .allowed(request)
            .any(|entry| self.hindrance(entry, request, is_free, now).is_none());
        if can_be_had { Ok(()) } else { Err(self.outlook(request, now)) }
    }

    /// Why nothing fits, and when something will.
    pub(super) fn outlook(&self, request: &LeaseRequest<'_>, now: Instant) -> PoolExhausted {
        let is_free = request.is_free();
        let mut keys = 0;
        let mut first: Option<Hindrance<'_>> = None;
        let mut soonest: Option<Instant> = None;
        for entry in self.allowed(request) {
            keys += 1;
            let Some(found) = self.hindrance(entry, request, is_free, now) else { continue };
            if let Obstacle::Resting { until, .. } = found.obstacle {
                soonest = Some(soonest.map_or(until, |soonest| soonest.min(until)));
            }
            let is_sooner =
                first.as_ref().is_none_or(|first| found.obstacle.rank() < first.obstacle.rank());
            if is_sooner {
                first = Some(found);
            }
        }
        let Some(Hindrance { obstacle, health, entry }) = first else {
            if keys > 0 {
                // Nothing is in the way of a lease but that its probe must be won first.
                return PoolExhausted { keys, ..PoolExhausted::new(Exhaustion::Probing) };
            }
            return PoolExhausted::new(self.why_nobody(request));
        };
        let cause = health.cause();
        PoolExhausted {
            reason: reason(obstacle, cause.map(|cause| cause.blame)),
            soonest: soonest.map(|until| until.saturating_duration_since(now)),
            keys,
            key: Some(entry.id),
            account: self.accounts.get(entry.account).map(|account| account.id.clone()),
            last_error: cause.map(|cause| cause.kind),
        }
    }

    /// The keys that would do, however they are.
    fn allowed(&self, request: &LeaseRequest<'_>) -> impl Iterator<Item = &KeyEntry> {
        let needs_weight = matches!(self.selector, Selector::Weighted(_)) && request.only.is_none();
        self.entries().map(|(_, entry)| entry).filter(move |entry| {
            let Some(account) = self.accounts.get(entry.account) else { return false };
            request.allows(entry.id, &account.id) && (entry.weight > 0 || !needs_weight)
        })
    }

    /// What is in the way of this key: of two obstacles the one that lasts longer.
    fn hindrance<'a>(
        &'a self,
        entry: &'a KeyEntry,
        request: &LeaseRequest<'_>,
        is_free: bool,
        now: Instant,
    ) -> Option<Hindrance<'a>> {
        let own =
            entry.obstacle(self.limits.per_key, now).map(|obstacle| (obstacle, entry.health()));
        let account = self.accounts.get(entry.account);
        let shared = account.and_then(|account| account.obstacle(request, is_free, now));
        let (obstacle, health) = match (own, shared) {
            (Some(own), Some(shared)) if shared.0.rank() > own.0.rank() => shared,
            (Some(found), _) | (None, Some(found)) => found,
            (None, None) => return None,
        };
        Some(Hindrance { obstacle, health, entry })
    }

    /// Why no key would do, however it was.
    fn why_nobody(&self, request: &LeaseRequest<'_>) -> Exhaustion {
        let excludes = !request.except_keys.is_empty() || !request.except_accounts.is_empty();
        let unbound = LeaseRequest { except_keys: &[], except_accounts: &[], ..*request };
        if excludes && self.allowed(&unbound).next().is_some() {
            return Exhaustion::Excluded;
        }
        let is_weightless = request.only.is_none()
            && request.account.is_none()
            && self.keys.values().all(|entry| entry.weight == 0);
        if is_weightless && !self.order.is_empty() {
            Exhaustion::NoWeight
        } else {
            Exhaustion::NoKey
        }
    }
}

fn reason(obstacle: Obstacle, blame: Option<Blame>) -> Exhaustion {
    match obstacle {
        Obstacle::Busy => Exhaustion::Busy,
        Obstacle::Probing => Exhaustion::Probing,
        Obstacle::Quarantined => Exhaustion::Quarantined,
        Obstacle::Resting { is_parked: true, .. } => Exhaustion::Parked,
        Obstacle::Resting { is_parked: false, .. } => match blame {
            Some(Blame::OutOfCredits) => Exhaustion::OutOfCredits,
            Some(Blame::FreeQuota { .. } | Blame::RateLimited { .. }) => Exhaustion::RateLimited,
            _ => Exhaustion::Cooling,
        },
    }
}
