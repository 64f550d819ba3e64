//! `/byok`: keys of one's own at upstreams, which the service uses instead of its own.

mod change;
mod credential;

pub use change::{Create, Delete, Update};
pub use credential::{Credential, Get, List};
