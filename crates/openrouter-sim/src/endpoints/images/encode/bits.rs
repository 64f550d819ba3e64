//! Bits in bytes, the lowest first: as DEFLATE and WebP have them.

/// Bits in bytes, the lowest first.
#[derive(Debug, Default)]
pub(super) struct Bits {
    bytes: Vec<u8>,
    /// Those that do not fill a byte yet.
    pending: u32,
    count: u32,
}

impl Bits {
    /// Adds the lowest bits of a number, at most 16 of them.
    pub(super) fn push(&mut self, number: u32, bits: u32) {
        self.pending |= number << self.count;
        self.count += bits;
        while self.count >= 8 {
            self.bytes.extend(self.pending.to_le_bytes().first());
            self.pending >>= 8;
            self.count -= 8;
        }
    }

    /// Fills the last byte with zeros, and returns all.
    pub(super) fn into_bytes(mut self) -> Vec<u8> {
        self.push(0, self.count.wrapping_neg() % 8);
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_bit_comes_first() {
        let mut bits = Bits::default();
        bits.push(0b1, 1);
        bits.push(0b10, 2);
        bits.push(0x1ff, 9);
        assert_eq!(bits.into_bytes(), [0b1111_1101, 0b0000_1111]);
        assert!(Bits::default().into_bytes().is_empty());
    }
}
