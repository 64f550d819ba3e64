//! Numbers that look random and are a function of their seed.

use sha2::{Digest, Sha256};
use uuid::Builder;

/// A sequence of numbers that is a function of its seed: `SplitMix64`.
///
/// The simulator answers the same request in the same way, so everything it invents is drawn
/// from one of these, seeded with the request.
#[derive(Clone, Debug)]
pub(crate) struct Seed(u64);

impl Seed {
    /// Creates the sequence that belongs to a text.
    pub(crate) fn of(text: &str) -> Self {
        let digest = Sha256::digest(text.as_bytes());
        Self(digest.iter().take(8).fold(0, |seed, byte| seed << 8 | u64::from(*byte)))
    }

    /// Splits off a sequence of its own, so that one part of an answer does not change another.
    pub(crate) fn fork(&self, name: &str) -> Self {
        Self::of(&format!("{:x} {name}", self.0))
    }

    /// Draws the next number.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Draws a number below `bound`, or 0 if there is none.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next().checked_rem(bound).unwrap_or(0)
    }

    /// Draws one of the items, if there is any.
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let bound = u64::try_from(items.len()).unwrap_or(u64::MAX);
        items.get(usize::try_from(self.below(bound)).unwrap_or(0))
    }

    /// Draws a word of letters and digits.
    pub(crate) fn alphanumeric(&mut self, len: usize) -> String {
        const ALPHABET: &[u8; 62] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        (0..len).filter_map(|_| self.pick(ALPHABET)).map(|byte| char::from(*byte)).collect()
    }

    /// Draws an id that is a prefix and letters and digits.
    pub(crate) fn prefixed(mut self, prefix: &str) -> String {
        format!("{prefix}{}", self.alphanumeric(20))
    }

    /// Draws a UUID.
    pub(crate) fn uuid(&mut self) -> String {
        let bytes = u128::from(self.next()) << 64 | u128::from(self.next());
        Builder::from_random_bytes(bytes.to_be_bytes()).into_uuid().to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_gives_the_same_numbers() {
        let draw = |text| {
            let mut seed = Seed::of(text);
            [seed.next(), seed.next(), seed.below(10)]
        };
        assert_eq!(draw("a"), draw("a"));
        assert_ne!(draw("a"), draw("b"));
    }

    #[test]
    fn a_fork_does_not_depend_on_what_was_drawn_elsewhere() {
        let seed = Seed::of("a");
        let mut other = seed.fork("reasoning");
        other.next();
        assert_eq!(seed.fork("text").next(), seed.fork("text").next());
        assert_ne!(seed.fork("text").next(), seed.fork("reasoning").next());
    }

    #[test]
    fn a_uuid_says_that_it_is_random() {
        let uuid = Seed::of("a").uuid();
        let lengths: Vec<_> = uuid.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert_eq!(&uuid[14..15], "4");
        assert!(matches!(&uuid[19..20], "8" | "9" | "a" | "b"), "{uuid}");
    }

    #[test]
    fn nothing_is_drawn_from_nothing() {
        let mut seed = Seed::of("a");
        assert_eq!(seed.below(0), 0);
        assert_eq!(seed.pick::<u8>(&[]), None);
        assert_eq!(seed.alphanumeric(20).len(), 20);
    }
}
