//! [`Queue`]: a script, which is played once or whose last answer goes on.

use std::collections::VecDeque;

/// Answers in order.
#[derive(Debug)]
pub(super) struct Queue<T> {
    answers: VecDeque<T>,
    /// The last one was played, and stays to be repeated.
    is_repeating: bool,
}

impl<T: Clone> Queue<T> {
    pub(super) const fn new() -> Self {
        Self { answers: VecDeque::new(), is_repeating: false }
    }

    pub(super) fn push(&mut self, answer: T) {
        self.answers.push_back(answer);
    }

    pub(super) fn next(&mut self, repeats_last: bool) -> Option<T> {
        if repeats_last && self.answers.len() == 1 {
            self.is_repeating = true;
            return self.answers.front().cloned();
        }
        self.answers.pop_front()
    }

    /// How many nobody asked for.
    pub(super) fn unplayed(&self) -> usize {
        self.answers.len() - usize::from(self.is_repeating)
    }
}
