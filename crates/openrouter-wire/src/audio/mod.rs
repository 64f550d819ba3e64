//! `/audio`: text to speech and speech to text.

mod speak;
mod transcribe;
mod transcribe_file;
mod transcript;

pub use speak::{ReferenceSound, ReferenceText, Speak, SpeechFormat, VoiceReference, VoiceSample};
pub use transcribe::{Granularity, Transcribe, TranscriptFormat};
pub use transcribe_file::TranscribeFile;
pub use transcript::{Segment, Transcript, Usage, Word};
