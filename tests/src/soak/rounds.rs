//! The calls, in rounds: between them nothing is under way, so that what is held can be compared.

use std::io;
use std::time::Duration;

use futures::StreamExt as _;
use llm_provider_base::{ReqwestTransport, RetryPolicy};
use llm_types::HealthProvider as _;
use openrouter_auth::{ApiKey, KeyId, KeyPool, PoolKey};
use openrouter_provider::{OpenRouter, Timeouts};
use tokio::time::Instant;

use super::call::{self, Ended};
use super::dealer::mixed;
use super::options::SoakOptions;
use super::prompt::{GOOD, NO_CREDIT, REFUSED};
use super::report::Progress;
use super::resources::Resources;
use super::server::Servers;

/// How many rounds there are.
const ROUNDS: u32 = 20;
/// Good keys, and how many of them belong to an account.
const KEYS: (usize, usize) = (8, 2);

/// What came of the calls, and what was held between the rounds.
#[derive(Debug)]
pub(super) struct Rounds {
    /// In the order of the calls; none if the call gave what no caller must see.
    pub(super) ended: Vec<Option<Ended>>,
    pub(super) violations: Vec<String>,
    /// Before anything was made.
    pub(super) before: Resources,
    /// After each round.
    pub(super) samples: Vec<Resources>,
    /// After everything was dropped.
    pub(super) after: Resources,
    pub(super) retries: u64,
    pub(super) took: Duration,
}

/// Half of the calls stream, half of them go to each server.
pub(super) const fn is_stream(call: u32) -> bool {
    mixed(call as u64) & 1 == 0
}

const fn is_wild(call: u32) -> bool {
    mixed(call as u64) & 2 == 0
}

pub(super) async fn run(
    options: &SoakOptions,
    servers: &Servers,
    progress: &Progress,
) -> io::Result<Rounds> {
    let before = Resources::now();
    let started = Instant::now();
    let calm = provider(&servers.addresses.simulator)?;
    let wild = provider(&servers.addresses.raw)?;
    let mut rounds = Rounds {
        // Written to at once, so that it is no growth later on.
        ended: vec![None; options.calls as usize],
        violations: Vec::new(),
        before,
        samples: Vec::new(),
        after: before,
        retries: 0,
        took: Duration::ZERO,
    };
    rounds.ended.shrink_to_fit();
    for round in 0..ROUNDS {
        let share = |round: u32| {
            let calls = u64::from(options.calls) * u64::from(round) / u64::from(ROUNDS);
            u32::try_from(calls).unwrap_or(u32::MAX)
        };
        // Others come and go, whom the service does not take.
        let strangers = join(&wild, round)?;
        let calls = share(round)..share(round + 1);
        let make = |call: u32| {
            let provider = if is_wild(call) { &wild } else { &calm };
            async move { (call, call::make(provider, call, is_stream(call)).await) }
        };
        let mut ends = futures::stream::iter(calls).map(make).buffer_unordered(options.at_once);
        while let Some((call, end)) = ends.next().await {
            progress.tell(call, options.calls);
            match end {
                Ok(ended) => {
                    if let Some(place) = rounds.ended.get_mut(call as usize) {
                        *place = Some(ended);
                    }
                }
                Err(violation) => rounds.violations.push(violation),
            }
        }
        for stranger in strangers {
            let _ = wild.key_pool().remove(stranger);
        }
        for (name, provider) in [("simulator", &calm), ("raw server", &wild)] {
            rounds.violations.extend(held(provider, &format!("{name}, round {round}")));
        }
        rounds.samples.push(Resources::now());
    }
    rounds.retries = calm.metrics().total.retries + wild.metrics().total.retries;
    drop((calm, wild));
    rounds.after = Resources::back_to(before, Duration::from_secs(10)).await;
    rounds.took = started.elapsed();
    Ok(rounds)
}

/// A key that is refused and one without money, each in an account of its own.
fn join(provider: &OpenRouter, round: u32) -> io::Result<Vec<KeyId>> {
    let pool = provider.key_pool();
    let keys = [REFUSED, NO_CREDIT].map(|kind| format!("{kind}{round}"));
    let keys = keys.iter().map(|text| {
        let key = ApiKey::new(text.as_str()).map_err(io::Error::other)?;
        let id = key.id();
        pool.add(PoolKey::new(key).account(text.as_str()));
        Ok(id)
    });
    keys.collect()
}

/// What is held although nothing is under way.
fn held(provider: &OpenRouter, place: &str) -> Vec<String> {
    let in_flight = provider.metrics().total.in_flight;
    let leases: u32 = provider.key_status().keys.iter().map(|key| key.in_flight).sum();
    let mut held = Vec::new();
    if in_flight != 0 {
        held.push(format!("{place}: {in_flight} calls are in flight, and all have ended"));
    }
    if leases != 0 {
        held.push(format!("{place}: {leases} leases are out, and all calls have ended"));
    }
    held
}

/// With short waits and short timers.
pub(super) fn provider(base_url: &str) -> io::Result<OpenRouter> {
    let mut policy = RetryPolicy::default();
    (policy.connect_delay, policy.server_delay) =
        (Duration::from_millis(1), Duration::from_millis(2));
    (policy.throttle_delay, policy.max_delay) =
        (Duration::from_millis(5), Duration::from_millis(20));
    let patience = Duration::from_secs(4);
    let mut timeouts = Timeouts::default();
    (timeouts.first_byte, timeouts.first_byte_whole) = (Some(patience), Some(patience));
    (timeouts.first_content, timeouts.total_whole) = (Some(4 * patience), Some(4 * patience));
    timeouts.stream.idle = Some(patience);
    timeouts.stream.progress = Some(2 * patience);
    let (count, to_an_account) = KEYS;
    let keys: Result<Vec<_>, _> = (0..count)
        .map(|place| {
            let key = ApiKey::new(format!("{GOOD}{place}"))?;
            Ok(PoolKey::new(key).account(format!("account-{}", place / to_an_account)))
        })
        .collect();
    let keys = keys.map_err(|error: openrouter_auth::ApiKeyError| io::Error::other(error))?;
    let transport = ReqwestTransport::builder().without_default_roots().build();
    OpenRouter::builder()
        .key_pool(KeyPool::builder().keys(keys))
        .base_url(base_url)
        .transport(transport.map_err(io::Error::other)?)
        .retry_policy(policy)
        .timeouts(timeouts)
        .build()
        .map_err(io::Error::other)
}
