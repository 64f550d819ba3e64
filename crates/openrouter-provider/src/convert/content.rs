//! Parts of messages.

use llm_types::{
    AudioPart, CacheControl, CacheTtl, ContentPart, FilePart, ImageDetail, ImagePart, MediaSource,
    Result, TextPart, VideoPart,
};
use openrouter_wire::{Extra, chat as wire};

use super::refusal::unsupported;

/// Parts as the API takes them: plain text where it is nothing else.
pub(super) fn content(parts: &[ContentPart]) -> Result<wire::Content> {
    if let [ContentPart::Text(TextPart { text, cache_control: None })] = parts {
        return Ok(wire::Content::Text(text.clone()));
    }
    parts.iter().map(part).collect::<Result<_>>().map(wire::Content::Parts)
}

pub(super) fn part(part: &ContentPart) -> Result<wire::ContentPart> {
    Ok(match part {
        ContentPart::Text(TextPart { text, cache_control }) => {
            wire::ContentPart::Text(wire::TextPart {
                text: text.clone(),
                cache_control: cache_control.map(self::cache_control),
                prompt_cache_breakpoint: None,
                extra: Extra::default(),
            })
        }
        ContentPart::Image(image) => wire::ContentPart::ImageUrl(wire::ImagePart {
            image_url: image_url(image)?,
            cache_control: image.cache_control.map(cache_control),
            extra: Extra::default(),
        }),
        ContentPart::Audio(AudioPart { source, format, cache_control }) => {
            let MediaSource::Base64 { media_type: _, data } = source else {
                return Err(unsupported("audio must be sent as base64 data"));
            };
            wire::ContentPart::InputAudio(wire::AudioPart {
                input_audio: wire::InputAudio {
                    data: data.clone(),
                    format: format.clone(),
                    extra: Extra::default(),
                },
                cache_control: cache_control.map(self::cache_control),
                extra: Extra::default(),
            })
        }
        ContentPart::Video(VideoPart { source, cache_control }) => {
            wire::ContentPart::VideoUrl(wire::VideoPart {
                video_url: wire::VideoUrl { url: url(source, "video")?, extra: Extra::default() },
                cache_control: cache_control.map(self::cache_control),
                extra: Extra::default(),
            })
        }
        ContentPart::File(FilePart { source, filename, cache_control }) => {
            let (file_data, file_id) = match source {
                MediaSource::FileId(id) => (None, Some(id.clone())),
                source => (source.to_url(), None),
            };
            wire::ContentPart::File(wire::FilePart {
                file: wire::File {
                    filename: filename.clone(),
                    file_data,
                    file_id,
                    extra: Extra::default(),
                },
                cache_control: cache_control.map(self::cache_control),
                extra: Extra::default(),
            })
        }
        _ => return Err(unsupported("this kind of content part")),
    })
}

pub(super) fn image_url(image: &ImagePart) -> Result<wire::ImageUrl> {
    let ImagePart { source, detail, cache_control: _ } = image;
    Ok(wire::ImageUrl {
        url: url(source, "image")?,
        detail: detail.as_ref().map(image_detail).transpose()?,
        extra: Extra::default(),
    })
}

fn image_detail(detail: &ImageDetail) -> Result<wire::ImageDetail> {
    Ok(match detail {
        ImageDetail::Auto => wire::ImageDetail::Auto,
        ImageDetail::Low => wire::ImageDetail::Low,
        ImageDetail::High => wire::ImageDetail::High,
        ImageDetail::Original => wire::ImageDetail::Original,
        ImageDetail::Other(word) => wire::ImageDetail::Other(word.clone()),
        _ => return Err(unsupported("this level of image detail")),
    })
}

fn url(source: &MediaSource, what: &str) -> Result<String> {
    source
        .to_url()
        .ok_or_else(|| unsupported(&format!("an uploaded {what}; send its address or data")))
}

pub(super) fn cache_control(control: CacheControl) -> wire::CacheControl {
    let CacheControl { ttl } = control;
    let ttl = ttl.and_then(|ttl| match ttl {
        CacheTtl::FiveMinutes => Some(wire::CacheTtl::FiveMinutes),
        CacheTtl::OneHour => Some(wire::CacheTtl::OneHour),
        _ => None,
    });
    wire::CacheControl { ttl, ..wire::CacheControl::default() }
}

/// A part of an answer; `None` if it is of a kind that the neutral types have no word for.
pub(super) fn answer_part(part: wire::ContentPart) -> Option<ContentPart> {
    Some(match part {
        wire::ContentPart::Text(part) => {
            let wire::TextPart { text, cache_control: _, prompt_cache_breakpoint: _, extra: _ } =
                part;
            ContentPart::text(text)
        }
        wire::ContentPart::ImageUrl(part) => {
            let wire::ImagePart { image_url, cache_control: _, extra: _ } = part;
            ContentPart::Image(answer_image(image_url))
        }
        wire::ContentPart::InputAudio(part) => {
            let wire::AudioPart { input_audio, cache_control: _, extra: _ } = part;
            ContentPart::audio_base64(input_audio.format, input_audio.data)
        }
        wire::ContentPart::VideoUrl(part) | wire::ContentPart::InputVideo(part) => {
            let wire::VideoPart { video_url, cache_control: _, extra: _ } = part;
            let source = MediaSource::from_url(video_url.url);
            ContentPart::Video(VideoPart { source, cache_control: None })
        }
        wire::ContentPart::File(part) => {
            let wire::FilePart { file, cache_control: _, extra: _ } = part;
            let wire::File { filename, file_data, file_id, extra: _ } = file;
            let source = match (file_data, file_id) {
                (Some(data), _) => MediaSource::from_url(data),
                (None, Some(id)) => MediaSource::FileId(id),
                (None, None) => return None,
            };
            ContentPart::File(FilePart { source, filename, cache_control: None })
        }
        wire::ContentPart::Other(_) => return None,
    })
}

pub(super) fn answer_image(image: wire::ImageUrl) -> ImagePart {
    let wire::ImageUrl { url, detail, extra: _ } = image;
    ImagePart {
        source: MediaSource::from_url(url),
        detail: detail.map(|detail| match detail {
            wire::ImageDetail::Auto => ImageDetail::Auto,
            wire::ImageDetail::Low => ImageDetail::Low,
            wire::ImageDetail::High => ImageDetail::High,
            wire::ImageDetail::Original => ImageDetail::Original,
            wire::ImageDetail::Other(word) => ImageDetail::Other(word),
        }),
        cache_control: None,
    }
}
