//! Where an image, sound or a video is.

use serde::{Deserialize, Serialize};

use crate::Extra;

/// Where an image, sound or a video is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaUrl {
    /// An `https:` or `data:` address.
    pub url: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl From<&str> for MediaUrl {
    fn from(url: &str) -> Self {
        Self::from(url.to_owned())
    }
}

impl From<String> for MediaUrl {
    fn from(url: String) -> Self {
        Self { url, ..Self::default() }
    }
}
