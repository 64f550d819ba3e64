//! Ids of generations and names of requests.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::{clock::Clock, seed::Seed};

/// Hands out the names that a reply carries. No two replies of a simulator share one.
#[derive(Debug, Default)]
pub(crate) struct GenerationIds(AtomicU64);

impl GenerationIds {
    /// Returns a sequence of its own for the next reply.
    ///
    /// Under a fixed clock the replies of two simulators get the same names in the same order.
    pub(crate) fn next(&self, clock: &Clock) -> Seed {
        let number = self.0.fetch_add(1, Ordering::Relaxed);
        Seed::of(&format!("{} {number}", clock.since_epoch().as_nanos()))
    }
}

/// Makes a generation id: `<prefix>-<unix seconds>-<20 letters and digits>`.
pub(crate) fn generation_id(prefix: &str, created: u64, seed: &mut Seed) -> String {
    format!("{prefix}-{created}-{}", seed.alphanumeric(20))
}

/// Makes Cloudflare's name of a request, from a data centre that does not exist.
pub(crate) fn cf_ray(seed: &mut Seed) -> String {
    format!("{:016x}-SIM", seed.next())
}
