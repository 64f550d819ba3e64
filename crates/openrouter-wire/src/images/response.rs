//! The reply.

use serde::{Deserialize, Serialize};

use super::{Completed, Event, Usage};
use crate::{Count, Extra};

/// The reply: the images. It has no id; that stands in a header.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// When they were made, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<Count>,
    /// The images; perhaps fewer than were asked for.
    pub data: Vec<Image>,
    /// What they used and cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Response {
    /// Returns the reply as the events that a stream would have had, without fields that only a
    /// reply has. For a stream that was asked of a model that cannot.
    pub fn into_events(self) -> impl Iterator<Item = Event> {
        let Self { created, data, mut usage, extra: _ } = self;
        let last = data.len().saturating_sub(1);
        data.into_iter().enumerate().map(move |(index, image)| {
            let Image { b64_json, media_type, extra } = image;
            let usage = if index == last { usage.take() } else { None };
            Event::Completed(Completed {
                b64_json,
                media_type,
                created: created.clone(),
                usage: usage.map(Box::new),
                extra,
            })
        })
    }
}

/// An image.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// The image as base64; of SVG too. Never an address.
    pub b64_json: String,
    /// Its media type, where the service could tell it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
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
        fixtures::check::<Response>(
            &json!({
                "created": 1_786_000_000,
                "data": [{"b64_json": "iVBORw==", "media_type": "image/png"}],
                "usage": {"prompt_tokens": 4, "completion_tokens": 4175, "total_tokens": 4179},
            })
            .to_string(),
        );
    }

    #[test]
    fn a_reply_can_be_taken_for_a_stream() {
        let json = br#"{"created":1,"data":[{"b64_json":"AA=="},{"b64_json":"AQ=="}],
            "usage":{"total_tokens":3}}"#;
        let reply: Response = decode(json).unwrap();
        assert_eq!(
            serde_json::to_value(reply.into_events().collect::<Vec<_>>()).unwrap(),
            json!([
                {"type": "image_generation.completed", "b64_json": "AA==", "created": 1},
                {
                    "type": "image_generation.completed", "b64_json": "AQ==", "created": 1,
                    "usage": {"total_tokens": 3},
                },
            ])
        );
        assert_eq!(Response::default().into_events().count(), 0);
    }
}
