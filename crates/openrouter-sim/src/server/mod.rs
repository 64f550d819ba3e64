//! The HTTP server.

mod accept;
mod call;
mod endpoint;
mod exchange;
mod playback;
mod response;
mod routes;
mod state;

pub(crate) use accept::serve;
pub(crate) use call::Call;
pub(crate) use endpoint::{Endpoint, Handler};
pub(crate) use routes::{API_ROOT, Routes};
pub(crate) use state::State;
