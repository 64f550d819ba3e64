//! Composites over members that play a script, in paused time.

mod actor;
mod balance;
mod fallback;
mod laws;
mod race;
mod resting;
mod together;

use std::time::Duration;

use llm_types::{Attempt, AttemptOutcome, StandardRequest};

use self::actor::{Act, Actor, failure, text};

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

const NOW: Duration = Duration::ZERO;

fn question() -> StandardRequest {
    StandardRequest::prompt("Why?")
}

/// Of each attempt whose it was, and how it ended.
fn ends(attempts: &[Attempt]) -> Vec<(&str, AttemptOutcome)> {
    attempts.iter().map(|it| (it.provider.as_deref().unwrap_or("?"), it.outcome)).collect()
}
