//! What was said.

use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::{Count, Extra};

/// The reply to [`Transcribe`](super::Transcribe) and
/// [`TranscribeFile`](super::TranscribeFile): what was said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transcript {
    /// All of the text.
    pub text: String,
    /// `transcribe`. Only in the longer format, as all that follows but `usage`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<String>,
    /// The language by its English name, such as `english`, whether found or given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// How long the sound is, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<Number>,
    /// The text in segments with their times.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segments: Option<Vec<Segment>>,
    /// The words with their times.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<Vec<Word>>,
    /// What it used and cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A piece of a transcript. Times are seconds from the beginning of the sound.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// Which one it is, counted from 0.
    pub id: Count,
    /// When it begins.
    pub start: Number,
    /// When it ends.
    pub end: Number,
    /// What is said.
    pub text: String,
    /// Where the model looked, in its own units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seek: Option<Count>,
    /// Who speaks, counted from 0, where the upstream tells speakers apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speaker: Option<Count>,
    /// The text as tokens of the model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tokens: Option<Vec<Count>>,
    /// The temperature that was used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temperature: Option<Number>,
    /// How sure the model is: the mean logarithm of the probabilities, 0 at best.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avg_logprob: Option<Number>,
    /// How much the text can be compressed. Much means that it repeats itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compression_ratio: Option<Number>,
    /// How probable it is that nobody speaks, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_speech_prob: Option<Number>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A word and its times, in seconds from the beginning of the sound.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// The word.
    pub word: String,
    /// When it begins.
    pub start: Number,
    /// When it ends.
    pub end: Number,
    /// Who speaks, counted from 0, where the upstream tells speakers apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speaker: Option<Count>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What a transcript used and cost. Models that are paid by the second tell no tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// How long the sound is, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<Number>,
    /// Tokens of the sound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_tokens: Option<Count>,
    /// Tokens of the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_tokens: Option<Count>,
    /// Both.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_tokens: Option<Count>,
    /// What the account pays, in US dollars.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<Number>,
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
        fixtures::check::<Transcript>(
            &json!({
                "text": "A tern!",
                "task": "transcribe",
                "language": "english",
                "duration": 2.5,
                "segments": [{
                    "id": 0, "start": 0, "end": 2.25, "text": "A tern!", "seek": 0, "speaker": 1,
                    "tokens": [364, 316], "temperature": 0, "avg_logprob": -0.28,
                    "compression_ratio": 1.13, "no_speech_prob": 0.01,
                }],
                "words": [{"word": "A", "start": 0, "end": 0.4, "speaker": 1}],
                "usage": {
                    "seconds": 2.5, "input_tokens": 25, "output_tokens": 4, "total_tokens": 29,
                    "cost": 1.25e-5,
                },
            })
            .to_string(),
        );
    }

    #[test]
    fn a_model_paid_by_the_second_tells_no_tokens() {
        let json = br#"{"text":"A tern!","usage":{"seconds":3,"cost":0.00033}}"#;
        let transcript: Transcript = decode(json).unwrap();
        let usage = transcript.usage.unwrap();
        assert_eq!((usage.seconds, usage.total_tokens), (Some(3.into()), None));
    }
}
