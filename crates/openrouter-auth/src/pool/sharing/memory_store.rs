//! [`MemoryStore`]: shared state in one process.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use tokio::time::Instant;

use super::{ScopeId, ScopeRecord, StateStore, StoreError, Swap, Versioned};

/// Shared state in the memory of one process: for several pools in it, for tests, and as a model
/// of a [`StateStore`].
#[derive(Debug, Default)]
pub struct MemoryStore(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    records: HashMap<ScopeId, (Versioned, Instant)>,
    versions: u64,
}

impl MemoryStore {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Kept {
    fn get(&self, scope: &ScopeId) -> Option<Versioned> {
        let (record, until) = self.records.get(scope)?;
        (Instant::now() < *until).then(|| record.clone())
    }
}

#[async_trait]
impl StateStore for MemoryStore {
    async fn load(&self, scope: &ScopeId) -> Result<Option<Versioned>, StoreError> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).get(scope))
    }

    async fn compare_and_set(
        &self,
        scope: &ScopeId,
        expected: Option<u64>,
        record: &ScopeRecord,
        time_to_live: Duration,
    ) -> Result<Swap, StoreError> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let present = kept.get(scope);
        if present.as_ref().map(|present| present.version) != expected {
            return Ok(Swap::Conflict(present));
        }
        kept.versions += 1;
        let version = kept.versions;
        let until = Instant::now() + time_to_live;
        let written = Versioned { version, record: record.clone() };
        kept.records.insert(scope.clone(), (written, until));
        drop(kept);
        Ok(Swap::Done(version))
    }
}
