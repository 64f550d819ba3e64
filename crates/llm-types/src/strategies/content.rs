//! Parts of messages.

use proptest::option;
use proptest::prelude::*;

use super::text;
use crate::{
    AudioPart, CacheControl, CacheTtl, ContentPart, FilePart, ImageDetail, ImagePart, MediaSource,
    TextPart, VideoPart,
};

/// Where a picture, a sound or a document is.
pub fn media_source() -> impl Strategy<Value = MediaSource> {
    prop_oneof![
        "https://example\\.com/[a-z]{1,4}".prop_map(MediaSource::Url),
        ("[a-z]{1,5}/[a-z]{1,4}", "([A-Za-z0-9+/]{4}){0,3}")
            .prop_map(|(media_type, data)| MediaSource::base64(media_type, data)),
        "file-[a-z0-9]{4}".prop_map(MediaSource::FileId),
    ]
}

fn cache_control() -> impl Strategy<Value = Option<CacheControl>> {
    option::of(
        option::of(prop_oneof![Just(CacheTtl::FiveMinutes), Just(CacheTtl::OneHour)])
            .prop_map(|ttl| CacheControl { ttl }),
    )
}

fn image_detail() -> impl Strategy<Value = ImageDetail> {
    prop_oneof![
        Just(ImageDetail::Auto),
        Just(ImageDetail::Low),
        Just(ImageDetail::High),
        Just(ImageDetail::Original),
        "x-[a-z]{1,4}".prop_map(ImageDetail::Other),
    ]
}

/// One piece of a message, of any kind.
pub fn content_part() -> impl Strategy<Value = ContentPart> {
    prop_oneof![
        (text(), cache_control())
            .prop_map(|(text, cache_control)| ContentPart::Text(TextPart { text, cache_control })),
        (media_source(), option::of(image_detail()), cache_control()).prop_map(
            |(source, detail, cache_control)| {
                ContentPart::Image(ImagePart { source, detail, cache_control })
            }
        ),
        (media_source(), "wav|mp3|pcm16", cache_control()).prop_map(
            |(source, format, cache_control)| {
                ContentPart::Audio(AudioPart { source, format, cache_control })
            }
        ),
        (media_source(), cache_control()).prop_map(|(source, cache_control)| {
            ContentPart::Video(VideoPart { source, cache_control })
        }),
        (media_source(), option::of(text()), cache_control()).prop_map(
            |(source, filename, cache_control)| {
                ContentPart::File(FilePart { source, filename, cache_control })
            }
        ),
    ]
}
