//! [`Finding`]: what of a request does not fit a model.

use std::fmt;

use crate::Modality;

/// What of a request does not fit a model, and what would do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// Where in the request: `tools`, `messages[2].content[0]`, `max_tokens`.
    pub field: String,
    /// What is wrong with it.
    pub problem: Problem,
    /// Whether the call can be of use all the same.
    pub severity: Severity,
}

impl Finding {
    /// Something that makes the call useless.
    pub fn error(field: impl Into<String>, problem: Problem) -> Self {
        Self { field: field.into(), problem, severity: Severity::Error }
    }

    /// Something that is ignored, or may not be.
    pub fn warning(field: impl Into<String>, problem: Problem) -> Self {
        Self { field: field.into(), problem, severity: Severity::Warning }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.problem)
    }
}

/// Whether a call can be of use although something does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// It can: what does not fit is ignored, or it is not certain that it does not.
    Warning,
    /// It cannot: the call would be refused, or its answer would not be what was asked for.
    Error,
}

/// What is wrong with a part of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// The model does not obey this parameter.
    Parameter(String),
    /// The model does not take this kind of content.
    Input(Modality),
    /// The model does not give this kind of content.
    Output(Modality),
    /// The conversation has no room in the model, not even with the fewest tokens that it can have.
    NoRoom {
        /// The fewest tokens of the prompt.
        prompt: u64,
        /// The tokens of the answer that is asked for.
        answer: u64,
        /// The tokens that the model has room for.
        room: u64,
    },
    /// The answer that is asked for is longer than the model's longest.
    AnswerTooLong {
        /// The tokens that are asked for.
        asked: u64,
        /// The longest answer.
        longest: u64,
    },
    /// Something else, said in words: what is wrong, and what would do.
    Other(&'static str),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameter(name) => {
                write!(f, "the model does not obey `{name}`; leave it out, or take one that does")
            }
            Self::Input(modality) => {
                write!(f, "the model takes no {modality}; leave it out, or take one that does")
            }
            Self::Output(modality) => {
                write!(f, "the model gives no {modality}; take one that does")
            }
            Self::NoRoom { prompt, answer: 0, room } => {
                write!(
                    f,
                    "at least {prompt} tokens, and the model has room for {room}; shorten them"
                )
            }
            Self::NoRoom { prompt, answer, room } => write!(
                f,
                "at least {prompt} tokens, and {answer} to answer, but the model has room for \
                 {room}; shorten either"
            ),
            Self::AnswerTooLong { asked, longest } => {
                write!(f, "{asked} tokens, and the longest answer of the model has {longest}")
            }
            Self::Other(words) => f.write_str(words),
        }
    }
}
