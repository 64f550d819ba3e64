//! The key pool: which key the next attempt uses, and which keys rest.
//!
//! | File | Decides |
//! |---|---|
//! | `blame` | what a failure is put down to, and how far that reaches |
//! | `health` | what that does to a key, an account or a quota, and for how long |
//! | `strategy` | whose turn it is |
//! | `state` | which key is next, who owns a verdict, why there is none |
//! | `acquire` | who waits, and for how long |
//! | `sharing` | what other processes are told |
//! | `key_pool` | nothing: it is the lock, the randomness and the log around `state` |
//!
//! Everything that the pool knows is in one struct without a lock, a clock or I/O (`state`).
//! Where a store shares it with other processes, this struct is each pool's own copy.

mod key_pool;
pub use key_pool::{KeyPool, UnknownKey};
mod builder;
pub use builder::KeyPoolBuilder;
mod account;
pub use account::AccountId;
mod pool_key;
pub use pool_key::PoolKey;
mod request;
pub use request::LeaseRequest;
mod acquire;
mod lease;
pub use lease::KeyLease;
mod execute;
pub use execute::ExecuteError;
mod blame;
pub use blame::{Blame, Scope};
mod check;
pub use check::KeyCheck;
mod limits;
pub use limits::KeyLimits;
mod exhausted;
pub use exhausted::{Exhaustion, PoolExhausted};
mod status;
pub use status::{AccountStatus, KeyState, KeyStatus, PoolStatus, QuotaStatus};
mod strategy;
mod times_in_json;
pub use strategy::Strategy;
mod sharing;
pub use sharing::{
    MemoryStore, ScopeId, ScopeRecord, SharedState, StateStore, StoreError, Swap, Trial, Versioned,
};

mod health;
mod state;

#[cfg(test)]
mod tests;
