//! `proptest` strategies for the public types, one function a type, built from each other.
//!
//! What they make is valid and in the form in which it is read back: an open enum has no known word
//! in its `Other`.

mod content;
pub use content::{content_part, media_source};
mod message;
pub use message::{
    annotation, arguments, assistant_message, audio_output, message, reasoning_content, tool_calls,
};
mod request;
pub use request::{reasoning, request, response_format, tool, tool_choice};
mod response;
pub use response::{attempt, finish_reason, logprobs, response, usage};
mod stream_event;
pub use stream_event::stream_event;
mod text;
pub use text::{extensions, finite, json, text};
