//! What models were asked and answered, for those who look it up later.

mod generation;

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

pub(crate) use generation::{Generation, Output};

use crate::request_log::{Entry, RequestLog};

/// How much longer the record of an aborted answer takes.
const ABORTED: u32 = 6;

/// All generations, the oldest first.
#[derive(Debug)]
pub(crate) struct Ledger {
    /// How long after the end of an answer its record is there.
    delay: Duration,
    records: Mutex<Vec<Record>>,
}

/// A generation, and the request that it answers.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) generation: Generation,
    pub(crate) key_hash: String,
    /// Since 1970.
    pub(crate) made_at: Duration,
    /// Which entry of the request log asked for it.
    pub(crate) log_index: usize,
}

impl Ledger {
    pub(crate) fn new(delay: Duration) -> Self {
        Self { delay, records: Mutex::default() }
    }

    pub(crate) fn add(&self, record: Record) {
        self.lock().push(record);
    }

    /// Finds the record of a generation and its request, if it is there already.
    pub(crate) fn find(
        &self,
        id: &str,
        log: &RequestLog,
        now: Duration,
    ) -> Option<(Record, Entry)> {
        let found = self.lock().iter().find(|record| record.generation.id == id).cloned();
        let record = found?;
        let entry = log.entry(record.log_index)?;
        let delay = if entry.request.cancelled { self.delay * ABORTED } else { self.delay };
        (entry.ended?.saturating_add(delay) <= now).then_some((record, entry))
    }

    /// Returns all records, also those that nobody can look up yet.
    pub(crate) fn records(&self) -> Vec<Record> {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Record>> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
