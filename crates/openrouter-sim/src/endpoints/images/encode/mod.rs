//! Pictures as files.

mod bits;
mod deflate;
mod jpeg;
mod png;
mod svg;
mod webp;

use openrouter_wire::images::OutputFormat;

use super::picture::Picture;

/// Encodes a picture; nothing in a format that does not exist.
pub(super) fn encode(picture: &Picture, format: &OutputFormat) -> Option<Vec<u8>> {
    match format {
        OutputFormat::Png => Some(png::encode(picture)),
        OutputFormat::Jpeg => Some(jpeg::encode(picture)),
        OutputFormat::Webp => Some(webp::encode(picture)),
        OutputFormat::Svg => Some(svg::encode(picture)),
        OutputFormat::Other(_) => None,
    }
}

/// Returns the media type of a format.
pub(super) fn media_type(format: &OutputFormat) -> Option<&'static str> {
    match format {
        OutputFormat::Png => Some("image/png"),
        OutputFormat::Jpeg => Some("image/jpeg"),
        OutputFormat::Webp => Some("image/webp"),
        OutputFormat::Svg => Some("image/svg+xml"),
        OutputFormat::Other(_) => None,
    }
}
