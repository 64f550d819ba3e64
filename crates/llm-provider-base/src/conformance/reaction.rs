//! [`Reaction`]: what the service does with one request for a chat.

use std::time::Duration;

use llm_types::{
    Accumulator, Error, ErrorKind, FinishReason, StandardResponse, StreamEvent, Usage,
};

use super::Scenario;

/// What the service does with one request for a chat: it says something, and then there is an
/// ending.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Reaction {
    /// What it says, in these pieces; nothing, if it has no content to give.
    pub deltas: Vec<StreamEvent>,
    /// How long it takes before each piece, and before the ending.
    pub pause: Option<Duration>,
    /// What comes then.
    pub ending: Ending,
    /// Why the model stopped, if it comes to that.
    pub finish_reason: FinishReason,
    /// What the service says was used, if it says so.
    pub usage: Option<Usage>,
}

/// What comes after what the service says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ending {
    /// The answer is whole, and the service says so.
    Finished,
    /// The connection breaks.
    CutOff,
    /// The service says that it failed: by a status if it has said nothing yet, or else in what it
    /// was saying.
    Failed(ServiceFailure),
    /// Nothing more comes, and the connection stays open.
    Silent,
}

/// How a service says that it failed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServiceFailure {
    /// What that means to a caller: the service is to say it in its own way.
    pub kind: ErrorKind,
    /// How long it asks the caller to wait.
    pub retry_after: Option<Duration>,
    /// Its words: services have been seen to repeat the key, and to write several lines.
    pub message: String,
}

impl Reaction {
    /// The name under which the service answers.
    pub const RESPONSE_ID: &'static str = "answer-1";

    /// The events of a stream of the whole answer, its end included.
    pub fn events(&self) -> Vec<StreamEvent> {
        let finished = StreamEvent::Finished(Box::new(self.answer()));
        self.deltas.iter().cloned().chain([finished]).collect()
    }

    /// The whole answer, as far as the deltas say it.
    pub fn answer(&self) -> StandardResponse {
        let mut sum = self.sum();
        // A reaction is small, and so within the limits.
        drop(self.choices().try_for_each(|choice| sum.finish_choice(choice, self.reason())));
        sum.finish()
    }

    /// What there is of an answer that breaks off.
    pub fn partial(&self) -> StandardResponse {
        self.sum().into_partial()
    }

    /// What a provider makes of a service that fails or breaks off: the error, without what had
    /// come. For subjects without a service of their own.
    pub fn error(&self) -> Error {
        match &self.ending {
            Ending::Failed(failure) => {
                let message = failure.message.replace(Scenario::key().expose(), "(the key)");
                Error::new(failure.kind, message)
            }
            _ => Error::new(ErrorKind::Interrupted, "the connection broke"),
        }
    }

    pub(super) const fn is_finished(&self) -> bool {
        matches!(self.ending, Ending::Finished)
    }

    fn reason(&self) -> FinishReason {
        self.finish_reason.clone()
    }

    fn sum(&self) -> Accumulator {
        let mut sum = Accumulator::new();
        let head = sum.head();
        head.id = Some(Self::RESPONSE_ID.into());
        head.model = Some(Scenario::MODEL.into());
        head.usage.clone_from(&self.usage);
        drop(self.deltas.iter().try_for_each(|delta| sum.push(delta)));
        sum
    }

    /// The places of its choices: the first, and those that something is said of.
    fn choices(&self) -> impl Iterator<Item = u32> + use<> {
        let places = self.deltas.iter().filter_map(|delta| match delta {
            StreamEvent::Text { choice, .. }
            | StreamEvent::Reasoning { choice, .. }
            | StreamEvent::Refusal { choice, .. }
            | StreamEvent::ToolCall { choice, .. } => Some(*choice),
            _ => None,
        });
        0..=places.max().unwrap_or_default()
    }

    pub(super) const fn of(deltas: Vec<StreamEvent>) -> Self {
        let finish_reason = FinishReason::Stop;
        Self { deltas, pause: None, ending: Ending::Finished, finish_reason, usage: None }
    }

    pub(super) fn says<const N: usize>(pieces: [&str; N]) -> Self {
        let text = |text: &str| StreamEvent::Text { choice: 0, text: text.to_owned() };
        Self::of(pieces.map(text).to_vec())
    }

    pub(super) fn fails(kind: ErrorKind) -> Self {
        Self::of(Vec::new()).failing(kind)
    }

    pub(super) fn failing(mut self, kind: ErrorKind) -> Self {
        let message = format!("it says {kind}");
        self.ending = Ending::Failed(ServiceFailure { kind, retry_after: None, message });
        self
    }

    pub(super) fn ending(mut self, ending: Ending) -> Self {
        self.ending = ending;
        self
    }

    pub(super) fn stopping_for(mut self, reason: FinishReason) -> Self {
        self.finish_reason = reason;
        self
    }

    pub(super) fn using(mut self, usage: Usage) -> Self {
        self.usage = Some(usage);
        self
    }
}
