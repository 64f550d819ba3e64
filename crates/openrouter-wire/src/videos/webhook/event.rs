//! What is told.

use serde::{Deserialize, Serialize};

use crate::{
    Extra,
    open_enum::open_enum,
    videos::{Status, Usage},
};

/// What the service tells: a video is at its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// What happened.
    #[serde(rename = "type")]
    pub kind: EventType,
    /// When, as an ISO 8601 time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    /// The video.
    pub data: Outcome,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// What happened to a video.
    pub enum EventType {
        /// It is there.
        Completed = "video.generation.completed",
        /// It was given up.
        Failed = "video.generation.failed",
        /// It was called off.
        Cancelled = "video.generation.cancelled",
        /// It was not ready in time.
        Expired = "video.generation.expired",
    }
}

/// How a video ended. It is not quite a [`Job`](crate::videos::Job).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Which video: [`Job::id`](crate::videos::Job::id).
    pub id: String,
    /// How it ended.
    pub status: Status,
    /// The generation; none if it ended before there was one.
    pub generation_id: Option<String>,
    /// The model; none if it ended before it was known.
    pub model: Option<String>,
    /// Where the videos are. They want the key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unsigned_urls: Option<Vec<String>>,
    /// What it cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// Why there is no video, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
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
        for kind in EventType::NAMES {
            fixtures::check::<Event>(
                &json!({
                    "type": kind,
                    "created_at": "2026-08-22T12:00:00.000Z",
                    "data": {
                        "id": "vid-1",
                        "status": "completed",
                        "generation_id": "gen-vid-1786000000-AbCdEfGhIjKlMnOpQrSt",
                        "model": "acme/film-1",
                        "unsigned_urls": ["https://openrouter.ai/api/v1/videos/vid-1/content"],
                        "usage": {"cost": 0.5, "is_byok": false},
                        "error": "The prompt was refused",
                    },
                })
                .to_string(),
            );
        }
    }

    #[test]
    fn a_video_that_fails_early_has_no_model() {
        let json = br#"{"type":"video.generation.failed","data":{"id":"vid-1","status":"failed",
            "generation_id":null,"model":null,"error":"The prompt is empty"}}"#;
        let event: Event = decode(json).unwrap();
        assert_eq!((event.kind, event.data.model), (EventType::Failed, None));
        assert!(event.data.status.is_final());
    }
}
