//! Speech to text, of a file.

use serde::{Deserialize, Serialize};
use serde_json::Number;

use super::{Granularity, Transcript, TranscriptFormat};
use crate::{EncodeError, Extra, Method, Operation, Payload, Upload};

/// `POST /audio/transcriptions` with a file: writes down what is said.
///
/// The service tells the format by the ending of the name or by the media type. What it does not
/// take in this form are settings by upstream.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TranscribeFile {
    /// The model.
    pub model: String,
    /// The language, by its ISO 639-1 code; the model finds out if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// How freely the model chooses between words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temperature: Option<Number>,
    /// How much is told; the text only if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_format: Option<TranscriptFormat>,
    /// Of what the times are told, with [`TranscriptFormat::VerboseJson`].
    #[serde(rename = "timestamp_granularities[]", skip_serializing_if = "Option::is_none")]
    pub timestamp_granularities: Option<Vec<Granularity>>,
    /// The sound, at most 25 MB. It stands last in the body, and not in JSON.
    #[serde(skip)]
    pub file: Upload,
    /// Fields that this version does not know. They become parts of their own.
    #[serde(flatten)]
    pub extra: Extra,
}

impl TranscribeFile {
    /// Creates a request with everything left to its default.
    pub fn new(model: impl Into<String>, file: Upload) -> Self {
        Self { model: model.into(), file, ..Self::default() }
    }
}

impl Operation for TranscribeFile {
    const ID: &'static str = "createAudioTranscriptions";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/audio/transcriptions";
    type Response = Transcript;

    fn payload(&self) -> Result<Option<Payload>, EncodeError> {
        Payload::form(self, self.file.part("file")).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_and_the_file_are_parts() {
        let file = Upload::new("tern.wav", "RIFF").with_content_type("audio/wav");
        let mut request = TranscribeFile {
            language: Some("en".to_owned()),
            temperature: Some(0.into()),
            response_format: Some(TranscriptFormat::VerboseJson),
            timestamp_granularities: Some(vec![Granularity::Word, Granularity::Segment]),
            ..TranscribeFile::new("acme/ear-1", file)
        };
        request.extra.insert("diarize", true);
        let payload = request.payload().unwrap().unwrap();
        let text = String::from_utf8(payload.bytes).unwrap();
        let heads = text.lines().filter_map(|line| line.split_once("form-data; "));
        let parts: Vec<_> = heads.map(|(_, head)| head).collect();
        assert_eq!(
            parts,
            [
                r#"name="model""#,
                r#"name="language""#,
                r#"name="temperature""#,
                r#"name="response_format""#,
                r#"name="timestamp_granularities[]""#,
                r#"name="timestamp_granularities[]""#,
                r#"name="diarize""#,
                r#"name="file"; filename="tern.wav""#,
            ]
        );
        for value in ["acme/ear-1", "en", "0", "verbose_json", "word", "segment", "true"] {
            assert!(text.contains(&format!("\r\n\r\n{value}\r\n")), "{value}");
        }
        assert!(text.contains("Content-Type: audio/wav\r\n\r\nRIFF\r\n--"));
    }

    #[test]
    fn a_name_that_cannot_be_written_is_refused() {
        let request = TranscribeFile::new("acme/ear-1", Upload::new("a\r\nb.wav", ""));
        assert_eq!(request.payload().unwrap_err(), EncodeError::FileName);
    }
}
