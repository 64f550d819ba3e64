//! Pictures as files.

mod jpeg;
mod png;
mod svg;
mod webp;

use openrouter_wire::images::OutputFormat;

use super::picture::Picture;

/// Encodes a picture, always to the same bytes; nothing in a format that does not exist.
pub(super) fn encode(picture: &Picture, format: &OutputFormat) -> Option<Vec<u8>> {
    match format {
        // Memory takes every byte, and each format every size that can be asked for.
        OutputFormat::Png => png::encode(picture).ok(),
        OutputFormat::Jpeg => jpeg::encode(picture).ok(),
        OutputFormat::Webp => webp::encode(picture).ok(),
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

#[cfg(test)]
mod tests {
    use super::{
        super::{picture::Rgb, size::Size},
        *,
    };

    /// What is seen in a file: its size, and red, green, blue and opacity of each pixel.
    type Seen = (Size, Vec<[u8; 4]>);

    fn picture(width: u32, height: u32) -> Picture {
        Picture {
            size: Size { width, height },
            ground: [20, 120, 220],
            is_clear: false,
            field: [250, 200, 10],
            columns: 1..2,
            rows: 1..3,
        }
    }

    fn see(picture: &Picture, format: &OutputFormat) -> Seen {
        let file = encode(picture, format).unwrap();
        assert_eq!(encode(picture, format).unwrap(), file);
        match format {
            OutputFormat::Png => see_png(&file),
            OutputFormat::Jpeg => see_jpeg(&file),
            _ => see_webp(&file),
        }
    }

    fn see_png(file: &[u8]) -> Seen {
        let mut decoder = ::png::Decoder::new(std::io::Cursor::new(file));
        decoder.set_transformations(::png::Transformations::ALPHA);
        let mut reader = decoder.read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut bytes).unwrap();
        let pixels = bytes.as_chunks().0.to_vec();
        (Size { width: frame.width, height: frame.height }, pixels)
    }

    fn see_jpeg(file: &[u8]) -> Seen {
        let mut decoder = jpeg_decoder::Decoder::new(file);
        let bytes = decoder.decode().unwrap();
        let info = decoder.info().unwrap();
        let size = Size { width: info.width.into(), height: info.height.into() };
        (size, opaque(&bytes))
    }

    fn see_webp(file: &[u8]) -> Seen {
        let mut decoder = image_webp::WebPDecoder::new(std::io::Cursor::new(file)).unwrap();
        let mut bytes = vec![0; decoder.output_buffer_size().unwrap()];
        decoder.read_image(&mut bytes).unwrap();
        let (width, height) = decoder.dimensions();
        let is_clear = decoder.has_alpha();
        let pixels = if is_clear { bytes.as_chunks().0.to_vec() } else { opaque(&bytes) };
        (Size { width, height }, pixels)
    }

    fn opaque(bytes: &[u8]) -> Vec<[u8; 4]> {
        bytes.as_chunks().0.iter().map(|&[r, g, b]| [r, g, b, u8::MAX]).collect()
    }

    fn expected(picture: &Picture) -> Vec<[u8; 4]> {
        let with = |[r, g, b]: Rgb, opacity| [r, g, b, opacity];
        let ground = with(picture.ground, if picture.is_clear { 0 } else { u8::MAX });
        let field = with(picture.field, u8::MAX);
        let pixel = |x: u32, y: u32| if picture.is_field(x / 8, y / 8) { field } else { ground };
        let Size { width, height } = picture.size;
        (0..height).flat_map(|y| (0..width).map(move |x| pixel(x, y))).collect()
    }

    #[test]
    fn each_format_shows_the_picture() {
        for (width, height) in [(1, 1), (7, 30), (24, 32), (33, 9)] {
            let picture = picture(width, height);
            for format in [OutputFormat::Png, OutputFormat::Webp] {
                assert_eq!(
                    see(&picture, &format),
                    (picture.size, expected(&picture)),
                    "{format:?}"
                );
            }
            let (size, pixels) = see(&picture, &OutputFormat::Jpeg);
            assert_eq!(size, picture.size);
            let far = |(seen, right): (&u8, &u8)| seen.abs_diff(*right) > 3;
            let (seen, right) = (pixels.as_flattened(), expected(&picture));
            assert!(!seen.iter().zip(right.as_flattened()).any(far), "{width}x{height}");
        }
    }

    #[test]
    fn a_clear_ground_is_seen_through() {
        let picture = Picture { is_clear: true, ..picture(24, 24) };
        for format in [OutputFormat::Png, OutputFormat::Webp] {
            assert_eq!(see(&picture, &format).1, expected(&picture), "{format:?}");
        }
    }
}
