//! Sharing what is known of keys and accounts with other processes.
//!
//! Each pool keeps its own memory, which picks read and verdicts change at once. What changed is
//! written to the store with the next [`KeyPool::acquire`](crate::KeyPool::acquire), by
//! compare-and-set, and what others wrote is read again when it is older than a second. Where two
//! wrote at once, the graver news stands.
//!
//! | File | Is |
//! |---|---|
//! | `store` | the seam: what a store must do |
//! | `scope_id`, `record` | what is stored under which name |
//! | `memory_store` | a store in this process |
//! | `synchronise` | who writes and reads, and when |

mod memory_store;
mod record;
mod scope_id;
mod store;
mod synchronise;

pub use memory_store::MemoryStore;
pub use record::{ScopeRecord, SharedState, Trial};
pub use scope_id::ScopeId;
pub use store::{StateStore, StoreError, Swap, Versioned};
pub(super) use synchronise::{REFRESH, Sharing};
