//! [`Misfit`]: why what a model wrote is not what it was asked for.

use std::fmt;

/// Why what a model wrote is not what it was asked for.
///
/// `Display` and `Debug` say where, and quote nothing of the answer; [`message`](Self::message) and
/// [`path`](Self::path) may.
#[derive(Clone, PartialEq, Eq)]
pub struct Misfit {
    pub(super) kind: MisfitKind,
    pub(super) path: String,
    pub(super) position: Option<(usize, usize)>,
    pub(super) message: String,
}

/// In what way an answer does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MisfitKind {
    /// It is no JSON, or not all of it.
    NotJson,
    /// It is JSON of another shape.
    WrongShape,
    /// It has the right shape, and breaks a rule of the application.
    RuleBroken,
}

impl Misfit {
    /// An answer of the right shape that breaks a rule, in words that the model can mend it by.
    pub fn rule_broken(message: impl Into<String>) -> Self {
        let (path, message) = (String::new(), message.into());
        Self { kind: MisfitKind::RuleBroken, path, position: None, message }
    }

    /// In what way.
    pub const fn kind(&self) -> MisfitKind {
        self.kind
    }

    /// Where in the value: `steps[2].minutes`; empty for the whole. The keys of a map are the
    /// model's words.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The line in the JSON, from 1, where that can be said.
    pub fn line(&self) -> Option<usize> {
        self.position.map(|(line, _)| line)
    }

    /// The column in that line, from 1, in bytes.
    pub fn column(&self) -> Option<usize> {
        self.position.map(|(_, column)| column)
    }

    /// What was expected, and what was there: it may quote the answer, and is meant for the model.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            MisfitKind::NotJson => "not valid JSON",
            MisfitKind::WrongShape => "not of the expected shape",
            MisfitKind::RuleBroken => "against a rule of the application",
        })?;
        match self.position {
            Some((line, column)) => write!(f, " at line {line} column {column}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Misfit")
            .field("kind", &self.kind)
            .field("position", &self.position)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Misfit {}
