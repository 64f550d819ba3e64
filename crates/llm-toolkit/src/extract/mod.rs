//! Typed answers: a Rust value in place of a text.

mod answer;
mod error;
pub use error::{ExtractError, ExtractErrorKind};
mod extracted;
pub use extracted::{Extracted, Round};
mod extraction;
pub use extraction::Extraction;
mod ext;
pub use ext::ExtractExt;
mod form;
pub use form::AnswerForm;
mod job;
mod partial_json;
pub use partial_json::PartialJson;
mod prompt;
mod stream;
pub use stream::{ExtractStream, Partial};

#[cfg(test)]
mod tests;
