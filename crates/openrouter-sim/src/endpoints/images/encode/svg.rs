//! SVG.

use super::super::picture::{Picture, Rgb};

pub(super) fn encode(picture: &Picture) -> Vec<u8> {
    let (width, height) = (picture.size.width, picture.size.height);
    let colour = |[red, green, blue]: Rgb| format!("#{red:02x}{green:02x}{blue:02x}");
    let ground = if picture.is_clear { "none".to_owned() } else { colour(picture.ground) };
    let (columns, rows) = (&picture.columns, &picture.rows);
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\">\
         <rect width=\"100%\" height=\"100%\" fill=\"{ground}\"/>\
         <rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\"/></svg>",
        columns.start * 8,
        rows.start * 8,
        (columns.end - columns.start) * 8,
        (rows.end - rows.start) * 8,
        colour(picture.field),
    );
    svg.into_bytes()
}
