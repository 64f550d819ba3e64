//! What to embed.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Count, Extra, MediaUrl};

/// What to embed: one input or several, each of which gives a vector.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Input {
    /// One text.
    Text(String),
    /// Several texts. An empty list is one of these.
    Texts(Vec<String>),
    /// One text, as tokens.
    Tokens(Vec<Count>),
    /// Several texts, as tokens.
    TokenLists(Vec<Vec<Count>>),
    /// Inputs of several parts.
    Multimodal(Vec<MultimodalInput>),
    /// Another shape.
    Other(Value),
}

impl Default for Input {
    fn default() -> Self {
        Self::Texts(Vec::new())
    }
}

impl From<&str> for Input {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Input {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<String>> for Input {
    fn from(texts: Vec<String>) -> Self {
        Self::Texts(texts)
    }
}

impl From<Vec<MultimodalInput>> for Input {
    fn from(inputs: Vec<MultimodalInput>) -> Self {
        Self::Multimodal(inputs)
    }
}

/// One input of several parts, which give one vector together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MultimodalInput {
    /// The parts.
    pub content: Vec<Part>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// One part of an input, told apart by `type`.
///
/// These are not the parts of a chat message: sound, video and files are written alike here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Part {
    /// Text.
    Text(TextPart),
    /// An image.
    ImageUrl(ImagePart),
    /// Sound.
    InputAudio(AudioPart),
    /// A video.
    InputVideo(VideoPart),
    /// A file, such as a PDF.
    InputFile(FilePart),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// Text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextPart {
    /// The text.
    pub text: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// An image.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImagePart {
    /// Where it is. Unlike that of a chat message, it has no degree of detail.
    pub image_url: MediaUrl,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Sound.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AudioPart {
    /// The sound.
    pub input_audio: Media,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A video.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VideoPart {
    /// The video.
    pub input_video: Media,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilePart {
    /// The file.
    pub input_file: Media,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Encoded sound, video, or a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    /// What is in it. The API description does not name an encoding.
    pub data: String,
    /// Its format.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(json: &Value, input: &Input) {
        assert_eq!(&serde_json::from_value::<Input>(json.clone()).unwrap(), input);
        assert_eq!(&serde_json::to_value(input).unwrap(), json);
    }

    #[test]
    fn every_form_of_input_is_told_apart() {
        check(&json!("a"), &"a".into());
        check(&json!(["a", ""]), &vec!["a".to_owned(), String::new()].into());
        check(&json!([]), &Input::default());
        check(&json!([1, 2]), &Input::Tokens(vec![1.into(), 2.into()]));
        check(&json!([[1], []]), &Input::TokenLists(vec![vec![1.into()], Vec::new()]));
        let text = Part::Text(TextPart { text: "a".to_owned(), ..TextPart::default() });
        check(
            &json!([{"content": [{"type": "text", "text": "a"}]}]),
            &vec![MultimodalInput { content: vec![text], ..MultimodalInput::default() }].into(),
        );
    }

    #[test]
    fn input_of_another_shape_is_kept() {
        for json in [json!(1), json!({"text": "a"}), json!(["a", 1]), json!([{"text": "a"}])] {
            check(&json, &Input::Other(json.clone()));
        }
    }

    #[test]
    fn parts_of_another_shape_are_kept() {
        for part in [json!({"type": "input_smell"}), json!({"type": "input_audio"}), json!("a")] {
            let content = vec![Part::Other(part.clone())];
            check(
                &json!([{"content": [part]}]),
                &vec![MultimodalInput { content, ..MultimodalInput::default() }].into(),
            );
        }
    }
}
