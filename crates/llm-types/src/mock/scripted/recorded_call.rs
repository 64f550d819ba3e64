//! [`RecordedCall`]: what was asked, and what became of it.

use std::fmt;

use crate::{CallState, ContentPart, Message, StandardRequest};

/// What a [`ScriptedProvider`](super::ScriptedProvider) was asked, and what became of it.
///
/// It prints as a line: how the call ended, and the beginning of each message.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RecordedCall {
    /// The request, as it came.
    pub request: StandardRequest,
    /// How far it has come. A call is [`Dropped`](CallState::Dropped) if its future or its stream
    /// was, before it had given an answer or an error.
    pub state: CallState,
}

/// So much of a text tells it from others.
const SHOWN: usize = 100;

impl fmt::Display for RecordedCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.state {
            CallState::NotBegun => "not begun",
            CallState::UnderWay => "under way",
            CallState::Answered => "answered",
            CallState::Failed => "failed",
            CallState::Dropped => "dropped",
        })?;
        for message in &self.request.messages {
            f.write_str(match message {
                Message::System(_) => ", system",
                Message::Developer(_) => ", developer",
                Message::User(_) => ", user",
                Message::Assistant(_) => ", assistant",
                Message::Tool(_) => ", tool",
            })?;
            for text in message.content().iter().filter_map(ContentPart::as_text) {
                let end = text.char_indices().nth(SHOWN).map_or(text.len(), |(end, _)| end);
                let (shown, rest) = text.split_at(end);
                write!(f, " {shown:?}{}", if rest.is_empty() { "" } else { "…" })?;
            }
        }
        Ok(())
    }
}
