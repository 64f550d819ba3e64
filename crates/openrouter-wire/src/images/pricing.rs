//! What images cost.

use serde::{Deserialize, Serialize};

use crate::{Amount, Extra, open_enum::open_enum};

/// What one thing costs at an endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// What is paid for.
    pub billable: Billable,
    /// How it is counted.
    pub unit: BillingUnit,
    /// The price of one, in US dollars. A number here, text in the prices of chat models.
    pub cost_usd: Amount,
    /// For which variant of it, such as a resolution, where prices differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// What is paid for.
    pub enum Billable {
        /// An image that was made.
        OutputImage = "output_image",
        /// An image that was given.
        InputImage = "input_image",
        /// A font that was given.
        InputFont = "input_font",
        /// What the image is to be like.
        InputReference = "input_reference",
        /// The prompt.
        InputText = "input_text",
    }
}

open_enum! {
    /// How it is counted.
    pub enum BillingUnit {
        /// By the image.
        Image = "image",
        /// By a million pixels.
        Megapixel = "megapixel",
        /// By the token.
        Token = "token",
    }
}
