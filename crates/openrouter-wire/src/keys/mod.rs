//! `/keys`: the keys of the account, made and changed by a management key.
//!
//! A key sees itself in another shape, [`key::Key`](crate::key::Key).

mod change;
mod key;
mod reply;
mod request;

pub use change::Change;
pub use key::Key;
pub use reply::{Created, Deleted, List, Response};
pub use request::{CreateRequest, UpdateRequest};
