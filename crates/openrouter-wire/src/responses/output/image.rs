//! Images that an upstream made.

use serde::{Deserialize, Serialize};

use crate::{Extra, responses::ImageStatus};

/// An image.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageGenerationCall {
    /// The id of this item.
    pub id: String,
    /// How far it is.
    pub status: ImageStatus,
    /// The image, base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// What it shows, perhaps in the upstream's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
