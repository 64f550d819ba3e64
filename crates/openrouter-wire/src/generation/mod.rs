//! `/generation`: what the service has on record about one generation.
//!
//! The record is written late: for a while after the answer, longer after a stream that was cut
//! short, the service says 404.

mod content;
mod feedback;
mod record;

pub use content::{
    Content, ContentError, FailedAttempt, GetContent, Input, MessagesInput, Output, PromptInput,
};
pub use feedback::{Category, Feedback, Submitted};
pub use record::{ApiType, DataRegion, Generation, Get, ProviderResponse, Response};
