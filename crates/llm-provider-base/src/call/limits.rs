//! [`Timeouts`] and [`Limits`]: how long things may take, and how large they may be.

use std::time::Duration;

use llm_types::{Error, ErrorKind, Result};

use crate::StreamTimeouts;

/// How long things may take. `None` switches a limit off.
///
/// The limits of a stream count while it keeps its reader waiting: a caller that takes its time is
/// not charged for it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timeouts {
    /// Until the head of a streamed reply, for each attempt.
    pub first_byte: Option<Duration>,
    /// The same for a reply that comes whole: the model writes it before the head is sent.
    pub first_byte_whole: Option<Duration>,
    /// Until the first content of a stream, over all attempts and the waits between them.
    pub first_content: Option<Duration>,
    /// Until the end of a call whose answer comes whole, over all attempts.
    pub total_whole: Option<Duration>,
    /// Between the bytes and the events of a stream, and over all of it.
    pub stream: StreamTimeouts,
}

impl Timeouts {
    /// The same for calls that have so much time in all, if that is said; checked.
    ///
    /// # Errors
    ///
    /// As [`validate`](Self::validate).
    pub fn within(mut self, whole_call: Option<Duration>) -> Result<Self> {
        if whole_call.is_some() {
            (self.total_whole, self.first_content) = (whole_call, whole_call);
        }
        self.validate().map(|()| self)
    }

    /// Whether every limit leaves some time.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`], naming a limit of zero: `None` switches one off.
    pub fn validate(&self) -> Result<()> {
        let Self { first_byte, first_byte_whole, first_content, total_whole, stream } = self;
        let limits = [
            ("first_byte", first_byte),
            ("first_byte_whole", first_byte_whole),
            ("first_content", first_content),
            ("total_whole", total_whole),
            ("stream.idle", &stream.idle),
            ("stream.progress", &stream.progress),
            ("stream.total", &stream.total),
        ];
        let none = limits.into_iter().find(|(_, limit)| **limit == Some(Duration::ZERO));
        let Some((name, _)) = none else { return Ok(()) };
        let message = format!("timeouts: {name} is 0, which leaves no time; None is no limit");
        Err(Error::new(ErrorKind::Configuration, message))
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            first_byte: Some(Duration::from_secs(120)),
            first_byte_whole: Some(Duration::from_secs(300)),
            first_content: Some(Duration::from_secs(300)),
            total_whole: Some(Duration::from_secs(600)),
            stream: StreamTimeouts::default(),
        }
    }
}

/// How much of what the service sends is read, in bytes after decompression. What is larger fails
/// with [`TooLarge`](llm_types::ErrorKind::TooLarge): it is not read any further, and the memory
/// that one call takes is bounded by it.
///
/// ```
/// use llm_provider_base::Limits;
///
/// // Nothing but text is asked for, on a small machine.
/// let mut limits = Limits::default();
/// (limits.answer, limits.event) = (16 << 20, 1 << 20);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// A document that is read whole, but for answers of models: 32 MiB.
    pub document: usize,
    /// A model's answer, whole or streamed, comments included: 256 MiB. That is far above any
    /// text, some 600,000 chunks, each with as much around its text. Images fill it sooner: one of
    /// 4000 pixels a side has 30 MB as base64, and ten can be asked for at once.
    pub answer: usize,
    /// One event of a stream, which may be a whole image: 64 MiB.
    pub event: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { document: 32 << 20, answer: 256 << 20, event: 64 << 20 }
    }
}
