//! Parts of messages.

use llm_types::{
    AudioPart, CacheControl, CacheTtl, ContentPart, FilePart, ImageDetail, ImagePart, MediaSource,
    TextPart, VideoPart,
};
use openrouter_wire::chat as wire;

use super::{Unsayable, absent, known};

pub(super) fn content(content: wire::Content) -> Result<Vec<ContentPart>, Unsayable> {
    match content {
        wire::Content::Text(text) => Ok(vec![ContentPart::text(text)]),
        wire::Content::Parts(parts) => parts.into_iter().map(part).collect(),
    }
}

fn part(part: wire::ContentPart) -> Result<ContentPart, Unsayable> {
    Ok(match part {
        wire::ContentPart::Text(part) => {
            let wire::TextPart { text, cache_control, prompt_cache_breakpoint, extra } = part;
            absent(prompt_cache_breakpoint.as_ref(), "prompt_cache_breakpoint of a part")?;
            known(&extra, "a text part")?;
            ContentPart::Text(TextPart { text, cache_control: cache(cache_control)? })
        }
        wire::ContentPart::ImageUrl(part) => {
            let wire::ImagePart { image_url, cache_control, extra } = part;
            known(&extra, "an image part")?;
            image(image_url, cache_control)?
        }
        wire::ContentPart::InputAudio(part) => {
            let wire::AudioPart { input_audio, cache_control, extra } = part;
            let wire::InputAudio { data, format, extra: inner } = input_audio;
            known(&extra, "an audio part")?;
            known(&inner, "an audio part")?;
            let source = MediaSource::base64(format!("audio/{format}"), data);
            ContentPart::Audio(AudioPart { source, format, cache_control: cache(cache_control)? })
        }
        wire::ContentPart::VideoUrl(part) | wire::ContentPart::InputVideo(part) => {
            let wire::VideoPart { video_url, cache_control, extra } = part;
            known(&extra, "a video part")?;
            known(&video_url.extra, "a video part")?;
            let source = MediaSource::from_url(video_url.url);
            ContentPart::Video(VideoPart { source, cache_control: cache(cache_control)? })
        }
        wire::ContentPart::File(part) => {
            let wire::FilePart { file, cache_control, extra } = part;
            let wire::File { filename, file_data, file_id, extra: inner } = file;
            known(&extra, "a file part")?;
            known(&inner, "a file part")?;
            let source = match (file_data, file_id) {
                (Some(data), None) => MediaSource::from_url(data),
                (None, Some(id)) => MediaSource::FileId(id),
                _ => return Err("a file part with data and an id, or with neither".to_owned()),
            };
            ContentPart::File(FilePart { source, filename, cache_control: cache(cache_control)? })
        }
        wire::ContentPart::Other(_) => return Err("a part of another kind".to_owned()),
    })
}

pub(super) fn image(
    image: wire::ImageUrl,
    cache_control: Option<wire::CacheControl>,
) -> Result<ContentPart, Unsayable> {
    let wire::ImageUrl { url, detail, extra } = image;
    known(&extra, "an image")?;
    let mut part = ImagePart::new(MediaSource::from_url(url));
    part.detail = detail.map(|detail| match detail {
        wire::ImageDetail::Auto => ImageDetail::Auto,
        wire::ImageDetail::Low => ImageDetail::Low,
        wire::ImageDetail::High => ImageDetail::High,
        wire::ImageDetail::Original => ImageDetail::Original,
        wire::ImageDetail::Other(word) => ImageDetail::Other(word),
    });
    part.cache_control = cache(cache_control)?;
    Ok(ContentPart::Image(part))
}

pub(super) fn cache(
    control: Option<wire::CacheControl>,
) -> Result<Option<CacheControl>, Unsayable> {
    let Some(wire::CacheControl { kind, ttl, extra }) = control else { return Ok(None) };
    known(&extra, "cache_control")?;
    if kind != wire::CacheControlKind::Ephemeral {
        return Err("a kind of cache_control that is not ephemeral".to_owned());
    }
    let ttl = match ttl {
        None => None,
        Some(wire::CacheTtl::FiveMinutes) => Some(CacheTtl::FiveMinutes),
        Some(wire::CacheTtl::OneHour) => Some(CacheTtl::OneHour),
        Some(wire::CacheTtl::Other(_)) => return Err("another time to live of a cache".to_owned()),
    };
    Ok(Some(CacheControl { ttl }))
}
