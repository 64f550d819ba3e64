//! What `Debug` shows: names, so that a log helps, and no key.

use std::time::Duration;

use tokio::time::Instant;

use super::{KIND, id, key, lease_any};
use crate::{AccountId, Blame, KeyPool, PoolKey};

#[test]
fn debug_names_what_it_is_about() {
    let labelled = PoolKey::new(key("a")).account("team-b").label("Laptop");
    assert_eq!(labelled.label_text(), Some("Laptop"));
    let pool = KeyPool::new([labelled]);
    let id = id("a");
    assert_eq!(format!("{pool:?}"), format!("KeyPool([{id:?}])"));
    assert_eq!(format!("{:?}", AccountId::from("team-b")), "AccountId(\"team-b\")");
    let lease = lease_any(&pool, Instant::now()).unwrap();
    let shown = format!("{lease:?}");
    assert!(shown.starts_with("KeyLease") && shown.contains(&format!("{id:?}")), "{shown}");
    let now = Instant::now();
    lease.fail(Blame::Rejected, KIND, now);
    let check = pool.next_check(now + Duration::from_secs(3600)).unwrap();
    assert_eq!(format!("{check:?}"), format!("KeyCheck({id:?})"));
}
