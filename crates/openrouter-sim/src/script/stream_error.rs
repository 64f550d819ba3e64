//! A failure in the middle of a stream.

use openrouter_wire::{
    chat::{Chunk, ChunkChoice, Delta, FinishReason, Role, Usage},
    error::{ApiError, ErrorCode, Metadata},
};
use serde_json::Value;

/// A failure in the middle of a stream: the error chunk, after which only `[DONE]` comes.
///
/// The documentation shows one form and the recorded traffic another; both exist, so both can be
/// scripted.
#[derive(Clone, Debug)]
pub struct StreamError {
    error: ApiError,
    form: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Recorded,
    Documented,
}

impl StreamError {
    /// Creates a failure in the recorded form: a finish reason of `null`, no metadata, and usage.
    pub fn recorded(code: u16, message: impl Into<String>) -> Self {
        Self { error: ApiError::new(code, message), form: Form::Recorded }
    }

    /// Creates a failure in the documented form: a finish reason of `error`, and an `error_type`
    /// in the metadata.
    pub fn documented(code: u16, message: impl Into<String>, error_type: &str) -> Self {
        let metadata = Metadata { error_type: Some(error_type.into()), ..Metadata::default() };
        let error = ApiError { metadata: Some(Box::new(metadata)), ..ApiError::new(code, message) };
        Self { error, form: Form::Documented }
    }

    /// Sets a code that is a name, such as `server_error`.
    #[must_use]
    pub fn code(mut self, code: &str) -> Self {
        self.error.code = Some(ErrorCode::from(code));
        self
    }

    /// Sets the upstream that failed and what it said.
    #[must_use]
    pub fn upstream(mut self, name: &str, raw: impl Into<Value>) -> Self {
        let metadata = self.error.metadata.get_or_insert_default();
        metadata.provider_name = Some(name.to_owned());
        metadata.raw = serde_json::from_value(raw.into()).ok();
        self
    }

    /// Returns what went wrong.
    pub(crate) fn error(&self) -> &ApiError {
        &self.error
    }

    /// Returns whether it has the documented form.
    pub(crate) fn is_documented(&self) -> bool {
        self.form == Form::Documented
    }

    /// Makes the chunk, from one that names the generation.
    pub(crate) fn chunk(&self, generation: Chunk, usage: Usage) -> Chunk {
        let delta =
            Delta { role: Some(Role::Assistant), content: Some("".into()), ..Delta::default() };
        let is_recorded = self.form == Form::Recorded;
        let choice = ChunkChoice {
            index: Some(0.into()),
            delta: Some(delta),
            finish_reason: (!is_recorded).then_some(FinishReason::Error),
            ..ChunkChoice::default()
        };
        Chunk {
            error: Some(self.error.clone()),
            choices: Some(vec![choice]),
            usage: is_recorded.then_some(usage),
            ..generation
        }
    }
}
