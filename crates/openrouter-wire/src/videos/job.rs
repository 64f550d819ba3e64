//! A video in the making.

use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::{Extra, open_enum::open_enum};

/// A video in the making: the reply to [`Create`](super::Create) and [`Get`](super::Get).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// What names it.
    pub id: String,
    /// How far it is.
    pub status: Status,
    /// Where to look at it, a path of the host: `/api/v1/videos/…`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub polling_url: Option<String>,
    /// The generation, once there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generation_id: Option<String>,
    /// Where the videos are, once completed. They want the key: unsigned means that the address
    /// alone opens nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unsigned_urls: Option<Vec<String>>,
    /// What it cost, once completed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// Why there is no video, for people. Not an object, as errors elsewhere are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// How far a video is.
    pub enum Status {
        /// Not begun.
        Pending = "pending",
        /// Begun.
        InProgress = "in_progress",
        /// There.
        Completed = "completed",
        /// Given up.
        Failed = "failed",
        /// Called off.
        Cancelled = "cancelled",
        /// Not ready in time.
        Expired = "expired",
    }
}

impl Status {
    /// Returns whether it stays so. A status that this version does not know does not.
    pub fn is_final(&self) -> bool {
        match self {
            Self::Completed | Self::Failed | Self::Cancelled | Self::Expired => true,
            Self::Pending | Self::InProgress | Self::Other(_) => false,
        }
    }
}

/// What a video cost.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// What the account pays, in US dollars.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<Number>,
    /// Whether the user's own upstream key was used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_byok: Option<bool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{decode, fixtures};

    #[test]
    fn every_field_has_a_place() {
        fixtures::check::<Job>(
            &json!({
                "id": "vid-1",
                "status": "completed",
                "polling_url": "/api/v1/videos/vid-1",
                "generation_id": "gen-vid-1786000000-AbCdEfGhIjKlMnOpQrSt",
                "unsigned_urls": ["https://openrouter.ai/api/v1/videos/vid-1/content?index=0"],
                "usage": {"cost": 0.5, "is_byok": false},
                "error": "none",
            })
            .to_string(),
        );
    }

    #[test]
    fn an_error_is_plain_text() {
        let json = br#"{"id":"vid-1","status":"failed","error":"The prompt was refused"}"#;
        let job: Job = decode(json).unwrap();
        assert_eq!(job.error.as_deref(), Some("The prompt was refused"));
    }

    #[test]
    fn only_known_ends_are_final() {
        let finals: Vec<_> =
            Status::NAMES.iter().filter(|name| Status::from(**name).is_final()).collect();
        assert_eq!(finals, [&"completed", &"failed", &"cancelled", &"expired"]);
        assert!(!Status::from("paused").is_final());
    }
}
