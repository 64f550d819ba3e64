//! Cuts bytes into pieces, as a network does.

/// The pieces, some of them empty; the same for the same seed.
pub(crate) fn cut(bytes: &[u8], seed: u8) -> Vec<&[u8]> {
    // Spread, so that neighbouring seeds cut elsewhere; never zero, which xorshift would keep.
    let mut state = u64::from(seed).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let longest = 1 << (1 + seed % 7);
    let mut pieces = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let length = usize::try_from(state % longest).unwrap_or_default().min(rest.len());
        let (piece, after) = rest.split_at(length);
        pieces.push(piece);
        rest = after;
    }
    pieces
}
