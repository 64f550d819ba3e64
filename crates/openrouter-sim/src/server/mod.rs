//! The HTTP server.

mod accept;
mod exchange;
mod playback;
mod response;
mod routes;
mod state;

pub(crate) use accept::serve;
pub(crate) use routes::{API_ROOT, router};
pub(crate) use state::State;
