//! Images.

use serde::{Deserialize, Serialize};

use crate::{Extra, responses::ItemStatus};

/// An image.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerImageGeneration {
    /// How far it is.
    pub status: ItemStatus,
    /// The image, base64 or an address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// The image, base64.
    #[serde(rename = "imageB64", skip_serializing_if = "Option::is_none")]
    pub image_b64: Option<String>,
    /// The address of the image.
    #[serde(rename = "imageUrl", skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
    /// What it shows, perhaps in other words than asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    /// What it shows, in the words of the model that made it.
    #[serde(rename = "revisedPrompt", skip_serializing_if = "Option::is_none")]
    pub revised_prompt: Option<String>,
    /// The id of this item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
