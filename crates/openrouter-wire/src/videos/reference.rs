//! What a video is to be like.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Extra, MediaUrl, images::ImageReference, open_enum::open_enum};

/// An image that the first or the last frame shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameImage {
    /// Always `image_url`.
    #[serde(rename = "type")]
    pub kind: FrameImageKind,
    /// Where it is.
    pub image_url: MediaUrl,
    /// Which frame shows it.
    pub frame_type: FrameType,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl FrameImage {
    /// Creates an image that a frame shows, from an `https:` or `data:` address.
    pub fn new(frame_type: FrameType, url: impl Into<MediaUrl>) -> Self {
        Self {
            kind: FrameImageKind::ImageUrl,
            image_url: url.into(),
            frame_type,
            extra: Extra::default(),
        }
    }
}

open_enum! {
    /// Kinds of [`FrameImage`].
    pub enum FrameImageKind {
        /// The only one.
        ImageUrl = "image_url",
    }
}

open_enum! {
    /// Which frame.
    pub enum FrameType {
        /// The first.
        FirstFrame = "first_frame",
        /// The last.
        LastFrame = "last_frame",
    }
}

/// What a video is to be like, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum InputReference {
    /// An image.
    ImageUrl(ImageReference),
    /// Sound.
    AudioUrl(AudioReference),
    /// A video.
    VideoUrl(VideoReference),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

impl InputReference {
    /// Creates a reference to an image, from an `https:` or `data:` address.
    pub fn image(url: impl Into<MediaUrl>) -> Self {
        Self::ImageUrl(url.into().into())
    }

    /// Creates a reference to sound, from an `https:` or `data:` address.
    pub fn audio(url: impl Into<MediaUrl>) -> Self {
        Self::AudioUrl(AudioReference { audio_url: url.into(), ..AudioReference::default() })
    }

    /// Creates a reference to a video, from an `https:` or `data:` address.
    pub fn video(url: impl Into<MediaUrl>) -> Self {
        Self::VideoUrl(VideoReference { video_url: url.into(), ..VideoReference::default() })
    }
}

/// Sound.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AudioReference {
    /// Where it is.
    pub audio_url: MediaUrl,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A video.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VideoReference {
    /// Where it is.
    pub video_url: MediaUrl,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn references_say_what_they_are() {
        let url = "https://example.org/a";
        let references =
            [InputReference::image(url), InputReference::audio(url), InputReference::video(url)];
        assert_eq!(
            serde_json::to_value(references).unwrap(),
            json!([
                {"type": "image_url", "image_url": {"url": url}},
                {"type": "audio_url", "audio_url": {"url": url}},
                {"type": "video_url", "video_url": {"url": url}},
            ])
        );
        assert_eq!(
            serde_json::to_value(FrameImage::new(FrameType::LastFrame, url)).unwrap(),
            json!({"type": "image_url", "image_url": {"url": url}, "frame_type": "last_frame"})
        );
    }

    #[test]
    fn references_of_another_shape_are_kept() {
        for json in [json!({"type": "image_url"}), json!({"type": "smell"}), json!("a")] {
            let reference: InputReference = serde_json::from_value(json.clone()).unwrap();
            assert_eq!(reference, InputReference::Other(json));
        }
    }
}
