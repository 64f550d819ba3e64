//! JPEG: blocks of 8 by 8 pixels, each of one colour.

use super::super::picture::{Picture, Rgb};

/// What comes before the size: the start, and a table that divides by 8, so that the mean of a
/// block is its only number.
const START: [u8; 7] = [0xff, 0xd8, 0xff, 0xdb, 0x00, 0x43, 0x00];

/// What comes after the size: three components, all in full resolution with the same table.
const COMPONENTS: [u8; 10] = [3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0];

/// The code of the difference to the block before: `0` for none, or `10000` to `10111` for how
/// many bits it has.
const DIFFERENCES: [u8; 30] = [
    0xff, 0xc4, 0x00, 0x1c, 0x00, 1, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5,
    6, 7, 8,
];

/// The code of what a block has beside its mean: `0` for nothing.
const NOTHING: [u8; 22] =
    [0xff, 0xc4, 0x00, 0x14, 0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

/// The start of the blocks: which component has which codes.
const SCAN: [u8; 14] = [0xff, 0xda, 0x00, 0x0c, 3, 1, 0, 2, 0, 3, 0, 0, 63, 0];

pub(super) fn encode(picture: &Picture) -> Vec<u8> {
    let mut bytes = START.to_vec();
    bytes.extend([8; 64]);
    bytes.extend([0xff, 0xc0, 0x00, 0x11, 8]);
    for side in [picture.size.height, picture.size.width] {
        bytes.extend(u16::try_from(side).unwrap_or(u16::MAX).to_be_bytes());
    }
    bytes.extend(COMPONENTS);
    bytes.extend(DIFFERENCES);
    bytes.extend(NOTHING);
    bytes.extend(SCAN);
    bytes.extend(blocks(picture));
    bytes.extend([0xff, 0xd9]);
    bytes
}

fn blocks(picture: &Picture) -> Vec<u8> {
    let (ground, field) = (components(picture.ground), components(picture.field));
    let mut before = [0; 3];
    let mut bits = Bits::default();
    for row in 0..picture.size.height.div_ceil(8) {
        for column in 0..picture.size.width.div_ceil(8) {
            let block = if picture.is_field(column, row) { field } else { ground };
            for (mean, before) in block.into_iter().zip(&mut before) {
                bits.push_difference(mean - *before);
                *before = mean;
            }
        }
    }
    bits.into_bytes()
}

/// Returns brightness and the two differences of colour, each from -128 to 127.
fn components([red, green, blue]: Rgb) -> [i32; 3] {
    let [red, green, blue] = [red, green, blue].map(i32::from);
    let parts = [
        299 * red + 587 * green + 114 * blue - 128_000,
        -169 * red - 331 * green + 500 * blue,
        500 * red - 419 * green - 81 * blue,
    ];
    parts.map(|thousandths| (thousandths / 1_000).clamp(-128, 127))
}

/// Bits in bytes, the highest first.
#[derive(Debug, Default)]
struct Bits {
    bytes: Vec<u8>,
    pending: u32,
    count: u32,
}

impl Bits {
    /// Adds a block of one component: by how much it differs from the one before, and nothing
    /// else.
    fn push_difference(&mut self, difference: i32) {
        let size = u32::BITS - difference.unsigned_abs().leading_zeros();
        if size == 0 {
            self.push(0, 1);
        } else {
            self.push(0b10000 | (size - 1), 5);
            // What is below nothing is written as what it is less than the highest.
            let offset = if difference < 0 { (1 << size) - 1 } else { 0 };
            self.push((difference + offset).unsigned_abs(), size);
        }
        self.push(0, 1);
    }

    fn push(&mut self, number: u32, bits: u32) {
        self.pending = self.pending << bits | number;
        self.count += bits;
        while self.count >= 8 {
            self.count -= 8;
            let [.., byte] = (self.pending >> self.count).to_be_bytes();
            self.bytes.push(byte);
            if byte == u8::MAX {
                // Or else it would be taken for a mark.
                self.bytes.push(0);
            }
        }
    }

    /// Fills the last byte with ones, and returns all.
    fn into_bytes(mut self) -> Vec<u8> {
        let missing = self.count.wrapping_neg() % 8;
        self.push((1 << missing) - 1, missing);
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_says_its_size_first() {
        let mut bits = Bits::default();
        for difference in [0, 3, -3] {
            bits.push_difference(difference);
        }
        // 0 0, 10001 11 0, 10001 00 0, and ones.
        assert_eq!(bits.into_bytes(), [0b0010_0011, 0b1010_0010, 0b0011_1111]);
    }

    #[test]
    fn a_byte_that_looks_like_a_mark_is_marked() {
        let mut bits = Bits::default();
        bits.push(0xff, 8);
        assert_eq!(bits.into_bytes(), [0xff, 0x00]);
    }

    #[test]
    fn white_is_bright_and_has_no_colour() {
        assert_eq!(components([255, 255, 255]), [127, 0, 0]);
        assert_eq!(components([0, 0, 0]), [-128, 0, 0]);
    }
}
