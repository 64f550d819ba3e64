//! [`Weighted`]: turns in proportion to weights.

use std::collections::{BTreeSet, HashMap};

use super::super::state::KeySlot;

/// Stride scheduling (Waldspurger and Weihl): each key has a pass, the lowest pass is next, and a
/// turn raises it by what is the smaller the greater the weight. So turns are spread evenly, not
/// only on average.
#[derive(Debug, Default)]
pub(in crate::pool) struct Weighted {
    order: BTreeSet<(u128, u64, KeySlot)>,
    keys: HashMap<KeySlot, Entry>,
    /// The pass of the last turn.
    now: u128,
    turn: u64,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    pass: u128,
    turn: u64,
    stride: u128,
}

/// The stride of weight 1: a turn of the greatest weight still moves by 2³², and the passes of the
/// smallest do not overflow before 2⁶⁴ turns.
const STRIDE: u128 = 1 << 64;

impl Weighted {
    /// A key of weight 0 has no turn.
    pub(super) fn insert(&mut self, key: KeySlot, weight: u32) {
        if weight == 0 {
            return;
        }
        let stride = STRIDE / u128::from(weight);
        self.turn += 1;
        // Half a stride ahead: a light key is not first only because it is new.
        let entry = Entry { pass: self.now + stride / 2, turn: self.turn, stride };
        self.keys.insert(key, entry);
        self.order.insert((entry.pass, entry.turn, key));
    }

    pub(super) fn remove(&mut self, key: KeySlot) {
        if let Some(Entry { pass, turn, .. }) = self.keys.remove(&key) {
            self.order.remove(&(pass, turn, key));
        }
    }

    pub(super) fn pick(
        &mut self,
        mut is_available: impl FnMut(KeySlot) -> bool,
    ) -> Option<KeySlot> {
        let next = *self.order.iter().find(|(_, _, key)| is_available(*key))?;
        let (pass, _, key) = next;
        let entry = self.keys.get_mut(&key)?;
        self.order.remove(&next);
        // What a key missed while it rested is not made up for.
        self.now = self.now.max(pass);
        self.turn += 1;
        entry.pass = self.now + entry.stride;
        entry.turn = self.turn;
        self.order.insert((entry.pass, entry.turn, key));
        Some(key)
    }
}
