//! Parts that an application sends.

use serde::{Deserialize, Serialize};

use crate::{
    Extra,
    chat::{ImageDetail, PromptCacheBreakpoint},
    open_enum::open_enum,
};

/// Text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputText {
    /// The text.
    pub text: String,
    /// Caches the prompt up to here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_cache_breakpoint: Option<PromptCacheBreakpoint>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// An image.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputImage {
    /// An `https:` or `data:` address. Unlike in chat requests it is no object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
    /// How closely to look. Required by the API description, left out by clients, accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<ImageDetail>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFile {
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    /// A `data:` address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_data: Option<String>,
    /// An address, in place of `file_data`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_url: Option<String>,
    /// The id of an uploaded file, in place of `file_data`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_id: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Sound.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputAudio {
    /// The sound.
    pub input_audio: AudioData,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Encoded sound.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AudioData {
    /// Base64.
    pub data: String,
    /// What is encoded.
    pub format: AudioFormat,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Formats of sound.
    #[derive(Default)]
    pub enum AudioFormat {
        /// MP3.
        #[default]
        Mp3 = "mp3",
        /// WAV.
        Wav = "wav",
    }
}

/// A video.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputVideo {
    /// An `https:` or `data:` address. Unlike in chat requests it is no object.
    pub video_url: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
