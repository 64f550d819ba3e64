//! `/audio`: text to speech and speech to text. No voice speaks, and nobody listens.

mod sound;
mod speech;
mod transcription;

use openrouter_wire::audio::{Speak, Transcribe};

use crate::server::Routes;

pub(super) fn routes() -> Routes {
    Routes::default().infer::<Speak>(speech::create).infer::<Transcribe>(transcription::create)
}
