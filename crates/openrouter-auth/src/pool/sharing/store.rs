//! [`StateStore`]: where pools that share their state keep it.

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;

use super::{ScopeId, ScopeRecord};

/// Where pools of several processes keep what they know of keys and accounts: a table, or a cache
/// server, that can replace a record only if it is still the one that was read.
///
/// A store that fails never fails a call: the pool goes on with what it knows itself, and says so
/// once in its log. Records hold no key.
#[async_trait]
pub trait StateStore: fmt::Debug + Send + Sync + 'static {
    /// The record of this scope, if there is one.
    ///
    /// # Errors
    ///
    /// If the store cannot tell.
    async fn load(&self, scope: &ScopeId) -> Result<Option<Versioned>, StoreError>;

    /// Writes the record, if the one that is there has this version, or if there is none and
    /// `expected` is `None`: one atomic step. After `time_to_live` it may be forgotten.
    ///
    /// # Errors
    ///
    /// If the store cannot tell whether it did.
    async fn compare_and_set(
        &self,
        scope: &ScopeId,
        expected: Option<u64>,
        record: &ScopeRecord,
        time_to_live: Duration,
    ) -> Result<Swap, StoreError>;
}

/// A record, and what tells it from those before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versioned {
    /// Never the same again for this scope, once the record is replaced.
    pub version: u64,
    /// The record.
    pub record: ScopeRecord,
}

/// What came of a compare-and-set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Swap {
    /// It is written, with this version.
    Done(u64),
    /// Another record is there, or none.
    Conflict(Option<Versioned>),
}

/// The store could not be asked.
#[derive(Debug, thiserror::Error)]
#[error("the shared state of keys is out of reach")]
pub struct StoreError(#[source] Box<dyn std::error::Error + Send + Sync>);

impl StoreError {
    /// For this reason. It is logged: it must not hold a secret.
    pub fn new(reason: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(reason.into())
    }
}
