//! [`Tiers`]: the keys of the first tier take turns, then those of the next.

use std::collections::BTreeMap;

use super::super::state::KeySlot;
use super::ring::Ring;

/// A ring for each priority.
#[derive(Debug, Default)]
pub(in crate::pool) struct Tiers {
    rings: BTreeMap<u32, Ring>,
}

impl Tiers {
    pub(super) fn insert(&mut self, key: KeySlot, priority: u32) {
        self.rings.entry(priority).or_default().insert(key);
    }

    pub(super) fn remove(&mut self, key: KeySlot) {
        self.rings.retain(|_, ring| {
            ring.remove(key);
            !ring.is_empty()
        });
    }

    pub(super) fn pick(
        &mut self,
        mut is_available: impl FnMut(KeySlot) -> bool,
    ) -> Option<KeySlot> {
        self.rings.values_mut().find_map(|ring| ring.pick(&mut is_available))
    }
}
