//! `/keys`: the keys of the account, made and changed by a management key.
//!
//! A key sees itself in another shape, [`key::Key`](crate::key::Key).

mod key;
mod read;
mod reply;
mod write;

pub use key::Key;
pub use read::{Get, List};
pub use reply::{Created, ListResponse, Response};
pub use write::{Create, Delete, Update};
