//! [`Attempt`]: one try at a call.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{ErrorKind, ModelId};

/// One request that was sent, or tried to be, for a call. Every response and every error carries
/// the list of its attempts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Attempt {
    /// The model asked for, if any was named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<ModelId>,
    /// Names the credential by a hash, never by its characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The HTTP status, if an answer began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// How it ended.
    pub outcome: AttemptOutcome,
    /// How long it took until that was known. For a stream that succeeded: until its first content.
    pub duration: Duration,
    /// It failed, and may have been billed all the same.
    #[serde(default)]
    pub maybe_billed: bool,
}

impl Attempt {
    /// An attempt that ended like this.
    pub const fn new(outcome: AttemptOutcome, duration: Duration) -> Self {
        Self { model: None, key: None, status: None, outcome, duration, maybe_billed: false }
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
}
