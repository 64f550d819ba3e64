//! WebP without loss.

use image_webp::{ColorType, EncodingError, WebPEncoder};

use super::super::picture::Picture;

pub(super) fn encode(picture: &Picture) -> Result<Vec<u8>, EncodingError> {
    let ([r, g, b], [red, green, blue]) = (picture.ground, picture.field);
    let (pixels, colours) = if picture.is_clear {
        (picture.pixels([r, g, b, 0], [red, green, blue, u8::MAX]), ColorType::Rgba8)
    } else {
        (picture.pixels(picture.ground, picture.field), ColorType::Rgb8)
    };
    let mut file = Vec::new();
    let encoder = WebPEncoder::new(&mut file);
    encoder.encode(&pixels, picture.size.width, picture.size.height, colours)?;
    Ok(file)
}
