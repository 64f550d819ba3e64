//! [`KeyPoolBuilder`]: how a pool is to be.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use llm_provider_base::{Random, ThreadRandom};

use super::key_pool::KeyPool;
use super::sharing::{REFRESH, Sharing};
use super::state::{Limits, PoolState};
use crate::{AccountId, PoolKey, StateStore, Strategy};

/// How long a call waits for a key, unless the pool is told otherwise.
const PATIENCE: Duration = Duration::from_secs(60);

/// How a pool is to be: its keys, how it chooses among them, and its limits.
///
/// ```
/// use openrouter_auth::{ApiKey, KeyPool, PoolKey, Strategy};
///
/// # fn main() -> Result<(), openrouter_auth::ApiKeyError> {
/// let mine = PoolKey::new(ApiKey::new("sk-or-v1-first")?).account("mine");
/// let shared = PoolKey::new(ApiKey::new("sk-or-v1-second")?).account("shared").priority(1);
/// let pool = KeyPool::builder()
///     .keys([mine, shared])
///     .strategy(Strategy::Priority)
///     .account_limit("shared", 2)
///     .build();
/// assert_eq!(pool.len(), 2);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "a builder does nothing until it is built"]
pub struct KeyPoolBuilder {
    keys: Vec<PoolKey>,
    strategy: Strategy,
    limits: Limits,
    patience: Duration,
    random: Option<Arc<dyn Random>>,
    store: Option<Arc<dyn StateStore>>,
}

impl KeyPoolBuilder {
    pub(super) fn new() -> Self {
        Self {
            keys: Vec::new(),
            strategy: Strategy::default(),
            limits: Limits::default(),
            patience: PATIENCE,
            random: None,
            store: None,
        }
    }

    /// Adds keys, in this order. A key given twice is there once.
    pub fn keys(mut self, keys: impl IntoIterator<Item: Into<PoolKey>>) -> Self {
        self.keys.extend(keys.into_iter().map(Into::into));
        self
    }

    /// How to choose among the keys that can be leased. Otherwise they take turns.
    pub const fn strategy(mut self, strategy: Strategy) -> Self {
        self.strategy = strategy;
        self
    }

    /// How many leases of one key may be out at a time, at least one; what
    /// [`PoolKey::max_concurrency`] says goes before it. Otherwise any number.
    pub fn max_per_key(mut self, leases: u32) -> Self {
        self.limits.per_key = Some(leases.max(1));
        self
    }

    /// How many leases of one account may be out at a time, at least one. Otherwise any number.
    pub fn max_per_account(mut self, leases: u32) -> Self {
        self.limits.per_account = Some(leases.max(1));
        self
    }

    /// The same for one account, before [`max_per_account`](Self::max_per_account).
    pub fn account_limit(mut self, account: impl Into<AccountId>, leases: u32) -> Self {
        self.limits.accounts.insert(account.into(), leases.max(1));
        self
    }

    /// How long [`KeyPool::acquire`] waits: for a rest to end, for a probe, or for a lease to come
    /// back. Otherwise a minute; with zero it fails at once.
    pub const fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Where chance comes from, which spreads the ends of rests, and chooses for
    /// [`Strategy::Random`].
    pub fn random(mut self, random: Arc<dyn Random>) -> Self {
        self.random = Some(random);
        self
    }

    /// The same, unless a source was given: for whoever has one for everything.
    pub fn random_or(mut self, random: &Arc<dyn Random>) -> Self {
        self.random.get_or_insert_with(|| Arc::clone(random));
        self
    }

    /// Shares what is known of keys and accounts with the other pools of this store. Numbers of
    /// leases are each pool's own.
    pub fn store(mut self, store: Arc<dyn StateStore>) -> Self {
        self.store = Some(store);
        self
    }

    /// The pool.
    pub fn build(self) -> KeyPool {
        let Self { keys, strategy, limits, patience, random, store } = self;
        let random = random.unwrap_or_else(|| Arc::new(ThreadRandom));
        let seed = random.unit().to_bits();
        let mut state = PoolState::new(strategy, limits, seed);
        for key in keys {
            state.add(key);
        }
        if store.is_some() {
            // Tells the pools of one store apart.
            state.share(rand::random(), REFRESH);
        }
        KeyPool::assemble(state, patience, random, store.map(Sharing::new))
    }
}

impl fmt::Debug for KeyPoolBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyPoolBuilder")
            .field("keys", &self.keys)
            .field("strategy", &self.strategy)
            .field("limits", &self.limits)
            .field("patience", &self.patience)
            .field("store", &self.store)
            .finish_non_exhaustive()
    }
}

impl Default for KeyPoolBuilder {
    fn default() -> Self {
        Self::new()
    }
}
