//! What is to be seen: a field before a ground, in colours that the prompt decides.

use std::ops::Range;

use super::size::Size;
use crate::seed::Seed;

/// Red, green and blue.
pub(super) type Rgb = [u8; 3];

/// A field before a ground. The field lies on a grid of 8 pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Picture {
    pub(super) size: Size,
    pub(super) ground: Rgb,
    /// Whether the ground is transparent.
    pub(super) is_clear: bool,
    pub(super) field: Rgb,
    /// From where to where the field goes, in steps of the grid.
    pub(super) columns: Range<u32>,
    pub(super) rows: Range<u32>,
}

impl Picture {
    /// Paints a picture.
    pub(super) fn new(size: Size, seed: &Seed) -> Self {
        let mut colours = seed.fork("colours");
        let mut places = seed.fork("places");
        Self {
            size,
            ground: colour(&mut colours),
            is_clear: false,
            field: colour(&mut colours),
            columns: middle(size.width, &mut places),
            rows: middle(size.height, &mut places),
        }
    }

    /// Returns whether the field covers a step of the grid.
    pub(super) fn is_field(&self, column: u32, row: u32) -> bool {
        self.columns.contains(&column) && self.rows.contains(&row)
    }

    /// Returns all pixels, row by row, in these spellings of the two colours.
    pub(super) fn pixels<const N: usize>(&self, ground: [u8; N], field: [u8; N]) -> Vec<u8> {
        let Size { width, height } = self.size;
        let mut pixels = Vec::new();
        for row in 0..height.div_ceil(8) {
            let pixel = |x| if self.is_field(x / 8, row) { field } else { ground };
            let line: Vec<u8> = (0..width).flat_map(pixel).collect();
            // All lines of a step of the grid are the same.
            for _ in row * 8..height.min((row + 1) * 8) {
                pixels.extend_from_slice(&line);
            }
        }
        pixels
    }

    /// Returns it as it is on its way, when so many of the parts of the field are there.
    pub(super) fn draft(&self, done: u32, parts: u32) -> Self {
        let height = (self.rows.end - self.rows.start) * done / parts.max(1);
        Self { rows: self.rows.start..self.rows.start + height, ..self.clone() }
    }
}

fn colour(seed: &mut Seed) -> Rgb {
    let [red, green, blue, ..] = seed.next().to_be_bytes();
    [red, green, blue]
}

/// Draws a stretch that leaves out something at both ends, in steps of the grid.
fn middle(pixels: u32, seed: &mut Seed) -> Range<u32> {
    let quarter = pixels / 32;
    let mut some = || u32::try_from(seed.below(u64::from(quarter))).unwrap_or_default();
    let start = some();
    start..pixels / 8 - some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_has_a_part_of_the_field() {
        let size = Size { width: 640, height: 320 };
        let picture = Picture::new(size, &Seed::of("a tern"));
        assert!(!picture.rows.is_empty() && !picture.columns.is_empty());
        assert!(picture.draft(0, 2).rows.is_empty());
        assert_eq!(picture.draft(2, 2), picture);
        assert_ne!(picture, Picture::new(size, &Seed::of("a gull")));
    }

    #[test]
    fn the_smallest_picture_has_no_field() {
        let picture = Picture::new(Size { width: 1, height: 1 }, &Seed::of("a tern"));
        assert!(!picture.is_field(0, 0));
    }
}
