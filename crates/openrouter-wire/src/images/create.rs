//! To make images.

use serde::{Deserialize, Serialize};
use serde_json::Number;

use super::{Event, InputReference, ProviderPreferences, Response};
use crate::{Count, Extra, Method, Operation, StreamedOperation, open_enum::open_enum};

/// `POST /images`: makes images from a text.
///
/// What a model can do differs much; [`Model`](super::Model) tells. The id of the generation
/// stands in a header only, [`GENERATION_ID`](crate::headers::GENERATION_ID).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Create {
    /// The model.
    pub model: String,
    /// What is to be seen; not empty.
    pub prompt: String,
    /// How many images at most, up to 10. Upstreams may make fewer, and some refuse more than
    /// one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub n: Option<Count>,
    /// Either a [`Resolution`], which goes with `aspect_ratio`, or pixels, such as `2048x2048`,
    /// with which the service refuses another `resolution` or `aspect_ratio`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<String>,
    /// How fine the images are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolution: Option<Resolution>,
    /// Their shape. Upstreams take the nearest one that they can make.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aspect_ratio: Option<AspectRatio>,
    /// How much work goes into them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quality: Option<Quality>,
    /// What is behind the subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub background: Option<Background>,
    /// How they are encoded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_format: Option<OutputFormat>,
    /// The level of compression of JPEG and WebP, 0 to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_compression: Option<Count>,
    /// The same seed gives the same image, at some upstreams.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<Number>,
    /// What the images are to be like, at most 16 of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_references: Option<Vec<InputReference>>,
    /// Whether images are sent while they become clearer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stream: Option<bool>,
    /// Which upstreams it may go to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<Box<ProviderPreferences>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Create {
    /// Creates a request with everything left to its default.
    pub fn new(model: impl Into<String>, prompt: impl Into<String>) -> Self {
        Self { model: model.into(), prompt: prompt.into(), ..Self::default() }
    }
}

impl Operation for Create {
    const ID: &'static str = "createImages";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/images";
    type Response = Response;
}

impl StreamedOperation for Create {
    type Event = Event;

    fn streamed(&self) -> Self {
        Self { stream: Some(true), ..self.clone() }
    }

    /// One for each image.
    fn last_events(&self) -> u64 {
        self.n.as_ref().and_then(Count::get).unwrap_or(1)
    }

    /// Models that cannot stream answer with a document.
    fn events_of(answer: Response) -> Option<Vec<Event>> {
        Some(answer.into_events().collect())
    }
}

open_enum! {
    /// How fine an image is.
    pub enum Resolution {
        /// About 512 pixels a side.
        P512 = "512",
        /// About 1000 pixels a side.
        K1 = "1K",
        /// About 2000 pixels a side.
        K2 = "2K",
        /// About 4000 pixels a side.
        K4 = "4K",
    }
}

open_enum! {
    /// The shape of an image, width to height.
    pub enum AspectRatio {
        /// Square.
        R1x1 = "1:1",
        /// Upright.
        R1x2 = "1:2",
        /// Upright.
        R1x4 = "1:4",
        /// Upright.
        R1x8 = "1:8",
        /// Wide.
        R2x1 = "2:1",
        /// Upright.
        R2x3 = "2:3",
        /// Wide.
        R3x2 = "3:2",
        /// Upright.
        R3x4 = "3:4",
        /// Wide.
        R4x1 = "4:1",
        /// Wide.
        R4x3 = "4:3",
        /// Upright.
        R4x5 = "4:5",
        /// Wide.
        R5x4 = "5:4",
        /// Wide.
        R8x1 = "8:1",
        /// Upright.
        R9x16 = "9:16",
        /// Wide.
        R16x9 = "16:9",
        /// Upright.
        R9x19_5 = "9:19.5",
        /// Wide.
        R19_5x9 = "19.5:9",
        /// Upright.
        R9x20 = "9:20",
        /// Wide.
        R20x9 = "20:9",
        /// Upright.
        R9x21 = "9:21",
        /// Wide.
        R21x9 = "21:9",
        /// As the model sees fit.
        Auto = "auto",
    }
}

open_enum! {
    /// How much work goes into an image.
    pub enum Quality {
        /// As the model sees fit.
        Auto = "auto",
        /// Little.
        Low = "low",
        /// Some.
        Medium = "medium",
        /// Much.
        High = "high",
    }
}

open_enum! {
    /// What is behind the subject of an image.
    pub enum Background {
        /// As the model sees fit.
        Auto = "auto",
        /// Nothing; only for PNG and WebP.
        Transparent = "transparent",
        /// Something.
        Opaque = "opaque",
    }
}

open_enum! {
    /// How an image is encoded.
    pub enum OutputFormat {
        /// PNG.
        Png = "png",
        /// JPEG.
        Jpeg = "jpeg",
        /// WebP.
        Webp = "webp",
        /// SVG, from models that draw lines.
        Svg = "svg",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{super::Image, *};
    use crate::fixtures;

    #[test]
    fn every_field_has_a_place() {
        fixtures::check::<Create>(
            &json!({
                "model": "acme/brush-1",
                "prompt": "A tern dives.",
                "n": 2,
                "size": "2K",
                "resolution": "2K",
                "aspect_ratio": "9:19.5",
                "quality": "high",
                "background": "transparent",
                "output_format": "webp",
                "output_compression": 80,
                "seed": -7,
                "input_references": [
                    {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw=="}},
                ],
                "stream": false,
                "provider": {
                    "order": ["acme"],
                    "only": ["acme", "other"],
                    "ignore": ["third"],
                    "allow_fallbacks": true,
                    "sort": {"by": "price", "partition": "none"},
                    "options": {"acme": {"steps": 40}},
                },
            })
            .to_string(),
        );
    }

    #[test]
    fn a_request_sends_nothing_that_was_not_set() {
        let request = Create::new("acme/brush-1", "A tern dives.");
        assert_eq!(request.path().unwrap(), "/images");
        insta::assert_snapshot!(
            serde_json::to_string(&request).unwrap(),
            @r#"{"model":"acme/brush-1","prompt":"A tern dives."}"#
        );
        insta::assert_snapshot!(
            serde_json::to_string(&request.streamed()).unwrap(),
            @r#"{"model":"acme/brush-1","prompt":"A tern dives.","stream":true}"#
        );
    }

    #[test]
    fn each_image_is_a_last_event() {
        let mut request = Create::new("acme/brush-1", "A tern dives.");
        assert_eq!(request.last_events(), 1);
        request.n = Some(3.into());
        assert_eq!(request.last_events(), 3);
        let image = Image { b64_json: "iVBORw==".to_owned(), ..Image::default() };
        let answer = Response { data: vec![image; 2], ..Response::default() };
        let events = Create::events_of(answer).unwrap();
        assert_eq!(events.len(), 2);
        assert!(events.iter().all(|event| matches!(event, Event::Completed(_))));
    }
}
