//! [`ContentPart`]: what a message can hold.

use serde::{Deserialize, Serialize};

/// One piece of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum ContentPart {
    /// Text.
    Text(TextPart),
    /// A picture.
    Image(ImagePart),
    /// Sound.
    Audio(AudioPart),
    /// Moving pictures.
    Video(VideoPart),
    /// A document.
    File(FilePart),
}

impl ContentPart {
    /// Text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(TextPart { text: text.into(), cache_control: None })
    }

    /// A picture at an address that the provider can reach.
    pub fn image_url(url: impl Into<String>) -> Self {
        Self::Image(ImagePart::new(MediaSource::Url(url.into())))
    }

    /// A picture, in base64, of a media type such as `image/png`.
    pub fn image_base64(media_type: impl Into<String>, data: impl Into<String>) -> Self {
        Self::Image(ImagePart::new(MediaSource::base64(media_type, data)))
    }

    /// Sound, in base64, of a format such as `wav` or `mp3`.
    pub fn audio_base64(format: impl Into<String>, data: impl Into<String>) -> Self {
        let format = format.into();
        let source = MediaSource::base64(format!("audio/{format}"), data);
        Self::Audio(AudioPart { source, format, cache_control: None })
    }

    /// Moving pictures at an address that the provider can reach.
    pub fn video_url(url: impl Into<String>) -> Self {
        Self::Video(VideoPart { source: MediaSource::Url(url.into()), cache_control: None })
    }

    /// A named document.
    pub fn file(filename: impl Into<String>, source: MediaSource) -> Self {
        Self::File(FilePart { source, filename: Some(filename.into()), cache_control: None })
    }

    /// The text, if this is text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(part) => Some(&part.text),
            _ => None,
        }
    }

    /// Asks the provider to cache the prompt up to and including this part.
    #[must_use]
    pub const fn with_cache_control(mut self, cache_control: CacheControl) -> Self {
        *self.cache_control_mut() = Some(cache_control);
        self
    }

    /// Whether the prompt is to be cached up to and including this part: to be set, or taken away.
    pub const fn cache_control_mut(&mut self) -> &mut Option<CacheControl> {
        match self {
            Self::Text(part) => &mut part.cache_control,
            Self::Image(part) => &mut part.cache_control,
            Self::Audio(part) => &mut part.cache_control,
            Self::Video(part) => &mut part.cache_control,
            Self::File(part) => &mut part.cache_control,
        }
    }
}

impl From<&str> for ContentPart {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for ContentPart {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

/// A piece of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextPart {
    /// The text.
    pub text: String,
    /// Marks the end of a prefix worth caching.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<CacheControl>,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImagePart {
    /// Where it is.
    pub source: MediaSource,
    /// How closely to look at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<ImageDetail>,
    /// Marks the end of a prefix worth caching.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<CacheControl>,
}

impl ImagePart {
    /// A picture with nothing else said.
    pub const fn new(source: MediaSource) -> Self {
        Self { source, detail: None, cache_control: None }
    }
}

/// How closely a model looks at a picture: a matter of tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ImageDetail {
    /// The provider decides.
    Auto,
    /// Few tokens.
    Low,
    /// Many tokens.
    High,
    /// As many as the picture has.
    Original,
    /// Another level, in the provider's word.
    #[serde(untagged)]
    Other(String),
}

/// Sound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AudioPart {
    /// Where it is; most providers take base64 only.
    pub source: MediaSource,
    /// The format, such as `wav`, `mp3`, `pcm16`.
    pub format: String,
    /// Marks the end of a prefix worth caching.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<CacheControl>,
}

/// Moving pictures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VideoPart {
    /// Where they are.
    pub source: MediaSource,
    /// Marks the end of a prefix worth caching.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<CacheControl>,
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilePart {
    /// Where it is.
    pub source: MediaSource,
    /// Its name, which models see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    /// Marks the end of a prefix worth caching.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<CacheControl>,
}

/// Where a picture, a sound or a document is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MediaSource {
    /// At an address that the provider fetches.
    Url(String),
    /// Right here, in base64.
    Base64 {
        /// Its media type, such as `image/png`.
        media_type: String,
        /// Standard base64 with padding.
        data: String,
    },
    /// Uploaded to the provider earlier, under this id.
    FileId(String),
}

impl MediaSource {
    /// Data in base64.
    pub fn base64(media_type: impl Into<String>, data: impl Into<String>) -> Self {
        Self::Base64 { media_type: media_type.into(), data: data.into() }
    }

    /// Reads an address; a `data:` URL in base64 becomes [`Self::Base64`].
    pub fn from_url(url: impl Into<String>) -> Self {
        let url = url.into();
        let data = url.strip_prefix("data:").and_then(|rest| rest.split_once(";base64,"));
        match data {
            Some((media_type, data)) => Self::base64(media_type, data),
            None => Self::Url(url),
        }
    }

    /// The address, or the data as a `data:` URL; `None` for an uploaded file.
    pub fn to_url(&self) -> Option<String> {
        match self {
            Self::Url(url) => Some(url.clone()),
            Self::Base64 { media_type, data } => Some(format!("data:{media_type};base64,{data}")),
            Self::FileId(_) => None,
        }
    }
}

/// Asks the provider to cache the prompt up to here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CacheControl {
    /// For how long; `None` leaves it to the provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ttl: Option<CacheTtl>,
}

/// How long a cached prompt is kept after its last use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum CacheTtl {
    /// Five minutes.
    #[serde(rename = "5m")]
    FiveMinutes,
    /// One hour, at a higher price.
    #[serde(rename = "1h")]
    OneHour,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_data_url_is_taken_apart_and_put_together_again() {
        let url = "data:image/png;base64,iVBORw0KGgo=";
        let source = MediaSource::from_url(url);
        assert_eq!(source, MediaSource::base64("image/png", "iVBORw0KGgo="));
        assert_eq!(source.to_url().as_deref(), Some(url));
        assert_eq!(
            MediaSource::from_url("data:text/plain,hi"),
            MediaSource::Url("data:text/plain,hi".to_owned())
        );
    }

    #[test]
    fn parts_survive_a_round_trip() {
        let parts = vec![
            ContentPart::text("hi")
                .with_cache_control(CacheControl { ttl: Some(CacheTtl::OneHour) }),
            ContentPart::image_base64("image/png", "AA=="),
            ContentPart::audio_base64("wav", "AA=="),
            ContentPart::video_url("https://example.com/v.mp4"),
            ContentPart::file("a.pdf", MediaSource::FileId("file-1".to_owned())),
        ];
        let json = serde_json::to_string(&parts).unwrap();
        assert_eq!(serde_json::from_str::<Vec<ContentPart>>(&json).unwrap(), parts);
    }
}
