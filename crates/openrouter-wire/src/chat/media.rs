//! Images and sound that a model made.

use serde::{Deserialize, Serialize};

use super::ImageUrl;
use crate::{Count, Extra};

/// An image.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    /// `image_url`, where it is told.
    pub kind: Option<String>,
    /// Where it is; a `data:` address as a rule.
    pub image_url: ImageUrl,
    /// Which image it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<Count>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Sound, or a fragment of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audio {
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
    /// What is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transcript: Option<String>,
    /// Until when the id can be used, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Count>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
