//! [`ScriptedAnswer`]: what a scripted provider gives to one request.

use crate::{
    Accumulator, AssistantMessage, Error, FinishReason, Result, StandardChoice, StandardResponse,
    StreamEvent, ToolCall,
};

/// What a [`ScriptedProvider`](super::ScriptedProvider) gives to one request, whether it is asked
/// for the whole answer or for a stream.
///
/// A text, a [`StandardResponse`] and an [`Error`] convert into one:
///
/// ```
/// use llm_types::mock::ScriptedAnswer;
/// use llm_types::{Error, ErrorKind};
///
/// let text: ScriptedAnswer = "Hello".into();
/// let refused: ScriptedAnswer = Error::new(ErrorKind::RateLimited, "slow down").into();
/// let broken = ScriptedAnswer::pieces(["Once ", "upon"])
///     .broken_by(Error::new(ErrorKind::Interrupted, "connection reset"));
/// let silent = ScriptedAnswer::hang();
/// let stalled = ScriptedAnswer::text("Let me think").then_hang();
/// ```
#[derive(Debug, Clone)]
pub struct ScriptedAnswer {
    pub(super) deltas: Vec<StreamEvent>,
    pub(super) end: End,
}

/// What comes after the deltas.
#[derive(Debug, Clone)]
pub(super) enum End {
    Finished(Box<StandardResponse>),
    Failed(Error),
    Hanging,
}

impl ScriptedAnswer {
    /// A plain text, in one piece.
    pub fn text(text: impl Into<String>) -> Self {
        StandardResponse::text(text).into()
    }

    /// A plain text that comes in these pieces.
    pub fn pieces(pieces: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let texts = pieces.into_iter().map(Into::into).filter(|text: &String| !text.is_empty());
        Self::events(texts.map(|text| StreamEvent::Text { choice: 0, text }))
    }

    /// A wish to have these tools run.
    pub fn tool_calls(calls: impl IntoIterator<Item = ToolCall>) -> Self {
        let tool_calls = calls.into_iter().collect();
        let message = AssistantMessage { tool_calls, ..AssistantMessage::default() };
        let choices = vec![StandardChoice::new(message, FinishReason::ToolCalls)];
        StandardResponse { choices, ..StandardResponse::default() }.into()
    }

    /// These events. A [`StreamEvent::Finished`] ends them; if there is none, the answer that the
    /// deltas add up to is appended.
    pub fn events(events: impl IntoIterator<Item = StreamEvent>) -> Self {
        let mut deltas = Vec::new();
        for event in events {
            match event {
                StreamEvent::Finished(response) => {
                    return Self { deltas, end: End::Finished(response) };
                }
                delta => deltas.push(delta),
            }
        }
        let end = match sum(&deltas) {
            Ok(sum) => End::Finished(Box::new(finished(sum.finish()))),
            Err(error) => End::Failed(error),
        };
        Self { deltas, end }
    }

    /// Nothing, ever. Dropping the future ends the wait, as a timeout of the caller does.
    pub const fn hang() -> Self {
        Self { deltas: Vec::new(), end: End::Hanging }
    }

    /// The same deltas, and then this error instead of the end. The error gets what the deltas add
    /// up to as its [`partial`](Error::partial) answer, unless it has one.
    #[must_use]
    pub fn broken_by(self, error: Error) -> Self {
        let Self { deltas, end } = self;
        let failed = match sum(&deltas) {
            Ok(_) if deltas.is_empty() || error.partial().is_some() => error,
            Ok(mut sum) => {
                if let End::Finished(response) = end {
                    let StandardResponse { id, model, created, .. } = *response;
                    *sum.head() =
                        StandardResponse { id, model, created, ..StandardResponse::default() };
                }
                error.with_partial(sum.into_partial())
            }
            Err(nonsense) => nonsense,
        };
        Self { deltas, end: End::Failed(failed) }
    }

    /// The same deltas, and then nothing more, ever.
    #[must_use]
    pub fn then_hang(self) -> Self {
        Self { end: End::Hanging, ..self }
    }
}

impl From<StandardResponse> for ScriptedAnswer {
    fn from(response: StandardResponse) -> Self {
        Self::events(response.into_events())
    }
}

impl From<&str> for ScriptedAnswer {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for ScriptedAnswer {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

impl From<Error> for ScriptedAnswer {
    fn from(error: Error) -> Self {
        Self { deltas: Vec::new(), end: End::Failed(error) }
    }
}

fn sum(deltas: &[StreamEvent]) -> Result<Accumulator> {
    let mut sum = Accumulator::new();
    for delta in deltas {
        sum.push(delta)?;
    }
    Ok(sum)
}

/// With the reasons that a model would give.
fn finished(mut response: StandardResponse) -> StandardResponse {
    for choice in &mut response.choices {
        let calls = !choice.message.tool_calls.is_empty();
        choice.finish_reason =
            Some(if calls { FinishReason::ToolCalls } else { FinishReason::Stop });
    }
    response
}
