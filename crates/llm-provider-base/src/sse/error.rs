//! Why a stream was broken off.

/// A stream exceeds its [limits](super::SseLimits). Nothing more can be read from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SseError {
    /// A line is too long.
    #[error("a line of the event stream is longer than {limit} bytes")]
    LineTooLong {
        /// The limit that was exceeded.
        limit: usize,
    },
    /// An event is too large.
    #[error("an event of the stream is larger than {limit} bytes")]
    EventTooLarge {
        /// The limit that was exceeded.
        limit: usize,
    },
}
