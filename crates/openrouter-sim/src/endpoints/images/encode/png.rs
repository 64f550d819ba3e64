//! PNG: one bit a pixel, and a palette of two colours.

use png::{BitDepth, ColorType, Encoder, EncodingError};

use super::super::picture::Picture;

pub(super) fn encode(picture: &Picture) -> Result<Vec<u8>, EncodingError> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, picture.size.width, picture.size.height);
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::One);
    encoder.set_palette([picture.ground, picture.field].concat());
    if picture.is_clear {
        encoder.set_trns(vec![0]);
    }
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&rows(picture))?;
    writer.finish()?;
    Ok(file)
}

/// Returns the rows. A byte has a step of the grid: ones are the field.
fn rows(picture: &Picture) -> Vec<u8> {
    let columns = picture.size.width.div_ceil(8);
    let step = |column, row| if picture.is_field(column, row) { u8::MAX } else { 0 };
    let row = |y: u32| (0..columns).map(move |column| step(column, y / 8));
    (0..picture.size.height).flat_map(row).collect()
}
