//! The files that are kept.

use std::sync::{Mutex, MutexGuard, PoisonError};

use openrouter_wire::files::Store;

/// The files that are kept, the oldest first. Their bytes are not: nobody can read them back.
#[derive(Debug, Default)]
pub(crate) struct Files(Mutex<Vec<Stored>>);

/// What is known of a file.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(super) id: String,
    pub(super) filename: String,
    pub(super) mime_type: &'static str,
    /// In bytes.
    pub(super) size: u64,
    /// In seconds since 1970.
    pub(super) created_at: u64,
    pub(super) workspace_id: String,
    /// The upstream that keeps it, if it is not the service.
    pub(super) store: Option<Store>,
}

impl Files {
    pub(super) fn add(&self, file: Stored) {
        self.lock().push(file);
    }

    /// Returns the files of a workspace at one of the places where files are kept.
    pub(super) fn of(&self, workspace_id: &str, store: Option<&Store>) -> Vec<Stored> {
        let is_meant =
            |file: &&Stored| file.workspace_id == workspace_id && file.store.as_ref() == store;
        self.lock().iter().filter(is_meant).cloned().collect()
    }

    pub(super) fn remove(&self, id: &str) {
        self.lock().retain(|file| file.id != id);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Stored>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
