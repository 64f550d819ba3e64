//! [`Strategy`]: whose turn it is. Each way of choosing is a file; none knows what keeps a key from
//! being leased.

mod least_busy;
mod priority;
mod random;
mod ring;
mod weighted;

use least_busy::LeastBusy;
use priority::Tiers;
use random::Shuffled;
use ring::Ring;
use weighted::Weighted;

use super::state::KeySlot;

/// How a pool chooses among the keys that can be leased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Strategy {
    /// The keys take turns.
    #[default]
    RoundRobin,
    /// The key with the fewest leases out; among equals, the one that waited longest.
    LeastBusy,
    /// Any, by chance.
    Random,
    /// The keys of the lowest [priority](crate::PoolKey::priority) take turns; while none of them
    /// can be leased, those of the next one do.
    Priority,
    /// In proportion to the [weights](crate::PoolKey::weight), evenly spread.
    Weighted,
}

/// The keys of a pool in the order in which their turns come.
#[derive(Debug)]
pub(super) enum Selector {
    RoundRobin(Ring),
    LeastBusy(LeastBusy),
    Random(Shuffled),
    Priority(Tiers),
    Weighted(Weighted),
}

impl Selector {
    /// `seed` is random.
    pub(super) fn new(strategy: Strategy, seed: u64) -> Self {
        match strategy {
            Strategy::RoundRobin => Self::RoundRobin(Ring::default()),
            Strategy::LeastBusy => Self::LeastBusy(LeastBusy::default()),
            Strategy::Random => Self::Random(Shuffled::new(seed)),
            Strategy::Priority => Self::Priority(Tiers::default()),
            Strategy::Weighted => Self::Weighted(Weighted::default()),
        }
    }

    /// A key joins.
    pub(super) fn insert(&mut self, key: KeySlot, weight: u32, priority: u32) {
        match self {
            Self::RoundRobin(ring) => ring.insert(key),
            Self::LeastBusy(least_busy) => least_busy.insert(key),
            Self::Random(shuffled) => shuffled.insert(key),
            Self::Priority(tiers) => tiers.insert(key, priority),
            Self::Weighted(weighted) => weighted.insert(key, weight),
        }
    }

    /// A key leaves.
    pub(super) fn remove(&mut self, key: KeySlot) {
        match self {
            Self::RoundRobin(ring) => ring.remove(key),
            Self::LeastBusy(least_busy) => least_busy.remove(key),
            Self::Random(shuffled) => shuffled.remove(key),
            Self::Priority(tiers) => tiers.remove(key),
            Self::Weighted(weighted) => weighted.remove(key),
        }
    }

    /// The available key whose turn it is; its turn is over. What it costs grows with the number of
    /// keys in front of it that are not available, not with that of all keys.
    pub(super) fn pick(&mut self, is_available: impl FnMut(KeySlot) -> bool) -> Option<KeySlot> {
        match self {
            Self::RoundRobin(ring) => ring.pick(is_available),
            Self::LeastBusy(least_busy) => least_busy.pick(is_available),
            Self::Random(shuffled) => shuffled.pick(is_available),
            Self::Priority(tiers) => tiers.pick(is_available),
            Self::Weighted(weighted) => weighted.pick(is_available),
        }
    }

    /// A lease of the key went out, picked or not.
    pub(super) fn leased(&mut self, key: KeySlot) {
        if let Self::LeastBusy(least_busy) = self {
            least_busy.leased(key);
        }
    }

    /// A lease of the key came back.
    pub(super) fn returned(&mut self, key: KeySlot) {
        if let Self::LeastBusy(least_busy) = self {
            least_busy.returned(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use slotmap::SlotMap;

    use super::*;

    #[test]
    fn every_way_of_choosing_forgets_what_is_removed() {
        let mut slots = SlotMap::<KeySlot, ()>::with_key();
        let (first, second) = (slots.insert(()), slots.insert(()));
        for strategy in [
            Strategy::RoundRobin,
            Strategy::LeastBusy,
            Strategy::Random,
            Strategy::Priority,
            Strategy::Weighted,
        ] {
            let mut selector = Selector::new(strategy, 7);
            selector.insert(first, 1, 0);
            selector.insert(second, 1, 1);
            selector.remove(first);
            // Nothing else keeps it from being picked.
            let picked: Vec<_> = (0..4).map(|_| selector.pick(|_| true)).collect();
            assert_eq!(picked, [Some(second); 4], "{strategy:?}");
            selector.remove(second);
            assert_eq!(selector.pick(|_| true), None, "{strategy:?}");
        }
    }
}
