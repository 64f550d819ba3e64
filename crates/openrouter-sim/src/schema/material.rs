//! What instances are made of.

use std::collections::VecDeque;

/// Words and numbers that instances use where a schema leaves the choice, so that the arguments
/// of a call have something to do with the question.
#[derive(Clone, Debug, Default)]
pub(crate) struct Material {
    words: VecDeque<String>,
    numbers: VecDeque<i64>,
}

impl Material {
    pub(crate) fn new(words: Vec<String>, numbers: Vec<i64>) -> Self {
        Self { words: words.into(), numbers: numbers.into() }
    }

    /// Returns the next word. After the last comes the first again.
    pub(super) fn word(&mut self) -> String {
        let word = self.words.pop_front().unwrap_or_else(|| "simulated".to_owned());
        self.words.push_back(word.clone());
        word
    }

    /// Takes the next number that a condition allows.
    pub(super) fn number(&mut self, allows: impl Fn(i64) -> bool) -> Option<i64> {
        let index = self.numbers.iter().position(|number| allows(*number))?;
        self.numbers.remove(index)
    }
}
