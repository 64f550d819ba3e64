//! What a message contains.

use serde::{Deserialize, Deserializer, Serialize, de::Error};
use serde_json::Value;

use super::{CacheControl, PromptCacheBreakpoint};
use crate::{Extra, open_enum::open_enum};

/// What a message contains: text, or parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Content {
    /// Text.
    Text(String),
    /// Parts, in order.
    Parts(Vec<ContentPart>),
}

impl Content {
    /// Returns the text, if it is text and not parts.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Parts(_) => None,
        }
    }
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::String(text) => Ok(Self::Text(text)),
            parts @ Value::Array(_) => {
                serde_json::from_value(parts).map(Self::Parts).map_err(D::Error::custom)
            }
            _ => Err(D::Error::custom("content is neither text nor a list of parts")),
        }
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<ContentPart>> for Content {
    fn from(parts: Vec<ContentPart>) -> Self {
        Self::Parts(parts)
    }
}

/// One part of a message, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ContentPart {
    /// Text.
    Text(TextPart),
    /// An image.
    ImageUrl(ImagePart),
    /// Sound.
    InputAudio(AudioPart),
    /// A file, such as a PDF.
    File(FilePart),
    /// A video.
    VideoUrl(VideoPart),
    /// A video, by its deprecated name.
    InputVideo(VideoPart),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

impl ContentPart {
    /// Creates a part that is text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(TextPart { text: text.into(), ..TextPart::default() })
    }

    /// Creates a part that is an image, from an `https:` or `data:` address.
    pub fn image_url(url: impl Into<String>) -> Self {
        let image_url = ImageUrl { url: url.into(), ..ImageUrl::default() };
        Self::ImageUrl(ImagePart { image_url, ..ImagePart::default() })
    }
}

/// Text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextPart {
    /// The text.
    pub text: String,
    /// Caches the prompt up to here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<CacheControl>,
    /// The same, by OpenAI's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_cache_breakpoint: Option<PromptCacheBreakpoint>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// An image.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImagePart {
    /// Where it is.
    pub image_url: ImageUrl,
    /// Caches the prompt up to here. Undocumented, seen to work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<CacheControl>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Where an image is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageUrl {
    /// An `https:` or `data:` address of a PNG, JPEG, WebP or GIF.
    pub url: String,
    /// How closely to look.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<ImageDetail>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// How closely to look at an image.
    pub enum ImageDetail {
        /// As the model sees fit.
        Auto = "auto",
        /// At a small version.
        Low = "low",
        /// At a large version.
        High = "high",
        /// At all of it.
        Original = "original",
    }
}

/// Sound.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AudioPart {
    /// The sound.
    pub input_audio: InputAudio,
    /// Caches the prompt up to here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<CacheControl>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Encoded sound.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputAudio {
    /// Base64, not an address.
    pub data: String,
    /// `wav`, `mp3`, `aiff`, `aac`, `ogg`, `flac`, `m4a`, `pcm16` or `pcm24`.
    pub format: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilePart {
    /// The file.
    pub file: File,
    /// Caches the prompt up to here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<CacheControl>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A file and its name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    /// An `https:` or `data:` address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_data: Option<String>,
    /// The id of an uploaded file, in place of `file_data`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_id: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A video.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VideoPart {
    /// Where it is.
    pub video_url: VideoUrl,
    /// Caches the prompt up to here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<CacheControl>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Where a video is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VideoUrl {
    /// An `https:` or `data:` address; which of them depends on the upstream.
    pub url: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(json: &Value, content: &Content) {
        assert_eq!(&serde_json::from_value::<Content>(json.clone()).unwrap(), content);
        assert_eq!(&serde_json::to_value(content).unwrap(), json);
    }

    #[test]
    fn content_is_text_or_parts() {
        check(&json!("a"), &"a".into());
        check(&json!([]), &Content::Parts(Vec::new()));
        let parts = vec![ContentPart::text("a"), ContentPart::image_url("https://example.org/")];
        check(
            &json!([
                {"type": "text", "text": "a"},
                {"type": "image_url", "image_url": {"url": "https://example.org/"}},
            ]),
            &parts.into(),
        );
    }

    #[test]
    fn parts_of_another_shape_are_kept() {
        for part in [
            json!({"type": "image_url", "image_url": "https://example.org/"}),
            json!({"type": "smell", "intensity": 3}),
            json!({"text": "no type"}),
            json!("bare"),
        ] {
            check(&json!([part]), &Content::Parts(vec![ContentPart::Other(part)]));
        }
    }

    #[test]
    fn other_json_is_no_content() {
        for json in [json!(1), json!({}), json!(true), json!(null)] {
            assert!(serde_json::from_value::<Content>(json).is_err());
        }
    }
}
