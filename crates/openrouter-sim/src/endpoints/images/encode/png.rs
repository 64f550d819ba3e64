//! PNG: one bit a pixel, and a palette of two colours.

use super::{super::picture::Picture, deflate::deflate};

const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";

pub(super) fn encode(picture: &Picture) -> Vec<u8> {
    let mut bytes = SIGNATURE.to_vec();
    let mut head = Vec::new();
    head.extend(picture.size.width.to_be_bytes());
    head.extend(picture.size.height.to_be_bytes());
    // The depth, a palette; the rest is as it always is.
    head.extend([1, 3, 0, 0, 0]);
    chunk(&mut bytes, *b"IHDR", &head);
    chunk(&mut bytes, *b"PLTE", &[picture.ground, picture.field].concat());
    if picture.is_clear {
        chunk(&mut bytes, *b"tRNS", &[0]);
    }
    chunk(&mut bytes, *b"IDAT", &zlib(&pixels(picture)));
    chunk(&mut bytes, *b"IEND", &[]);
    bytes
}

/// Returns the rows, each after a byte that says that it is not filtered.
fn pixels(picture: &Picture) -> Vec<u8> {
    let mut pixels = Vec::new();
    for row in 0..picture.size.height {
        pixels.push(0);
        let columns = 0..picture.size.width.div_ceil(8);
        pixels.extend(
            columns.map(|column| if picture.is_field(column, row / 8) { u8::MAX } else { 0 }),
        );
    }
    pixels
}

fn chunk(file: &mut Vec<u8>, kind: [u8; 4], content: &[u8]) {
    let length = u32::try_from(content.len()).unwrap_or(u32::MAX);
    file.extend(length.to_be_bytes());
    file.extend(kind);
    file.extend(content);
    file.extend(crc(kind.iter().chain(content)).to_be_bytes());
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut compressed = vec![0x78, 0x01];
    compressed.extend(deflate(bytes));
    compressed.extend(adler(bytes).to_be_bytes());
    compressed
}

fn crc<'a>(bytes: impl Iterator<Item = &'a u8>) -> u32 {
    let crc = bytes.fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 }
        })
    });
    !crc
}

fn adler(bytes: &[u8]) -> u32 {
    let add = |(one, other): (u32, u32), byte: &u8| {
        let one = (one + u32::from(*byte)) % 65_521;
        (one, (other + one) % 65_521)
    };
    let (one, other) = bytes.iter().fold((1, 0), add);
    other << 16 | one
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_the_standards() {
        assert_eq!(crc(b"123456789".iter()), 0xcbf4_3926);
        assert_eq!(adler(b"Wikipedia"), 0x11e6_0398);
    }
}
