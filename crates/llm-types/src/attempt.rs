//! [`Attempt`]: one try at a call.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{ErrorKind, ModelId, ResponseId};

/// One request that was sent, or tried to be, for a call. Every response and every error carries
/// the list of its attempts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Attempt {
    /// The provider that was asked, by the name that the application has for it; `None` where there
    /// was but one to ask. Whoever asks several providers sets it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// The model asked for, if any was named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<ModelId>,
    /// Names the credential by a hash, never by its characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The HTTP status, if an answer began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The provider's name for what it began to answer, if it had said one by then: what it cost
    /// can be asked for by this name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_id: Option<ResponseId>,
    /// The longest answer that it asked for, in tokens, where that is less than the request says:
    /// the account could not afford more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shortened_to: Option<u64>,
    /// It was begun beside another one of the call, which kept its caller waiting. Both ran side by
    /// side until one was over.
    #[serde(default)]
    pub is_hedge: bool,
    /// How it ended.
    pub outcome: AttemptOutcome,
    /// How long it took until that was known. For a stream that succeeded: until its first content.
    pub duration: Duration,
    /// It gave no answer, and may have been billed all the same.
    #[serde(default)]
    pub maybe_billed: bool,
}

impl Attempt {
    /// An attempt that ended like this.
    pub const fn new(outcome: AttemptOutcome, duration: Duration) -> Self {
        Self {
            provider: None,
            model: None,
            key: None,
            status: None,
            response_id: None,
            shortened_to: None,
            is_hedge: false,
            outcome,
            duration,
            maybe_billed: false,
        }
    }
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AttemptOutcome {
    /// It answered.
    Succeeded,
    /// It failed with an error of this kind.
    Failed(ErrorKind),
    /// Another attempt, which was begun beside it, answered first: it was broken off.
    Lost,
    /// It is under way; or it was, when its call was dropped.
    Unfinished,
}

impl AttemptOutcome {
    /// True if it answered.
    pub const fn is_success(self) -> bool {
        matches!(self, Self::Succeeded)
    }

    /// True if it is known how it ended.
    pub const fn is_over(self) -> bool {
        !matches!(self, Self::Unfinished)
    }
}
