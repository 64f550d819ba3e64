//! Parts of items.

mod input;
mod output;
mod part;

pub use input::{AudioData, AudioFormat, InputAudio, InputFile, InputImage, InputText, InputVideo};
pub use output::{OutputText, ReasoningPart, ReasoningText, Refusal, SummaryPart, SummaryText};
pub use part::{ContentPart, MessagePart, OutputPart};
