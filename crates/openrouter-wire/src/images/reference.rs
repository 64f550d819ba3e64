//! What an image is to be like.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Extra, MediaUrl};

/// What an image is to be like, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum InputReference {
    /// An image.
    ImageUrl(ImageReference),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

impl InputReference {
    /// Creates a reference to an image, from an `https:` or `data:` address.
    pub fn image(url: impl Into<MediaUrl>) -> Self {
        Self::ImageUrl(url.into().into())
    }
}

/// An image that another image, or a video, is to be like.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageReference {
    /// Where it is.
    pub image_url: MediaUrl,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl From<MediaUrl> for ImageReference {
    fn from(image_url: MediaUrl) -> Self {
        Self { image_url, ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_reference_says_what_it_is() {
        let reference = InputReference::image("https://example.org/tern.png");
        let json =
            json!({"type": "image_url", "image_url": {"url": "https://example.org/tern.png"}});
        assert_eq!(serde_json::to_value(&reference).unwrap(), json);
        assert_eq!(serde_json::from_value::<InputReference>(json).unwrap(), reference);
    }

    #[test]
    fn references_of_another_shape_are_kept() {
        for json in [json!({"type": "image_url"}), json!({"type": "smell"}), json!("a")] {
            let reference: InputReference = serde_json::from_value(json.clone()).unwrap();
            assert_eq!(reference, InputReference::Other(json));
        }
    }
}
