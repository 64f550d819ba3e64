//! What a lease costs: with how many keys, how many of them out of the way, and how many threads.

use std::hint::black_box;
use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use llm_types::ErrorKind;
use openrouter_auth::{ApiKey, Blame, KeyPool, LeaseRequest, PoolKey, Strategy};
use tokio::time::Instant;

const STRATEGIES: [(&str, Strategy); 5] = [
    ("round_robin", Strategy::RoundRobin),
    ("least_busy", Strategy::LeastBusy),
    ("random", Strategy::Random),
    ("priority", Strategy::Priority),
    ("weighted", Strategy::Weighted),
];

fn keys(count: u32) -> impl Iterator<Item = PoolKey> {
    (0..count).filter_map(move |number| {
        let key = ApiKey::new(format!("sk-or-v1-{number:064}")).ok()?;
        // Two tiers, and weights that differ.
        Some(PoolKey::new(key).priority(number % 2).weight(1 + number % 7))
    })
}

fn pool(strategy: Strategy, count: u32) -> KeyPool {
    KeyPool::builder().keys(keys(count)).strategy(strategy).build()
}

/// One lease and its verdict.
fn lease_and_settle(pool: &KeyPool, now: Instant) {
    if let Ok(lease) = pool.lease(black_box(&LeaseRequest::new()), now) {
        lease.succeed(now);
    }
}

fn by_strategy(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("lease_and_settle");
    for (name, strategy) in STRATEGIES {
        for count in [1, 8, 1000] {
            let pool = pool(strategy, count);
            let now = Instant::now();
            group.bench_function(BenchmarkId::new(name, count), |bencher| {
                bencher.iter(|| lease_and_settle(&pool, now));
            });
        }
    }
    group.finish();
}

/// Keys that cannot be leased stand in front each time: the key behind them is the only one left,
/// or the turn is always at the first of those.
fn behind_unavailable_keys(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("one_of_1000_behind_unavailable");
    for unavailable in [0_u32, 10, 100, 999] {
        // Of two tiers the first is out of the way as a whole.
        let tiers = (0_u32..)
            .zip(keys(1000))
            .map(move |(number, key)| key.priority(u32::from(number >= unavailable)));
        let pool = KeyPool::builder().keys(tiers).strategy(Strategy::Priority).build();
        let now = Instant::now();
        for _ in 0..unavailable {
            if let Ok(lease) = pool.lease(&LeaseRequest::new(), now) {
                lease.fail(Blame::Rejected, ErrorKind::Authentication, now);
            }
        }
        group.bench_function(BenchmarkId::from_parameter(unavailable), |bencher| {
            bencher.iter(|| lease_and_settle(&pool, now));
        });
    }
    group.finish();
}

fn with_leases_out(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("with_10000_leases_out");
    for (name, strategy) in STRATEGIES {
        let pool = pool(strategy, 1000);
        let now = Instant::now();
        let out: Vec<_> =
            (0..10_000).filter_map(|_| pool.lease(&LeaseRequest::new(), now).ok()).collect();
        group.bench_function(name, |bencher| bencher.iter(|| lease_and_settle(&pool, now)));
        drop(out);
    }
    group.finish();
}

/// The time of one lease while all threads want one.
fn contended(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("contended");
    group.throughput(Throughput::Elements(1));
    for threads in [1_u64, 8] {
        let pool = pool(Strategy::RoundRobin, 8);
        group.bench_function(BenchmarkId::new("threads", threads), |bencher| {
            bencher.iter_custom(|leases| together(&pool, threads, leases));
        });
    }
    group.finish();
}

/// How long it takes until so many leases are over, that the threads share.
fn together(pool: &KeyPool, threads: u64, leases: u64) -> Duration {
    let now = Instant::now();
    let ready = Barrier::new(usize::try_from(threads).unwrap_or(1));
    let each = leases / threads + 1;
    let mut took = Duration::ZERO;
    thread::scope(|scope| {
        let running: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    ready.wait();
                    let began = Instant::now();
                    for _ in 0..each {
                        lease_and_settle(pool, now);
                    }
                    began.elapsed()
                })
            })
            .collect();
        for thread in running {
            took = took.max(thread.join().unwrap_or_default());
        }
    });
    took
}

criterion_group!(benches, by_strategy, behind_unavailable_keys, with_leases_out, contended);
criterion_main!(benches);
