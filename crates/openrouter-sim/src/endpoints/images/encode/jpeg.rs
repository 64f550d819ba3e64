//! JPEG.

use jpeg_encoder::{ColorType, Encoder, EncodingError};

use super::super::picture::Picture;

/// From 1 to 100. Colours have the resolution of the picture from 90 on.
const QUALITY: u8 = 90;

pub(super) fn encode(picture: &Picture) -> Result<Vec<u8>, EncodingError> {
    let side = |pixels: u32| u16::try_from(pixels).unwrap_or(u16::MAX);
    let (width, height) = (side(picture.size.width), side(picture.size.height));
    let mut file = Vec::new();
    let pixels = picture.pixels(picture.ground, picture.field);
    Encoder::new(&mut file, QUALITY).encode(&pixels, width, height, ColorType::Rgb)?;
    Ok(file)
}
