//! [`ScriptedAnswer`]: what a scripted provider gives to one request.

use std::time::Duration;

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
///
/// It may take its time, which [`ScriptedProvider::with_timer`](super::ScriptedProvider::with_timer)
/// makes pass:
///
/// ```
/// # use std::time::Duration;
/// # use llm_types::mock::ScriptedAnswer;
/// let slow = ScriptedAnswer::pieces(["Well, ", "no."])
///     .after(Duration::from_secs(3))
///     .with_gaps(Duration::from_millis(200));
/// ```
#[derive(Debug, Clone)]
pub struct ScriptedAnswer {
    pub(super) deltas: Vec<Step<StreamEvent>>,
    pub(super) end: Step<End>,
}

/// Something that comes so long after what was before it.
#[derive(Debug, Clone)]
pub(super) struct Step<T> {
    pub(super) after: Duration,
    pub(super) what: T,
}

impl<T> Step<T> {
    const fn at_once(what: T) -> Self {
        Self { after: Duration::ZERO, what }
    }
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
                    return Self::at_once(deltas, End::Finished(response));
                }
                delta => deltas.push(delta),
            }
        }
        let end = match sum(&deltas) {
            Ok(sum) => End::Finished(Box::new(finished(sum.finish()))),
            Err(error) => End::Failed(error),
        };
        Self::at_once(deltas, end)
    }

    /// Nothing, ever. Dropping the future ends the wait, as a timeout of the caller does.
    pub const fn hang() -> Self {
        Self { deltas: Vec::new(), end: Step::at_once(End::Hanging) }
    }

    /// The same deltas, and then this error instead of the end. The error gets what the deltas add
    /// up to as its [`partial`](Error::partial) answer, unless it has one.
    #[must_use]
    pub fn broken_by(mut self, error: Error) -> Self {
        let head = match &self.end.what {
            End::Finished(response) => Some(&**response),
            _ => None,
        };
        self.end.what = End::Failed(with_sum(error, self.deltas.iter().map(|it| &it.what), head));
        self
    }

    /// The same deltas, and then nothing more, ever.
    #[must_use]
    pub fn then_hang(mut self) -> Self {
        self.end.what = End::Hanging;
        self
    }

    /// The same, but what comes first, content or an error, comes after so long.
    #[must_use]
    pub fn after(mut self, time: Duration) -> Self {
        let first = self.deltas.first_mut().map(|step| &mut step.after);
        *first.unwrap_or(&mut self.end.after) = time;
        self
    }

    /// The same, but so long passes before each event after the first, the end included.
    #[must_use]
    pub fn with_gaps(mut self, time: Duration) -> Self {
        if !self.deltas.is_empty() {
            self.end.after = time;
        }
        for step in self.deltas.iter_mut().skip(1) {
            step.after = time;
        }
        self
    }

    fn at_once(deltas: Vec<StreamEvent>, end: End) -> Self {
        let deltas = deltas.into_iter().map(Step::at_once).collect();
        Self { deltas, end: Step::at_once(end) }
    }

    /// True if some of it takes its time.
    pub(super) fn waits(&self) -> bool {
        let mut times = self.deltas.iter().map(|step| step.after).chain([self.end.after]);
        times.any(|time| !time.is_zero())
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
        Self::at_once(Vec::new(), End::Failed(error))
    }
}

/// The error of an answer that breaks off after these deltas. What would have been the answer says
/// how it is called.
pub(super) fn with_sum<'a>(
    error: Error,
    deltas: impl ExactSizeIterator<Item = &'a StreamEvent>,
    response: Option<&StandardResponse>,
) -> Error {
    if deltas.len() == 0 || error.partial().is_some() {
        return error;
    }
    match sum(deltas) {
        Ok(mut sum) => {
            if let Some(StandardResponse { id, model, created, .. }) = response {
                let (id, model, created) = (id.clone(), model.clone(), *created);
                *sum.head() =
                    StandardResponse { id, model, created, ..StandardResponse::default() };
            }
            error.with_partial(sum.into_partial())
        }
        Err(nonsense) => nonsense,
    }
}

fn sum<'a>(deltas: impl IntoIterator<Item = &'a StreamEvent>) -> Result<Accumulator> {
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
