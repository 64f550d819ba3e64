//! Speech to text, of sound in JSON.

use serde::{Deserialize, Serialize};
use serde_json::Number;

use super::Transcript;
use crate::{Extra, Method, Operation, ProviderOptions, chat::InputAudio, open_enum::open_enum};

/// `POST /audio/transcriptions`: writes down what is said. A model has 60 seconds for it.
///
/// For a file, [`TranscribeFile`](super::TranscribeFile) sends a third less.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transcribe {
    /// The model.
    pub model: String,
    /// The sound: base64, not a `data:` address.
    pub input_audio: InputAudio,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp_granularities: Option<Vec<Granularity>>,
    /// Settings by upstream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<ProviderOptions>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Transcribe {
    /// Creates a request with everything left to its default. The sound is base64.
    pub fn new(
        model: impl Into<String>,
        data: impl Into<String>,
        format: impl Into<String>,
    ) -> Self {
        let input_audio =
            InputAudio { data: data.into(), format: format.into(), ..InputAudio::default() };
        Self { model: model.into(), input_audio, ..Self::default() }
    }
}

impl Operation for Transcribe {
    const ID: &'static str = "createAudioTranscriptions";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/audio/transcriptions";
    type Response = Transcript;
}

open_enum! {
    /// How much is told about a transcript. The service refuses OpenAI's other formats.
    pub enum TranscriptFormat {
        /// The text.
        Json = "json",
        /// The text, the language, and when what was said. Not all upstreams can.
        VerboseJson = "verbose_json",
    }
}

open_enum! {
    /// Of what the times are told.
    pub enum Granularity {
        /// Words.
        Word = "word",
        /// Segments: sentences or so.
        Segment = "segment",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fixtures;

    #[test]
    fn every_field_has_a_place() {
        fixtures::check::<Transcribe>(
            &json!({
                "model": "acme/ear-1",
                "input_audio": {"data": "UklGRg==", "format": "wav"},
                "language": "en",
                "temperature": 0,
                "response_format": "verbose_json",
                "timestamp_granularities": ["word", "segment"],
                "provider": {"options": {"acme": {"punctuate": true}}},
            })
            .to_string(),
        );
    }

    #[test]
    fn a_request_sends_nothing_that_was_not_set() {
        let request = Transcribe::new("acme/ear-1", "UklGRg==", "wav");
        assert_eq!(request.path().unwrap(), "/audio/transcriptions");
        insta::assert_snapshot!(
            serde_json::to_string(&request).unwrap(),
            @r#"{"model":"acme/ear-1","input_audio":{"data":"UklGRg==","format":"wav"}}"#
        );
    }
}
