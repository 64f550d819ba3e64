//! [`Ring`]: the keys take turns.

use super::super::state::KeySlot;

/// Keys in a ring, and whose turn is next.
#[derive(Debug, Default)]
pub(in crate::pool) struct Ring {
    keys: Vec<KeySlot>,
    next: usize,
}

impl Ring {
    pub(super) const fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    pub(super) fn insert(&mut self, key: KeySlot) {
        self.keys.push(key);
    }

    pub(super) fn remove(&mut self, key: KeySlot) {
        let Some(at) = self.keys.iter().position(|other| *other == key) else { return };
        self.keys.remove(at);
        if at < self.next {
            self.next -= 1;
        }
    }

    pub(super) fn pick(
        &mut self,
        mut is_available: impl FnMut(KeySlot) -> bool,
    ) -> Option<KeySlot> {
        let count = self.keys.len();
        let start = if self.next < count { self.next } else { 0 };
        let at = (start..count).chain(0..start).find(|at| is_available(self.keys[*at]))?;
        self.next = at + 1;
        Some(self.keys[at])
    }
}
