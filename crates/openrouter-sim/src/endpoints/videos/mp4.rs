//! MP4 that has no picture and no sound.

use std::time::Duration;

use crate::seed::Seed;

/// How many bytes a second has.
const RATE: u64 = 4 << 10;

/// How a picture is turned: not at all.
const UPRIGHT: [u32; 9] = [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000];

/// Makes a film of this length: what it is, its head without tracks, and bytes that only it has.
pub(super) fn film(length: Duration, name: &str) -> Vec<u8> {
    let mut seed = Seed::of(name);
    let numbers = length.as_secs() * RATE / 8;
    let content: Vec<u8> = (0..numbers).flat_map(|_| seed.next().to_be_bytes()).collect();
    let mut bytes = boxed(*b"ftyp", b"isom\0\0\x02\0isommp41");
    bytes.extend(boxed(*b"moov", &boxed(*b"mvhd", &head(length))));
    bytes.extend(boxed(*b"mdat", &content));
    bytes
}

/// Writes the head of a film: its length in milliseconds, the usual speed, full volume.
fn head(length: Duration) -> Vec<u8> {
    let milliseconds = u32::try_from(length.as_millis()).unwrap_or(u32::MAX);
    let mut numbers = vec![0, 0, 0, 1_000, milliseconds, 0x1_0000, 0x0100_0000, 0, 0];
    numbers.extend(UPRIGHT);
    // Six that nobody needs any more, and the number of the next track.
    numbers.extend([0, 0, 0, 0, 0, 0, 1]);
    numbers.into_iter().flat_map(u32::to_be_bytes).collect()
}

/// Puts content into a box, which begins with its length and its kind.
fn boxed(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len() + 8).unwrap_or(u32::MAX);
    [&length.to_be_bytes(), kind.as_slice(), content].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_film_is_boxes_that_add_up() {
        let film = film(Duration::from_secs(4), "tern");
        let mut rest = film.as_slice();
        let mut boxes = Vec::new();
        while let Some((head, _)) = rest.split_at_checked(8) {
            let length = u32::from_be_bytes(head[..4].try_into().unwrap()).try_into().unwrap();
            boxes.push((String::from_utf8(head[4..].to_vec()).unwrap(), length));
            rest = &rest[length..];
        }
        assert!(rest.is_empty());
        let named = |(name, length): (&str, usize)| (name.to_owned(), length);
        assert_eq!(boxes, [("ftyp", 24), ("moov", 116), ("mdat", 16_392)].map(named));
    }
}
