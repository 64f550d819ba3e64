//! [`ExtractError`]: why there is no value.

use std::fmt;

use llm_types::{Error, ErrorKind, Usage};
use serde_json::Value;

use super::Round;
use super::extracted::usage;
use crate::Misfit;

/// Why there is no value, and what was answered instead.
///
/// `Display` and `Debug` show nothing of the answers; [`rounds`](Self::rounds) has them. It
/// becomes an [`Error`] by `?`, for those who need no more than its kind.
pub struct ExtractError(Box<Inner>);

struct Inner {
    kind: ExtractErrorKind,
    rounds: Vec<Round>,
}

/// Why there is no value.
#[derive(Clone)]
#[non_exhaustive]
pub enum ExtractErrorKind {
    /// The call failed, the first one or one for a repair. What can be done its kind says.
    Provider(Error),
    /// The last answer is not what was asked for, and there were no repairs left. Another model may
    /// do better, or a simpler type.
    Misfit(Misfit),
    /// The model will not answer, and says this.
    Refused(String),
    /// The answer ran out of tokens, after this much of the value. Raise `max_tokens`.
    CutOff(Option<Value>),
    /// A filter held the answer back.
    Filtered,
    /// The model asks for tools to be run; the calls are in the last round's answer. Take the tools
    /// out of the request, or run them and ask again.
    ToolCalls,
}

impl ExtractError {
    pub(super) fn new(kind: ExtractErrorKind, rounds: Vec<Round>) -> Self {
        Self(Box::new(Inner { kind, rounds }))
    }

    /// A call that failed before there was any answer.
    pub(super) fn failed(error: Error) -> Self {
        Self::new(ExtractErrorKind::Provider(error), Vec::new())
    }

    /// Why.
    pub const fn kind(&self) -> &ExtractErrorKind {
        &self.0.kind
    }

    /// Each answer that was got, oldest first.
    pub fn rounds(&self) -> &[Round] {
        &self.0.rounds
    }

    /// The text of the last answer; empty if there is none.
    pub fn raw_text(&self) -> String {
        self.0.rounds.last().map(|round| round.response.joined_text()).unwrap_or_default()
    }

    /// What all answers together consumed, as far as the provider said.
    pub fn usage(&self) -> Option<Usage> {
        usage(&self.0.rounds)
    }

    /// Takes it apart.
    pub fn into_parts(self) -> (ExtractErrorKind, Vec<Round>) {
        (self.0.kind, self.0.rounds)
    }
}

impl ExtractErrorKind {
    /// What is wrong with the answer, if that is what it is.
    pub(super) const fn misfit(&self) -> Option<&Misfit> {
        match self {
            Self::Misfit(misfit) => Some(misfit),
            _ => None,
        }
    }
}

impl fmt::Display for ExtractError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.kind {
            ExtractErrorKind::Provider(_) => f.write_str("the call for a typed answer failed"),
            ExtractErrorKind::Misfit(misfit) => write!(f, "the answer is {misfit}"),
            ExtractErrorKind::Refused(_) => f.write_str("the model refused to answer"),
            ExtractErrorKind::CutOff(_) => {
                f.write_str("the answer ran out of tokens; raise max_tokens")
            }
            ExtractErrorKind::Filtered => f.write_str("a filter held the answer back"),
            ExtractErrorKind::ToolCalls => {
                f.write_str("the model called tools in place of an answer")
            }
        }?;
        match self.0.rounds.len() {
            0 | 1 => Ok(()),
            rounds => write!(f, " [{rounds} rounds]"),
        }
    }
}

impl fmt::Debug for ExtractError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExtractError")
            .field("kind", &self.0.kind)
            .field("rounds", &self.0.rounds.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ExtractErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What the model said is said to be there, not shown.
        match self {
            Self::Provider(error) => f.debug_tuple("Provider").field(error).finish(),
            Self::Misfit(misfit) => f.debug_tuple("Misfit").field(misfit).finish(),
            Self::Refused(_) => f.write_str("Refused(..)"),
            Self::CutOff(_) => f.write_str("CutOff(..)"),
            Self::Filtered => f.write_str("Filtered"),
            Self::ToolCalls => f.write_str("ToolCalls"),
        }
    }
}

impl std::error::Error for ExtractError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.kind {
            ExtractErrorKind::Provider(error) => Some(error),
            _ => None,
        }
    }
}

impl From<ExtractError> for Error {
    /// The provider's own error where there is one; otherwise one of a kind that says what can be
    /// done, with the last answer as its [`partial`](Self::partial).
    fn from(error: ExtractError) -> Self {
        let message = error.to_string();
        let (kind, mut rounds) = error.into_parts();
        let kind = match kind {
            ExtractErrorKind::Provider(error) => return error,
            ExtractErrorKind::Misfit(_) | ExtractErrorKind::ToolCalls => ErrorKind::Decode,
            ExtractErrorKind::Refused(_) | ExtractErrorKind::Filtered => ErrorKind::ContentPolicy,
            ExtractErrorKind::CutOff(_) => ErrorKind::TooLarge,
        };
        let error = Self::new(kind, message);
        match rounds.pop() {
            Some(round) => error.with_partial(round.response),
            None => error,
        }
    }
}
