//! What a model that makes videos can do.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Number;

use super::{AspectRatio, FrameType, Resolution};
use crate::{Amount, Count, Extra};

/// A model that makes videos. A list of what it can do is none where the service does not know.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Model {
    /// What a request calls it.
    pub id: String,
    /// A name that does not change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub canonical_slug: Option<String>,
    /// A name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// When it was made, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<Count>,
    /// Its name at Hugging Face.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hugging_face_id: Option<String>,
    /// How long a video may be, in seconds.
    pub supported_durations: Option<Vec<Count>>,
    /// How fine it may be.
    pub supported_resolutions: Option<Vec<Resolution>>,
    /// Which shapes it may have.
    pub supported_aspect_ratios: Option<Vec<AspectRatio>>,
    /// Which sizes it may have, such as `1280x720`.
    pub supported_sizes: Option<Vec<String>>,
    /// Which frames may be given.
    pub supported_frame_images: Option<Vec<FrameType>>,
    /// Whether it can make sound.
    pub generate_audio: Option<bool>,
    /// Whether a seed counts.
    pub seed: Option<bool>,
    /// How freely it may fill in details, if it enlarges videos.
    pub creativity: Option<Vec<Number>>,
    /// How many times larger it can make videos, if it does.
    pub upscale_factor: Option<UpscaleRange>,
    /// Prices in US dollars by what is paid for, in the upstream's words: a second, a video.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pricing_skus: Option<BTreeMap<String, Amount>>,
    /// Which settings of [`ProviderOptions`](crate::ProviderOptions) are passed on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_passthrough_parameters: Option<Vec<String>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// How many times larger a model can make videos.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpscaleRange {
    /// At least.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<Number>,
    /// At most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<Number>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{decode, fixtures, videos::ModelsResponse};

    #[test]
    fn every_field_has_a_place() {
        fixtures::check::<ModelsResponse>(
            &json!({"data": [{
                "id": "acme/film-1",
                "canonical_slug": "acme/film-1",
                "name": "Film 1",
                "description": "Makes films of birds.",
                "created": 1_786_000_000,
                "hugging_face_id": "acme/film-1",
                "supported_durations": [5, 8],
                "supported_resolutions": ["720p", "4K"],
                "supported_aspect_ratios": ["16:9", "9:21"],
                "supported_sizes": ["1280x720"],
                "supported_frame_images": ["first_frame", "last_frame"],
                "generate_audio": true,
                "seed": false,
                "creativity": [0, 1],
                "upscale_factor": {"min": 1.5, "max": 4},
                "pricing_skus": {"per_second": "0.05", "per_video": "0.50"},
                "allowed_passthrough_parameters": ["grain"],
            }]})
            .to_string(),
        );
    }

    #[test]
    fn what_is_not_known_is_none() {
        let json = br#"{"id":"acme/film-1","seed":null,"supported_sizes":null,"creativity":[]}"#;
        let model: Model = decode(json).unwrap();
        assert_eq!((model.seed, &model.supported_sizes), (None, &None));
        let encoded = serde_json::to_value(model).unwrap();
        assert_eq!((&encoded["seed"], &encoded["creativity"]), (&json!(null), &json!([])));
    }
}
