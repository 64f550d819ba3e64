//! Images, state by state.

use serde::{Deserialize, Serialize};

use crate::{Count, Extra};

/// An earlier state of an image.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartialImage {
    /// The image, base64.
    pub partial_image_b64: String,
    /// Which state it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partial_image_index: Option<Count>,
    /// The item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item_id: Option<String>,
    /// Which item of the answer it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_index: Option<Count>,
    /// Which event of the stream it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence_number: Option<Count>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
