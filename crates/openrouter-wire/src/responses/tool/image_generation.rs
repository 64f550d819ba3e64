//! Images, made by the upstream.

use serde::{Deserialize, Serialize};

use crate::{Extra, open_enum::open_enum};

/// Settings of the tool that makes images.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageGenerationTool {
    /// The model that makes them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Their size, such as `1024x1024`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<String>,
    /// Their quality.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quality: Option<ImageQuality>,
    /// What is behind what they show.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub background: Option<ImageBackground>,
    /// Their format.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_format: Option<ImageFormat>,
    /// How much they are compressed, 0 to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_compression: Option<u64>,
    /// How many earlier states a stream shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partial_images: Option<u64>,
    /// How strictly they are moderated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moderation: Option<ImageModeration>,
    /// How close they are to images of the conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_fidelity: Option<InputFidelity>,
    /// Which part of an image is to change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_image_mask: Option<ImageMask>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Which part of an image is to change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageMask {
    /// A `data:` address of the mask.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
    /// The id of an uploaded mask, in place of `image_url`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_id: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// The quality of an image.
    pub enum ImageQuality {
        /// The upstream chooses.
        Auto = "auto",
        /// Low.
        Low = "low",
        /// In between.
        Medium = "medium",
        /// High.
        High = "high",
    }
}

open_enum! {
    /// What is behind what an image shows.
    pub enum ImageBackground {
        /// The upstream chooses.
        Auto = "auto",
        /// Nothing.
        Transparent = "transparent",
        /// Something.
        Opaque = "opaque",
    }
}

open_enum! {
    /// The format of an image.
    pub enum ImageFormat {
        /// PNG.
        Png = "png",
        /// WebP.
        Webp = "webp",
        /// JPEG.
        Jpeg = "jpeg",
    }
}

open_enum! {
    /// How strictly images are moderated.
    pub enum ImageModeration {
        /// As usual.
        Auto = "auto",
        /// Less.
        Low = "low",
    }
}

open_enum! {
    /// How close an image is to another.
    pub enum InputFidelity {
        /// Close.
        High = "high",
        /// Less close.
        Low = "low",
    }
}
