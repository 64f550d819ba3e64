//! WebP without loss: the ground alone, which takes no bits for pixels.

use super::{super::picture::Picture, bits::Bits};

pub(super) fn encode(picture: &Picture) -> Vec<u8> {
    let mut bits = Bits::default();
    for side in [picture.size.width, picture.size.height] {
        bits.push(side.saturating_sub(1) & 0x3fff, 14);
    }
    bits.push(u32::from(picture.is_clear), 1);
    // The version, no transformation, no cache of colours, one set of codes.
    bits.push(0, 3 + 3);
    let [red, green, blue] = picture.ground;
    let alpha = if picture.is_clear { 0 } else { u8::MAX };
    for value in [green, red, blue, alpha] {
        only(&mut bits, value.into(), 8);
    }
    // There are no repetitions, so any distance will do.
    only(&mut bits, 0, 1);

    let mut pixels = vec![0x2f];
    pixels.extend(bits.into_bytes());
    let padding = pixels.len() % 2;
    let length = |bytes: usize| u32::try_from(bytes).unwrap_or(u32::MAX).to_le_bytes();
    let mut bytes = b"RIFF".to_vec();
    bytes.extend(length(pixels.len() + padding + 12));
    bytes.extend(b"WEBPVP8L");
    bytes.extend(length(pixels.len()));
    bytes.extend(&pixels);
    bytes.resize(bytes.len() + padding, 0);
    bytes
}

/// Writes a code that has one symbol, of one bit or eight.
fn only(bits: &mut Bits, symbol: u32, length: u32) {
    bits.push(0b01, 2);
    bits.push(u32::from(length == 8), 1);
    bits.push(symbol, length);
}
