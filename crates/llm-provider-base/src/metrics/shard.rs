//! [`Shard`]: the accounts of one group of threads.

#[cfg(feature = "metrics")]
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::accounts::Accounts;
#[cfg(feature = "metrics")]
use super::accounts::Row;
#[cfg(feature = "metrics")]
use super::export::{Instruments, describe};
use super::models::Models;
use super::observer::Observer;

/// How many groups of threads there are.
const SHARDS: usize = 8;

thread_local! {
    /// The group of this thread: threads are dealt out in turn.
    static GROUP: usize = {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        NEXT.fetch_add(1, Ordering::Relaxed) % SHARDS
    };
}

/// The accounts of the calls that one group of threads began. A call stays in the shard in which it
/// began, wherever it ends. No two shards are in one line of a processor's cache.
#[derive(Debug, Default)]
#[repr(align(128))]
pub(super) struct Shard {
    accounts: Mutex<Accounts>,
    pub(super) shared: Arc<Shared>,
}

/// What is the same for all shards.
#[derive(Debug, Default)]
pub(super) struct Shared {
    /// The provider's name.
    pub(super) provider: &'static str,
    pub(super) models: Models,
    pub(super) observers: Vec<Observer>,
    /// The recorder was told what the instruments are about.
    #[cfg(feature = "metrics")]
    pub(super) described: OnceLock<()>,
}

impl Shared {
    /// The same, with nothing counted.
    pub(super) fn unused(&self) -> Self {
        let (provider, observers) = (self.provider, self.observers.clone());
        Self { provider, observers, ..Self::default() }
    }
}

impl Shard {
    pub(super) fn several(shared: &Arc<Shared>) -> Arc<[Arc<Self>]> {
        let one = || Self { accounts: Mutex::default(), shared: Arc::clone(shared) };
        (0..SHARDS).map(|_| Arc::new(one())).collect()
    }

    /// The shard of the thread that asks.
    pub(super) fn of_thread(shards: &[Arc<Self>]) -> &Arc<Self> {
        // A thread that is going down has no group any more.
        let group = GROUP.try_with(|group| *group).unwrap_or_default();
        &shards[group % shards.len()]
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Accounts> {
        // A panic elsewhere cannot leave it half written: nothing in here panics.
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the calls of an account are exported to: looked up once.
    #[cfg(feature = "metrics")]
    pub(super) fn instruments(&self, row: Row) -> Arc<Instruments> {
        let mut accounts = self.lock();
        let account = accounts.at(row);
        if let Some(known) = &account.instruments {
            return Arc::clone(known);
        }
        let (operation, model) = (account.operation(), account.model().cloned());
        drop(accounts);
        self.shared.described.get_or_init(describe);
        let new = Arc::new(Instruments::new(self.shared.provider, operation, model.as_ref()));
        Arc::clone(self.lock().at(row).instruments.get_or_insert(new))
    }
}
