//! The simulator inside this process, and what a client has to know of it.

use std::time::Duration;

use llm_types::{Error, ErrorKind};
use openrouter_sim::Simulator;

/// A key for simulators, which accept any unless they were told otherwise.
pub(crate) const KEY: &str = "sk-or-v1-simulated";

/// Slow enough to see the answer come, quick enough to read along.
const TOKEN_DELAY: Duration = Duration::from_millis(25);

/// Starts a simulator for this process alone.
///
/// # Errors
///
/// [`ErrorKind::Configuration`] if no port of this machine can be had.
pub(crate) async fn start() -> Result<Simulator, Error> {
    Simulator::builder().token_delay(TOKEN_DELAY).start().await.map_err(|error| {
        Error::new(ErrorKind::Configuration, "the simulator cannot start").with_source(error)
    })
}
