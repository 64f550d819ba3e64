//! A source of chance is foreign code: it may panic, and say anything.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use llm_provider_base::{FixedRandom, Random};
use tokio::time::Instant;

use super::{KIND, key, lease_any};
use crate::{Blame, KeyLimits, KeyPool, KeyState};

/// Panics when it is told to.
#[derive(Debug, Default)]
struct Moody(AtomicBool);

impl Random for Moody {
    fn unit(&self) -> f64 {
        assert!(!self.0.load(Ordering::Relaxed), "no number today");
        0.5
    }
}

#[test]
fn a_panic_of_it_leaves_no_lease_and_no_check_out() {
    let random = Arc::new(Moody::default());
    let source = Arc::clone(&random) as Arc<dyn Random>;
    let pool = KeyPool::builder().keys([key("a")]).random(source).build();
    let panics = |act: &mut dyn FnMut()| {
        random.0.store(true, Ordering::Relaxed);
        let result = catch_unwind(AssertUnwindSafe(act));
        random.0.store(false, Ordering::Relaxed);
        assert!(result.is_err());
    };
    let now = Instant::now();
    let mut lease = lease_any(&pool, now).ok();
    panics(&mut || lease.take().unwrap().fail(Blame::Failed, KIND, now));
    assert_eq!(pool.status(now).keys[0].in_flight, 0);

    lease_any(&pool, now).unwrap().fail(Blame::Capped { until: None }, KIND, now);
    let mut check = pool.next_check(now);
    let limits = KeyLimits::new(&serde_json::from_str("{}").unwrap(), SystemTime::UNIX_EPOCH);
    panics(&mut || check.take().unwrap().works(limits.clone(), now, SystemTime::UNIX_EPOCH));
    assert!(pool.next_check(now + Duration::from_secs(1)).is_some(), "it is due again");
}

#[test]
fn what_is_no_number_from_0_to_1_is_taken_for_one() {
    for odd in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -10.0, f64::MAX] {
        let pool = KeyPool::builder().keys([key("a")]).random(Arc::new(FixedRandom(odd))).build();
        let now = Instant::now();
        lease_any(&pool, now).unwrap().fail(Blame::Failed, KIND, now);
        let key = &pool.status(now).keys[0];
        assert_eq!((key.state, key.in_flight), (KeyState::Cooling, 0), "{odd}");
        assert!(key.resumes_in.unwrap() <= Duration::from_millis(1100), "{odd}");
    }
}
