//! What counting a call costs, alone and with other threads that count, and what a chunk costs.
//!
//! All figures are of one run, in many short rounds that take turns, so that they can be compared,
//! and so that some rounds are undisturbed on a machine that does other things too.

use std::hint::black_box;
use std::io::{self, Write};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use llm_provider_base::Metrics;
use llm_types::{Attempt, AttemptOutcome, ModelId, Operation, Usage};
use tokio::time::Instant;

const ROUNDS: u32 = 200;
const TIMES: u32 = 10_000;

/// What a call to a model tells of itself.
struct Call {
    model: ModelId,
    attempt: Attempt,
    usage: Usage,
    now: Instant,
}

impl Call {
    fn new(number: u32) -> Self {
        let mut usage = Usage::new(1200, 340);
        usage.cache_read_tokens = Some(1000);
        usage.reasoning_tokens = Some(64);
        usage.cost = "0.00123456".parse().ok();
        Self {
            model: format!("author/model-{}", number % 2).into(),
            attempt: Attempt::new(AttemptOutcome::Succeeded, Duration::from_millis(300)),
            usage,
            now: Instant::now(),
        }
    }

    /// All entries of a streamed call that succeeds at once.
    fn make(&self, metrics: &Metrics) {
        let mut guard = metrics.start_call(Operation::Chat, Some(black_box(&self.model)), self.now);
        guard.charged();
        guard.sending();
        guard.asks(&self.model);
        guard.over(&self.attempt);
        guard.first_content(self.now);
        guard.answered_by(&self.model);
        guard.finished(Some(black_box(&self.usage)), self.now);
    }
}

/// Nanoseconds a round of something, of so many threads that do nothing else: the mean of the
/// threads.
fn threads<T>(threads: u32, set_up: impl Fn(u32) -> T + Sync, round: impl Fn(&T) + Sync) -> f64 {
    let ready = AtomicU32::new(0);
    let took: f64 = std::thread::scope(|scope| {
        let thread = |number| {
            let (ready, set_up, round) = (&ready, &set_up, &round);
            scope.spawn(move || {
                let state = set_up(number);
                round(&state);
                ready.fetch_add(1, Ordering::AcqRel);
                // Who slept here would begin late, when the others are done.
                while ready.load(Ordering::Acquire) < threads {
                    std::hint::spin_loop();
                }
                let begun = Instant::now();
                for _ in 0..TIMES {
                    round(&state);
                }
                begun.elapsed().as_secs_f64()
            })
        };
        let threads: Vec<_> = (0..threads).map(thread).collect();
        threads.into_iter().filter_map(|thread| thread.join().ok()).sum()
    });
    took * 1e9 / f64::from(TIMES) / f64::from(threads)
}

/// Counting calls.
fn calls(count: u32) -> f64 {
    let metrics = Metrics::new();
    threads(count, Call::new, |call| call.make(&metrics))
}

/// Taking one lock twice, which is what counting a call would cost at the least.
fn locks(count: u32) -> f64 {
    let lock = Mutex::new(0_u64);
    let add = |(): &()| {
        for _ in 0..2 {
            *black_box(&lock).lock().unwrap_or_else(PoisonError::into_inner) += 1;
        }
    };
    threads(count, |_| (), add)
}

/// A chunk of a stream.
fn chunk() -> f64 {
    let metrics = Metrics::new();
    let mut guard = metrics.start_call(Operation::Chat, None, Instant::now());
    let begun = Instant::now();
    for number in 0..TIMES {
        guard.chunk(black_box(Duration::from_micros(u64::from(number) % 40_000)));
    }
    let took = begun.elapsed().as_secs_f64();
    drop(guard);
    took * 1e9 / f64::from(TIMES)
}

fn main() -> io::Result<()> {
    type Case = (&'static str, fn() -> f64);
    let cases: [Case; 5] = [
        ("a call, 1 thread", || calls(1)),
        ("a call, 4 threads", || calls(4)),
        ("one lock twice, 1 thread", || locks(1)),
        ("one lock twice, 4 threads", || locks(4)),
        ("a chunk", chunk),
    ];
    let mut rounds = cases.map(|_| Vec::new());
    for _ in 0..ROUNDS {
        for ((_, case), rounds) in cases.iter().zip(&mut rounds) {
            rounds.push(case());
        }
    }
    let mut out = io::stdout().lock();
    for ((name, _), rounds) in cases.iter().zip(&mut rounds) {
        rounds.sort_by(f64::total_cmp);
        let (least, median) = (rounds[0], rounds[rounds.len() / 2]);
        writeln!(out, "{name:26} {least:7.1} ns at the least {median:9.1} ns as a rule")?;
    }
    writeln!(out, "a call, 4 threads to 1     {:7.2}", rounds[1][0] / rounds[0][0])
}
