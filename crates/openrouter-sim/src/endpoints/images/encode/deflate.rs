//! DEFLATE (RFC 1951) of what is the same for long stretches, as pictures of ours are.

use super::bits::Bits;

/// The longest stretch that is written at once.
const LONGEST: usize = 258;

/// The shortest.
const SHORTEST: usize = 3;

/// Compresses bytes: a byte that follows itself becomes a length.
pub(super) fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut bits = Bits::default();
    // The only block, with the code that needs no table.
    bits.push(0b011, 3);
    for stretch in bytes.chunk_by(|one, other| one == other) {
        let Some((&byte, rest)) = stretch.split_first() else { continue };
        literal(&mut bits, byte);
        for piece in rest.chunks(LONGEST) {
            if piece.len() < SHORTEST {
                for byte in piece {
                    literal(&mut bits, *byte);
                }
            } else {
                again(&mut bits, piece.len());
            }
        }
    }
    symbol(&mut bits, 256);
    bits.into_bytes()
}

fn literal(bits: &mut Bits, byte: u8) {
    symbol(bits, byte.into());
}

/// Says that the byte before comes again so many times, from 3 to 258.
fn again(bits: &mut Bits, times: usize) {
    let over = u32::try_from(times - SHORTEST).unwrap_or_default();
    if times == LONGEST {
        symbol(bits, 285);
    } else {
        // Four lengths share the number of bits that follow, from 8 on.
        let extra = (over.max(4).ilog2()) - 2;
        symbol(bits, 257 + 4 * extra + (over >> extra));
        bits.push(over & ((1 << extra) - 1), extra);
    }
    // The distance is 1, the lowest of those.
    bits.push(0, 5);
}

/// Writes a symbol in the code that needs no table. A code begins with its highest bit.
fn symbol(bits: &mut Bits, symbol: u32) {
    let (code, length) = match symbol {
        0..=143 => (0x30 + symbol, 8),
        144..=255 => (0x190 + symbol - 144, 9),
        256..=279 => (symbol - 256, 7),
        _ => (0xc0 + symbol - 280, 8),
    };
    bits.push(code.reverse_bits() >> (u32::BITS - length), length);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The shortest length of each symbol from 257 on.
    const LENGTHS: [usize; 29] = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115,
        131, 163, 195, 227, 258,
    ];

    /// Expands what is compressed, as the standard says.
    fn inflate(bytes: &[u8]) -> Vec<u8> {
        let bits =
            bytes.iter().flat_map(|byte| (0..8).map(move |bit| usize::from(byte >> bit & 1)));
        let bits: Vec<_> = bits.collect();
        let mut bits = bits.into_iter();
        let mut expanded = Vec::new();
        assert_eq!(bits.by_ref().take(3).collect::<Vec<_>>(), [1, 1, 0]);
        loop {
            let mut code = bits.by_ref().take(7).fold(0, |code, bit| code << 1 | bit);
            let mut longer = || code << 1 | bits.next().unwrap();
            let symbol = match code {
                0..0b001_1000 => code + 256,
                0b001_1000..0b110_0000 => longer() - 0x30,
                0b110_0000..0b110_0100 => longer() - 0xc0 + 280,
                _ => {
                    code = longer();
                    (code << 1 | bits.next().unwrap()) - 0x190 + 144
                }
            };
            match symbol {
                0..256 => expanded.push(u8::try_from(symbol).unwrap()),
                256 => return expanded,
                _ => {
                    let place = symbol - 257;
                    let extra = if place < 8 || place == 28 { 0 } else { place / 4 - 1 };
                    let more = bits.by_ref().take(extra).zip(0..).map(|(bit, at)| bit << at);
                    let length = LENGTHS[place] + more.sum::<usize>();
                    assert!(bits.by_ref().take(5).all(|bit| bit == 0), "the distance is 1");
                    let last = *expanded.last().unwrap();
                    expanded.resize(expanded.len() + length, last);
                }
            }
        }
    }

    #[test]
    fn what_is_compressed_can_be_expanded() {
        assert_eq!(deflate(b"ab"), [0x4b, 0x4c, 0x02, 0x00], "as zlib has it");
        for length in 0..600 {
            let bytes = [vec![7; length], vec![200; 600 - length]].concat();
            assert_eq!(inflate(&deflate(&bytes)), bytes, "{length}");
        }
        assert!(deflate(&[0; 10_000]).len() < 80);
    }
}
