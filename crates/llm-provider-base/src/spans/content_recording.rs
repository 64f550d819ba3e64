//! [`ContentRecording`]: whether spans hold what users write and models answer.

/// Whether spans hold what users write and models answer. They do not, unless it is asked for.
///
/// Whoever can read the traces can then read the conversations. What is recorded is what was sent
/// and what came back, as JSON, under `gen_ai.input.messages`, `gen_ai.output.messages` and
/// `gen_ai.system_instructions`; of pictures, sound, films and files in base64 only what they are.
///
/// ```
/// use llm_provider_base::ContentRecording;
///
/// let some = ContentRecording::up_to(16 * 1024);
/// assert_ne!(some, ContentRecording::OFF);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ContentRecording {
    /// How much of it, for each attribute.
    room: Option<usize>,
}

impl ContentRecording {
    /// Nothing is recorded.
    pub const OFF: Self = Self { room: None };

    /// About so many bytes of text for each of the three attributes: of a longer conversation the
    /// last messages, of a longer text its beginning. What is left out is said to be.
    pub const fn up_to(bytes: usize) -> Self {
        Self { room: Some(bytes) }
    }

    /// How much is recorded; nothing, if nothing is.
    pub(super) const fn room(self) -> Option<usize> {
        self.room
    }
}
