//! How large an image is.

use openrouter_wire::images::{AspectRatio, Create, Resolution};
use rust_decimal::Decimal;

use crate::refusal::Refusal;

/// The longest side that can be had, in pixels.
const LONGEST: u32 = 8_192;

/// How large an image is, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) width: u32,
    pub(super) height: u32,
}

impl Size {
    /// Reads the size that a request asks for.
    pub(super) fn read(request: &Create) -> Result<Self, Refusal> {
        let ratio = request.aspect_ratio.as_ref();
        let tier = request.resolution.as_ref();
        let Some(size) = request.size.as_deref() else {
            return Self::of(side(tier.unwrap_or(&Resolution::K1))?, ratio);
        };
        let Some(pixels) = Self::pixels(size) else {
            let named = Resolution::from(size);
            if tier.is_some_and(|tier| *tier != named) {
                return Err(mismatch("resolution", size));
            }
            return Self::of(side(&named)?, ratio);
        };
        // Pixels decide, and nothing beside them may say otherwise.
        if let Some(tier) = tier
            && side(tier)? != pixels.width.max(pixels.height)
        {
            return Err(mismatch("resolution", size));
        }
        match ratio {
            Some(ratio) if !pixels.has(shape(ratio)?) => Err(mismatch("aspect_ratio", size)),
            _ => Ok(pixels),
        }
    }

    /// Reads pixels such as `1280x720`.
    fn pixels(text: &str) -> Option<Self> {
        let (width, height) = text.split_once('x')?;
        let side = |text: &str| text.parse().ok().filter(|side| (1..=LONGEST).contains(side));
        Some(Self { width: side(width)?, height: side(height)? })
    }

    /// Returns the size of a shape whose longer side is so long.
    fn of(side: u32, ratio: Option<&AspectRatio>) -> Result<Self, Refusal> {
        let (width, height) = shape(ratio.unwrap_or(&AspectRatio::Auto))?;
        let shorter = |one: u32, other: u32| (side * one / other).max(1);
        Ok(if width < height {
            Self { width: shorter(width, height), height: side }
        } else {
            Self { width: side, height: shorter(height, width) }
        })
    }

    /// Returns whether it has a shape, but for the rounding.
    fn has(self, (width, height): (u32, u32)) -> bool {
        let difference = (self.width * height).abs_diff(self.height * width);
        difference <= width.max(height)
    }

    /// Returns how many pixels it has, in millions.
    pub(super) fn megapixels(self) -> Decimal {
        Decimal::new(i64::from(self.width) * i64::from(self.height), 6)
    }

    /// Returns how many tokens an image of it has.
    pub(super) fn tokens(self) -> u64 {
        (u64::from(self.width) * u64::from(self.height)).div_ceil(256)
    }

    /// Returns the resolution that is nearest to it.
    pub(super) fn resolution(self) -> Resolution {
        match self.width.max(self.height) {
            0..=768 => Resolution::P512,
            769..=1_536 => Resolution::K1,
            1_537..=3_072 => Resolution::K2,
            _ => Resolution::K4,
        }
    }
}

/// Returns how long the longer side is.
fn side(resolution: &Resolution) -> Result<u32, Refusal> {
    match resolution {
        Resolution::P512 => Ok(512),
        Resolution::K1 => Ok(1_024),
        Resolution::K2 => Ok(2_048),
        Resolution::K4 => Ok(4_096),
        Resolution::Other(name) => {
            Err(Refusal::bad_request(format!("{name:?} is no size of an image")))
        }
    }
}

/// Returns width and height of a shape.
fn shape(ratio: &AspectRatio) -> Result<(u32, u32), Refusal> {
    let wrong = || Refusal::bad_request(format!("`aspect_ratio` cannot be {:?}", ratio.as_str()));
    if let AspectRatio::Other(_) = ratio {
        return Err(wrong());
    }
    // Whatever the model sees fit is square.
    let (width, height) = ratio.as_str().split_once(':').unwrap_or(("1", "1"));
    // In halves, because of 19.5.
    let halves = |text: &str| match text.split_once('.') {
        None => text.parse::<u32>().ok().map(|whole| whole * 2),
        Some((whole, _)) => whole.parse::<u32>().ok().map(|whole| whole * 2 + 1),
    };
    halves(width).zip(halves(height)).ok_or_else(wrong)
}

fn mismatch(field: &str, size: &str) -> Refusal {
    Refusal::bad_request(format!("`{field}` does not match `size` {size}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(size: Option<&str>, tier: Option<&str>, ratio: Option<&str>) -> Option<(u32, u32)> {
        let request = Create {
            size: size.map(str::to_owned),
            resolution: tier.map(Resolution::from),
            aspect_ratio: ratio.map(AspectRatio::from),
            ..Create::default()
        };
        Size::read(&request).ok().map(|size| (size.width, size.height))
    }

    #[test]
    fn a_size_is_pixels_or_a_resolution_and_a_shape() {
        for (size, tier, ratio, pixels) in [
            (None, None, None, (1_024, 1_024)),
            (None, Some("2K"), Some("16:9"), (2_048, 1_152)),
            (Some("4K"), None, Some("9:16"), (2_304, 4_096)),
            (Some("512"), Some("512"), Some("auto"), (512, 512)),
            (None, None, Some("19.5:9"), (1_024, 472)),
            (Some("1280x720"), None, Some("16:9"), (1_280, 720)),
            (Some("1024x472"), Some("1K"), Some("19.5:9"), (1_024, 472)),
        ] {
            assert_eq!(read(size, tier, ratio), Some(pixels), "{size:?} {tier:?} {ratio:?}");
        }
    }

    #[test]
    fn what_is_no_size_or_says_two_things_is_refused() {
        for (size, tier, ratio) in [
            (Some("large"), None, None),
            (Some("0x10"), None, None),
            (Some("9000x10"), None, None),
            (None, Some("3K"), None),
            (None, None, Some("5:6")),
            (Some("2K"), Some("1K"), None),
            (Some("1280x720"), Some("1K"), None),
            (Some("1280x720"), None, Some("1:1")),
        ] {
            assert_eq!(read(size, tier, ratio), None, "{size:?} {tier:?} {ratio:?}");
        }
    }

    #[test]
    fn every_shape_of_the_wire_has_a_size() {
        for name in AspectRatio::NAMES {
            assert!(read(None, None, Some(name)).is_some(), "{name}");
        }
    }

    #[test]
    fn a_size_is_counted_in_pixels_and_tokens() {
        let size = Size { width: 1_024, height: 1_024 };
        assert_eq!((size.tokens(), size.megapixels().to_string()), (4_096, "1.048576".to_owned()));
        assert_eq!(size.resolution(), Resolution::K1);
    }
}
