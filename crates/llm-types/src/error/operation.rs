//! [`Operation`]: what a call was about.

use serde::{Deserialize, Serialize};

/// What was being done when it failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Operation {
    /// Asking a model.
    Chat,
    /// Making vectors.
    Embeddings,
    /// Putting documents in order.
    Rerank,
    /// Making pictures.
    Images,
    /// Making speech.
    Speech,
    /// Writing down what is said.
    Transcription,
    /// Making videos, looking at how far they are, and getting them.
    Videos,
    /// Asking models for many things at once, later.
    Batches,
    /// Keeping files.
    Files,
    /// Listing models.
    Models,
    /// Looking at a key or an account.
    Account,
    /// Changing an account: its keys, its presets, its rules.
    Management,
    /// Getting or giving up credentials.
    Login,
    /// Checking that the provider is there.
    Health,
}

impl Operation {
    /// All operations.
    pub const ALL: [Self; 14] = [
        Self::Chat,
        Self::Embeddings,
        Self::Rerank,
        Self::Images,
        Self::Speech,
        Self::Transcription,
        Self::Videos,
        Self::Batches,
        Self::Files,
        Self::Models,
        Self::Account,
        Self::Management,
        Self::Login,
        Self::Health,
    ];

    /// A stable label for metrics and logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Embeddings => "embeddings",
            Self::Rerank => "rerank",
            Self::Images => "images",
            Self::Speech => "speech",
            Self::Transcription => "transcription",
            Self::Videos => "videos",
            Self::Batches => "batches",
            Self::Files => "files",
            Self::Models => "models",
            Self::Account => "account",
            Self::Management => "management",
            Self::Login => "login",
            Self::Health => "health",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_distinct_and_agree_with_serde() {
        let labels: std::collections::BTreeSet<_> =
            Operation::ALL.iter().map(|operation| operation.as_str()).collect();
        assert_eq!(labels.len(), Operation::ALL.len());
        for operation in Operation::ALL {
            assert_eq!(serde_json::to_value(operation).unwrap(), operation.as_str());
        }
    }
}
