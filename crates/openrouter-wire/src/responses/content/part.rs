//! The parts that stand in each place.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{InputAudio, InputFile, InputImage, InputText, InputVideo, OutputText, Refusal};

/// A part of a message in a request, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum MessagePart {
    /// Text.
    #[serde(rename = "input_text")]
    InputText(InputText),
    /// An image.
    #[serde(rename = "input_image")]
    InputImage(InputImage),
    /// A file, such as a PDF.
    #[serde(rename = "input_file")]
    InputFile(InputFile),
    /// Sound.
    #[serde(rename = "input_audio")]
    InputAudio(InputAudio),
    /// A video.
    #[serde(rename = "input_video")]
    InputVideo(InputVideo),
    /// Text that the model wrote.
    #[serde(rename = "output_text")]
    OutputText(OutputText),
    /// Why the model refused.
    #[serde(rename = "refusal")]
    Refusal(Refusal),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// Text, an image or a file, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum ContentPart {
    /// Text.
    #[serde(rename = "input_text")]
    InputText(InputText),
    /// An image.
    #[serde(rename = "input_image")]
    InputImage(InputImage),
    /// A file, such as a PDF.
    #[serde(rename = "input_file")]
    InputFile(InputFile),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// A part of a message of the model, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum OutputPart {
    /// Text.
    #[serde(rename = "output_text")]
    OutputText(OutputText),
    /// Why the model refused.
    #[serde(rename = "refusal")]
    Refusal(Refusal),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

impl MessagePart {
    /// Creates a part that is text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::InputText(InputText { text: text.into(), ..InputText::default() })
    }

    /// Creates a part that is an image, from an `https:` or `data:` address.
    pub fn image_url(url: impl Into<String>) -> Self {
        Self::InputImage(InputImage { image_url: Some(url.into()), ..InputImage::default() })
    }
}

impl From<OutputPart> for MessagePart {
    fn from(part: OutputPart) -> Self {
        match part {
            OutputPart::OutputText(text) => Self::OutputText(text),
            OutputPart::Refusal(refusal) => Self::Refusal(refusal),
            OutputPart::Other(other) => Self::Other(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn parts_of_another_shape_are_kept() {
        for json in [
            json!({"type": "input_smell", "intensity": 3}),
            json!({"type": "input_text"}),
            json!({"text": "no type"}),
            json!("bare"),
        ] {
            let part: MessagePart = serde_json::from_value(json.clone()).unwrap();
            assert_eq!(part, MessagePart::Other(json.clone()));
            let part: OutputPart = serde_json::from_value(json.clone()).unwrap();
            assert_eq!(MessagePart::from(part), MessagePart::Other(json));
        }
    }

    #[test]
    fn images_are_addresses_and_not_objects() {
        let json = json!({"type": "input_image", "image_url": "https://example.org/"});
        assert_eq!(
            serde_json::to_value(MessagePart::image_url("https://example.org/")).unwrap(),
            json
        );
        let chat = json!({"type": "input_image", "image_url": {"url": "https://example.org/"}});
        let part: MessagePart = serde_json::from_value(chat.clone()).unwrap();
        assert_eq!(part, MessagePart::Other(chat));
    }
}
