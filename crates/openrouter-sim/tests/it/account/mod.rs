//! The account: keys, codes, credits, what was used.

#[cfg(test)]
mod codes;
#[cfg(test)]
mod files;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod login;
#[cfg(test)]
mod presets;
#[cfg(test)]
mod quotas;
#[cfg(test)]
mod records;

use std::time::{Duration, SystemTime};

use openrouter_sim::{ApiKeyConfig, Simulator, SimulatorBuilder};

use crate::client::KEY;

/// Manages the account.
pub(crate) const MANAGEMENT: &str = "sk-or-v1-management0123456789abcdef";

/// 2024-02-29 12:00:00 UTC, a Thursday.
pub(crate) const NOW: u64 = 1_709_208_000;

/// Creates a simulator in 2024 with one key of each class.
pub(crate) fn account() -> SimulatorBuilder {
    Simulator::builder()
        .now(SystemTime::UNIX_EPOCH + Duration::from_secs(NOW))
        .api_key(KEY)
        .api_key(ApiKeyConfig::management(MANAGEMENT))
}
