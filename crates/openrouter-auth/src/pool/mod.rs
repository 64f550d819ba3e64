//! The key pool: which key the next attempt uses, and which keys rest.
//!
//! | File | Decides |
//! |---|---|
//! | `blame` | whether a failure is the key's own |
//! | `health` | what that does to the key, and for how long |
//! | `state` | which key is next, and who owns a verdict |
//! | `key_pool` | nothing: it is the lock, the randomness and the log around `state` |
//!
//! Everything that the pool knows is in one struct without a lock, a clock or I/O (`state`), so
//! that it can later be kept elsewhere, behind a trait, and shared by processes.

mod key_pool;
pub use key_pool::{KeyPool, UnknownKey};
mod lease;
pub use lease::KeyLease;
mod execute;
pub use execute::ExecuteError;
mod blame;
pub use blame::Blame;
mod exhausted;
pub use exhausted::{Exhaustion, PoolExhausted};
mod status;
pub use status::{KeyState, KeyStatus, PoolStatus};

mod health;
mod state;

#[cfg(test)]
mod tests;
