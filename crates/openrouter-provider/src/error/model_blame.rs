//! [`ModelBlame`]: what a failure says about the model that was asked.

use std::time::Duration;

/// What a failed attempt says about the model that was asked, as [`Blame`](openrouter_auth::Blame)
/// does about the key. It decides whether the next attempt asks another of several models, and what
/// later calls know of this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ModelBlame {
    /// Nothing: it is the key, the account, the request or the connection.
    None,
    /// It failed. The same again may help, once.
    Failed,
    /// It was silent for as long as anybody waits. Another is asked rather than it.
    Silent,
    /// It cannot do what is asked; with what others ask it may be fine.
    Unfit,
    /// What is asked was refused for its content, or for where it may not go. Whether another is
    /// asked is for the caller to say.
    Refused,
    /// The service does not have it, or not any more.
    Missing,
    /// Its upstreams are too busy, for so long if that is said.
    Busy(Option<Duration>),
}

impl ModelBlame {
    /// The same, where the service says that asking the same again is of no use.
    pub(super) const fn given_up(self) -> Self {
        match self {
            Self::Failed | Self::Silent | Self::Busy(_) => Self::Unfit,
            other => other,
        }
    }
}
