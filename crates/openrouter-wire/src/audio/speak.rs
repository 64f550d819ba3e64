//! Text to speech.

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use crate::{Binary, Extra, Method, Operation, ProviderOptions, open_enum::open_enum};

/// `POST /audio/speech`: says a text.
///
/// The reply is sound as it is made; its media type tells the format. The id of the generation
/// stands in a header only, [`GENERATION_ID`](crate::headers::GENERATION_ID).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speak {
    /// The model.
    pub model: String,
    /// What to say.
    pub input: String,
    /// Whose voice, by its name at the upstream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voice: Option<String>,
    /// How sound is encoded; PCM if left out, where OpenAI gives MP3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_format: Option<SpeechFormat>,
    /// How many times faster than usual to speak. Some models do not care.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speed: Option<Number>,
    /// A voice to imitate: one sample, and perhaps what is said in it. Only for upstreams that
    /// can.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_references: Option<Vec<VoiceReference>>,
    /// Settings by upstream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<ProviderOptions>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Speak {
    /// Creates a request with everything left to its default.
    pub fn new(model: impl Into<String>, input: impl Into<String>) -> Self {
        Self { model: model.into(), input: input.into(), ..Self::default() }
    }
}

impl Operation for Speak {
    const ID: &'static str = "createAudioSpeech";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/audio/speech";
    type Response = Binary;
}

open_enum! {
    /// How speech is encoded.
    pub enum SpeechFormat {
        /// `audio/mpeg`.
        Mp3 = "mp3",
        /// `audio/pcm`: 16-bit integers, least significant byte first.
        Pcm = "pcm",
    }
}

/// A part of what describes a voice, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum VoiceReference {
    /// Sound.
    InputAudio(ReferenceSound),
    /// What is said in it.
    Text(ReferenceText),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// Sound of a voice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferenceSound {
    /// The sound.
    pub input_audio: VoiceSample,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Encoded sound of a voice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoiceSample {
    /// Base64 or a `data:` address, at most 20 MiB of it.
    pub data: String,
    /// Its format, such as `wav`; most upstreams see it in the data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What a voice says in its sample.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferenceText {
    /// The text, at most 10,000 characters.
    pub text: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fixtures;

    #[test]
    fn every_field_has_a_place() {
        fixtures::check::<Speak>(
            &json!({
                "model": "acme/voice-1",
                "input": "A tern!",
                "voice": "ada",
                "response_format": "mp3",
                "speed": 1.25,
                "input_references": [
                    {"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}},
                    {"type": "text", "text": "I saw a bird."},
                ],
                "provider": {"options": {"acme": {"mood": "calm"}}},
            })
            .to_string(),
        );
    }

    #[test]
    fn a_request_sends_nothing_that_was_not_set() {
        let request = Speak::new("acme/voice-1", "A tern!");
        assert_eq!(request.path().unwrap(), "/audio/speech");
        insta::assert_snapshot!(
            serde_json::to_string(&request).unwrap(),
            @r#"{"model":"acme/voice-1","input":"A tern!"}"#
        );
    }

    #[test]
    fn references_of_another_shape_are_kept() {
        for json in [json!({"type": "text"}), json!({"type": "smell"}), json!("a")] {
            let reference: VoiceReference = serde_json::from_value(json.clone()).unwrap();
            assert_eq!(reference, VoiceReference::Other(json));
        }
    }
}
