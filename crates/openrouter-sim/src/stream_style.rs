//! How streams are sent.

use std::time::Duration;

use crate::script::StreamError;

/// How streams are sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct StreamStyle {
    /// What passes before each token.
    pub(crate) token_delay: Duration,
    /// How many comments come before the first event.
    pub(crate) comments: usize,
    pub(crate) finish: FinishStyle,
    /// After how many events the stream fails, and how.
    pub(crate) error: Option<(usize, StreamError)>,
}

/// How a stream tells that it ends, and what it cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FinishStyle {
    /// Two chunks with the finish reason, the second with usage: what the service does now.
    #[default]
    Repeated,
    /// A chunk with the finish reason, then one with usage and a finish reason of `null`: seen
    /// at the end of 2025.
    NullFinish,
    /// A chunk with the finish reason, then one with usage and no choices: documented, and seen
    /// once.
    NoChoices,
}
