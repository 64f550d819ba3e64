//! A batch and how it fares.

use serde::{Deserialize, Serialize};

use super::{Endpoint, Outcome};
use crate::{Count, Extra, open_enum::open_enum};

/// A batch and how it fares. Times are in seconds since 1970.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// Its id, `gen-batch-…`.
    pub id: String,
    /// `batch`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// The kind of its requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<Endpoint>,
    /// The model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The upstream that works on it, by its display name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// How far it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// In what time it is to be done: `24h`, there is no other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completion_window: Option<String>,
    /// When it was handed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Count>,
    /// When it ended.
    pub finalized_at: Option<Count>,
    /// When the upstream gives up on what is not done by then; may be later than the window.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Count>,
    /// How many of its requests are done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_counts: Option<RequestCounts>,
    /// What it used.
    pub usage: Option<Usage>,
    /// Why it failed as a whole.
    pub error: Option<BatchError>,
    /// The results, in any order, once it is completed. They are kept for 30 days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub results: Option<Vec<Outcome>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// How far a batch is.
    pub enum Status {
        /// Its requests are looked through.
        Validating = "validating",
        /// Its requests are answered.
        InProgress = "in_progress",
        /// Its results are put together.
        Finalizing = "finalizing",
        /// It is done.
        Completed = "completed",
        /// It could not be done.
        Failed = "failed",
        /// It was not done in time.
        Expired = "expired",
        /// It is being called off.
        Cancelling = "cancelling",
        /// It was called off.
        Cancelled = "cancelled",
    }
}

impl Status {
    /// Returns whether nothing more will happen. Of a status that this version does not know, it
    /// is not known either, and the answer is no.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Expired | Self::Cancelled)
    }
}

/// How many requests of a batch are done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestCounts {
    /// All of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<Count>,
    /// Those that were answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completed: Option<Count>,
    /// Those that failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed: Option<Count>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What all requests of a batch used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Tokens of prompts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_tokens: Option<Count>,
    /// Tokens of answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completion_tokens: Option<Count>,
    /// Both.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_tokens: Option<Count>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Why a batch failed as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchError {
    /// In words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{decode, fixtures::check};

    const BATCH: &str = include_str!("../../fixtures/batch.json");

    #[test]
    fn a_batch_is_read() {
        let batch: Batch = decode(BATCH.as_bytes()).unwrap();
        assert_eq!(batch.status, Some(Status::Completed));
        assert_eq!(batch.endpoint, Some(Endpoint::ChatCompletions));
        assert_eq!(batch.request_counts.unwrap().failed, Some(1.into()));
        assert_eq!(batch.results.unwrap().len(), 2);
    }

    #[test]
    fn every_field_has_a_place() {
        check::<Batch>(BATCH);
    }

    #[test]
    fn only_known_ends_are_final() {
        let last = |name: &&&str| Status::from(**name).is_final();
        let names: Vec<_> = Status::NAMES.iter().filter(last).collect();
        assert_eq!(names, [&"completed", &"failed", &"expired", &"cancelled"]);
        assert!(!Status::from("paused").is_final());
    }
}
