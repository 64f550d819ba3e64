//! Which requests get a scripted answer, and how often.

use super::Answer;
use crate::request_log::RecordedRequest;

/// How often an answer is given.
#[derive(Clone, Copy, Debug)]
pub(super) enum Uses {
    Times(usize),
    Always,
}

impl Uses {
    /// Counts one use, and returns whether it was the last.
    pub(super) fn use_up(&mut self) -> bool {
        match self {
            Self::Always => false,
            Self::Times(left) => {
                *left = left.saturating_sub(1);
                *left == 0
            }
        }
    }
}

impl Answer {
    /// Gives this answer only to requests for a model.
    pub fn for_model(mut self, model: impl Into<String>) -> Self {
        self.filter.and_model(model.into());
        self
    }

    /// Gives this answer only to requests whose path ends so. Without it, to those for
    /// `/chat/completions`.
    pub fn for_path(mut self, path: impl Into<String>) -> Self {
        self.filter.set_path(path.into());
        self
    }

    /// Gives this answer only to requests with a key.
    pub fn for_key(mut self, key: &str) -> Self {
        self.filter.and_key(key);
        self
    }

    /// Gives this answer only to requests that fulfil a condition.
    pub fn when(
        mut self,
        condition: impl Fn(&RecordedRequest) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.filter.and(condition);
        self
    }

    /// Gives this answer so many times; without it, once.
    pub fn times(mut self, times: usize) -> Self {
        self.uses = Uses::Times(times);
        self
    }

    /// Gives this answer for ever.
    pub fn always(mut self) -> Self {
        self.uses = Uses::Always;
        self
    }
}
