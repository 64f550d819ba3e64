//! [`Summary`]: what came of it.

use llm_types::Usage;
use serde::Serialize;

/// What came of it, and what it took.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Summary {
    /// The text.
    pub text: String,
    /// How many pieces the text was cut into, over all rounds; 0 if it was short enough.
    pub pieces: usize,
    /// What all requests together consumed, and cost where the provider says.
    pub usage: Usage,
}

impl Summary {
    pub(crate) fn add(&mut self, usage: Option<Usage>) {
        self.usage += &usage.unwrap_or_default();
    }
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress<'a> {
    /// So many pieces of a round are done.
    Piece {
        /// How many.
        done: usize,
        /// Of how many.
        of: usize,
    },
    /// The next words of the summary.
    Text(&'a str),
}
