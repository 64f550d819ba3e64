//! [`Shuffled`]: any key, by chance.

use super::super::state::KeySlot;

/// Keys in no order.
#[derive(Debug, Default)]
pub(in crate::pool) struct Shuffled {
    keys: Vec<KeySlot>,
}

impl Shuffled {
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
        unit: f64,
        mut is_available: impl FnMut(KeySlot) -> bool,
    ) -> Option<KeySlot> {
        let mut dice = Dice::new(unit);
        for left in (1..=self.keys.len()).rev() {
            let at = dice.below(left);
            let key = self.keys[at];
            if is_available(key) {
                return Some(key);
            }
            self.keys.swap(at, left - 1);
        }
        None
    }
}

/// As many draws as it takes out of one random number: splitmix64, by Steele, Lea and Flood.
struct Dice(u64);

impl Dice {
    const fn new(unit: f64) -> Self {
        // All bits that the number has; two numbers that differ give seeds that differ.
        Self(unit.to_bits())
    }

    /// A number below this one, which is not zero.
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^= bits >> 31;
        // By multiplication, as Lemire does it: the bias is below one in 2⁴⁰ for any pool.
        let wide = u128::from(bits) * count as u128;
        usize::try_from(wide >> 64).unwrap_or(0)
    }
}
