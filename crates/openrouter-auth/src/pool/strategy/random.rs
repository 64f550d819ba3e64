//! [`Shuffled`]: any key, by chance.

use rand::rngs::SmallRng;
use rand::{RngExt as _, SeedableRng as _};

use super::super::state::KeySlot;

/// Keys in no order.
#[derive(Debug)]
pub(in crate::pool) struct Shuffled {
    keys: Vec<KeySlot>,
    dice: SmallRng,
}

impl Shuffled {
    pub(super) fn new(seed: u64) -> Self {
        Self { keys: Vec::new(), dice: SmallRng::seed_from_u64(seed) }
    }

    pub(super) fn insert(&mut self, key: KeySlot) {
        self.keys.push(key);
    }

    pub(super) fn remove(&mut self, key: KeySlot) {
        if let Some(at) = self.keys.iter().position(|other| *other == key) {
            self.keys.swap_remove(at);
        }
    }

    /// Draws until a key is available; what was drawn is put aside, so that each of the available
    /// keys is as likely as another.
    pub(super) fn pick(
        &mut self,
        mut is_available: impl FnMut(KeySlot) -> bool,
    ) -> Option<KeySlot> {
        for left in (1..=self.keys.len()).rev() {
            let at = self.dice.random_range(..left);
            let key = self.keys[at];
            if is_available(key) {
                return Some(key);
            }
            self.keys.swap(at, left - 1);
        }
        None
    }
}
