//! The law of the pool: a key that rests is not leased.

use std::collections::HashMap;
use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any};
use proptest::prop_oneof;
use tokio::time::Instant;

use super::{KIND, lease_any, pool};
use crate::{Blame, KeyId, KeyLease};

#[derive(Debug, Clone)]
enum Step {
    Lease,
    /// Ends one of the leases that are out.
    End(usize, Option<Blame>),
    Drop(usize),
    Wait(Duration),
}

fn step() -> impl Strategy<Value = Step> {
    let blame = prop_oneof![
        Just(None),
        Just(Some(Blame::None)),
        Just(Some(Blame::Failed)),
        Just(Some(Blame::Capped { until: None })),
        Just(Some(Blame::Rejected)),
    ];
    prop_oneof![
        4 => Just(Step::Lease),
        3 => (any::<usize>(), blame).prop_map(|(index, blame)| Step::End(index, blame)),
        1 => any::<usize>().prop_map(Step::Drop),
        2 => (0_u64..90_000).prop_map(|millis| Step::Wait(Duration::from_millis(millis))),
    ]
}

/// What a bystander knows of a key: how often it was blamed with fresh news, and until when it must
/// rest at least.
#[derive(Debug, Clone, Copy)]
struct Known {
    blames: u32,
    rests_until: Instant,
}

/// Longer than any of the steps together.
const FOREVER: Duration = Duration::from_secs(1 << 32);

/// The shortest rest that a blame may lead to.
fn shortest_rest(blame: Blame) -> Duration {
    match blame {
        Blame::None => Duration::ZERO,
        Blame::Failed => Duration::from_secs(1),
        Blame::Capped { .. } => Duration::from_secs(60 * 60),
        Blame::Rejected => Duration::MAX,
        Blame::OutOfCredits => Duration::from_secs(10 * 60),
        Blame::Throttled => Duration::ZERO,
        Blame::FreeQuota { .. } | Blame::RateLimited { .. } => Duration::from_secs(1),
    }
}

fn take<T>(leases: &mut Vec<T>, index: usize) -> Option<T> {
    if leases.is_empty() { None } else { Some(leases.swap_remove(index % leases.len())) }
}

proptest::proptest! {
    #[test]
    fn a_resting_key_is_never_leased_and_every_lease_comes_back(steps in vec(step(), 0..200)) {
        let pool = pool(&["a", "b", "c"]);
        let mut now = Instant::now();
        let mut leases: Vec<(KeyLease, u32)> = Vec::new();
        let fresh = Known { blames: 0, rests_until: now };
        let mut known: HashMap<KeyId, Known> = pool.keys().iter().map(|id| (*id, fresh)).collect();
        for step in steps {
            match step {
                Step::Lease => {
                    if let Ok(lease) = lease_any(&pool, now) {
                        let Known { blames, rests_until } = known[&lease.id()];
                        assert!(rests_until <= now, "{lease:?} rests for {:?}", rests_until - now);
                        leases.push((lease, blames));
                    }
                }
                Step::End(index, blame) => match (take(&mut leases, index), blame) {
                    (Some((lease, _)), None) => lease.succeed(now),
                    (Some((lease, blames)), Some(blame)) => {
                        let known = known.get_mut(&lease.id()).unwrap();
                        if blame != Blame::None && blames == known.blames {
                            known.blames += 1;
                            known.rests_until = now.checked_add(shortest_rest(blame)).unwrap_or(now + FOREVER);
                        }
                        lease.fail(blame, KIND, now);
                    }
                    (None, _) => {}
                },
                Step::Drop(index) => drop(take(&mut leases, index)),
                Step::Wait(time) => now += time,
            }
            let out: u32 = pool.status(now).keys.iter().map(|key| key.in_flight).sum();
            assert_eq!(usize::try_from(out).unwrap(), leases.len());
        }
    }
}
