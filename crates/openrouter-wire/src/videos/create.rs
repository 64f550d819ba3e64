//! To start a video.

use serde::{Deserialize, Serialize};
use serde_json::Number;

use super::{FrameImage, InputReference, Job};
use crate::{Count, Extra, Method, Operation, ProviderOptions, open_enum::open_enum};

/// `POST /videos`: starts a video. The reply comes at once, with status 202.
///
/// What a model can do differs much; [`Model`](super::Model) tells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Create {
    /// The model.
    pub model: String,
    /// What is to be seen. Some models can do without, if there is an image.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    /// How long the video is, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<Count>,
    /// How fine it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolution: Option<Resolution>,
    /// Its shape.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aspect_ratio: Option<AspectRatio>,
    /// Its width and height in pixels, such as `1280x720`, in place of `resolution` and
    /// `aspect_ratio`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<String>,
    /// What the first and the last frame show.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frame_images: Option<Vec<FrameImage>>,
    /// What the video is to be like. Images always count, sound and videos at some upstreams.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_references: Option<Vec<InputReference>>,
    /// Whether it has sound; where the endpoint can, if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generate_audio: Option<bool>,
    /// The same seed gives the same video, at some upstreams.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<Number>,
    /// Where the service tells the end of it, an `https:` address; that of the workspace if left
    /// out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub callback_url: Option<String>,
    /// How freely to fill in details; only for models that enlarge videos.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creativity: Option<Number>,
    /// How many times larger; only for models that enlarge videos.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upscale_factor: Option<Number>,
    /// Settings by upstream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<ProviderOptions>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Create {
    /// Creates a request with everything left to its default.
    pub fn new(model: impl Into<String>, prompt: impl Into<String>) -> Self {
        Self { model: model.into(), prompt: Some(prompt.into()), ..Self::default() }
    }
}

impl Operation for Create {
    const ID: &'static str = "createVideos";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/videos";
    type Response = Job;
}

open_enum! {
    /// How fine a video is.
    pub enum Resolution {
        /// 480 lines.
        P480 = "480p",
        /// 720 lines.
        P720 = "720p",
        /// 768 lines.
        P768 = "768p",
        /// 1080 lines.
        P1080 = "1080p",
        /// About 1000 columns.
        K1 = "1K",
        /// About 2000 columns.
        K2 = "2K",
        /// About 4000 columns.
        K4 = "4K",
    }
}

open_enum! {
    /// The shape of a video, width to height.
    pub enum AspectRatio {
        /// Wide.
        R16x9 = "16:9",
        /// Upright.
        R9x16 = "9:16",
        /// Square.
        R1x1 = "1:1",
        /// Wide, as television once was.
        R4x3 = "4:3",
        /// Upright.
        R3x4 = "3:4",
        /// Wide, as photographs are.
        R3x2 = "3:2",
        /// Upright, as photographs are.
        R2x3 = "2:3",
        /// Very wide, as films are.
        R21x9 = "21:9",
        /// Very upright.
        R9x21 = "9:21",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fixtures;

    #[test]
    fn every_field_has_a_place() {
        fixtures::check::<Create>(
            &json!({
                "model": "acme/film-1",
                "prompt": "A tern dives.",
                "duration": 8,
                "resolution": "720p",
                "aspect_ratio": "16:9",
                "size": "1280x720",
                "frame_images": [{
                    "type": "image_url",
                    "image_url": {"url": "https://example.org/tern.png"},
                    "frame_type": "first_frame",
                }],
                "input_references": [
                    {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw=="}},
                    {"type": "audio_url", "audio_url": {"url": "https://example.org/surf.mp3"}},
                    {"type": "video_url", "video_url": {"url": "https://example.org/gull.mp4"}},
                ],
                "generate_audio": true,
                "seed": -7,
                "callback_url": "https://example.org/hook",
                "creativity": 1,
                "upscale_factor": 1.5,
                "provider": {"options": {"acme": {"grain": 3}}},
            })
            .to_string(),
        );
    }

    #[test]
    fn a_request_sends_nothing_that_was_not_set() {
        let request = Create::new("acme/film-1", "A tern dives.");
        assert_eq!(request.path().unwrap(), "/videos");
        insta::assert_snapshot!(
            serde_json::to_string(&request).unwrap(),
            @r#"{"model":"acme/film-1","prompt":"A tern dives."}"#
        );
    }
}
