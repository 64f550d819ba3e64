//! [`LeastBusy`]: the key with the fewest leases out.

use std::collections::{BTreeSet, HashMap};

use super::super::state::KeySlot;

/// Keys in the order of their leases out, then of their last turns.
#[derive(Debug, Default)]
pub(in crate::pool) struct LeastBusy {
    order: BTreeSet<(Place, KeySlot)>,
    places: HashMap<KeySlot, Place>,
    turn: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
struct Place {
    leases: u32,
    last_turn: u64,
}

impl LeastBusy {
    pub(super) fn insert(&mut self, key: KeySlot) {
        // Among keys that were never chosen the order is that in which they came.
        self.turn += 1;
        let place = Place { leases: 0, last_turn: self.turn };
        self.places.insert(key, place);
        self.order.insert((place, key));
    }

    pub(super) fn remove(&mut self, key: KeySlot) {
        if let Some(place) = self.places.remove(&key) {
            self.order.remove(&(place, key));
        }
    }

    pub(super) fn pick(
        &mut self,
        mut is_available: impl FnMut(KeySlot) -> bool,
    ) -> Option<KeySlot> {
        let (_, key) = *self.order.iter().find(|(_, key)| is_available(*key))?;
        self.turn += 1;
        let turn = self.turn;
        self.change(key, |place| place.last_turn = turn);
        Some(key)
    }

    pub(super) fn leased(&mut self, key: KeySlot) {
        self.change(key, |place| place.leases = place.leases.saturating_add(1));
    }

    pub(super) fn returned(&mut self, key: KeySlot) {
        self.change(key, |place| place.leases = place.leases.saturating_sub(1));
    }

    fn change(&mut self, key: KeySlot, change: impl FnOnce(&mut Place)) {
        let Some(place) = self.places.get_mut(&key) else { return };
        self.order.remove(&(*place, key));
        change(place);
        self.order.insert((*place, key));
    }
}
