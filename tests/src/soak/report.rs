//! [`SoakReport`]: what came of it, as a table and as JSON.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, IsTerminal as _, Write as _};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use super::call::End;
use super::crowd::Crowd;
use super::fault::Fault;
use super::options::SoakOptions;
use super::resources::Resources;
use super::rounds::{Rounds, is_stream};
use super::served::Served;
use super::verdict;

/// What the memory may grow by after the first rounds, in KiB: what allocators keep in parts, and
/// far less than anything that is kept for each of many calls.
const GROWTH: u64 = 4 << 10;
/// Rounds that warm up.
const WARM: usize = 4;
/// How many violations are shown.
const SHOWN: usize = 20;

/// What came of a soak.
#[derive(Debug)]
pub struct SoakReport {
    options: SoakOptions,
    rounds: Rounds,
    crowd: Crowd,
    right: usize,
    cut_tool_calls: usize,
    failed: BTreeMap<&'static str, usize>,
    dealt: BTreeMap<Fault, usize>,
    requests: usize,
    early: usize,
    violations: Vec<String>,
}

impl SoakReport {
    pub(super) fn new(options: SoakOptions, rounds: Rounds, served: &Served, crowd: Crowd) -> Self {
        let mut report = Self {
            options,
            rounds,
            crowd,
            right: 0,
            cut_tool_calls: 0,
            failed: BTreeMap::new(),
            dealt: BTreeMap::new(),
            requests: 0,
            early: 0,
            violations: Vec::new(),
        };
        report.judge_calls(served);
        report.judge_resources();
        report.violations.append(&mut report.rounds.violations);
        report.violations.append(&mut report.crowd.violations);
        report
    }

    fn judge_calls(&mut self, served: &Served) {
        for fault in served.all() {
            *self.dealt.entry(*fault).or_default() += 1;
            self.requests += 1;
        }
        for (call, ended) in (0..).zip(&self.rounds.ended) {
            let Some(ended) = *ended else { continue };
            match ended.end {
                End::Right => self.right += 1,
                End::CutToolCall => self.cut_tool_calls += 1,
                End::Failed(kind) => *self.failed.entry(kind.as_str()).or_default() += 1,
            }
            let met = served.of(call);
            self.early += usize::from(verdict::gave_up_early(is_stream(call), ended, met));
            let judged = verdict::judge(call, is_stream(call), ended, met);
            self.violations.extend(judged.err());
        }
    }

    fn judge_resources(&mut self) {
        let Rounds { before, samples, after, .. } = &self.rounds;
        for (what, before, after) in
            [("calls", before, after), ("streams", &self.crowd.before, &self.crowd.after)]
        {
            if after.files > before.files || after.tasks > before.tasks {
                let violation =
                    format!("the {what} leave something: {before:?} before, {after:?} after");
                self.violations.push(violation);
            }
        }
        // A connection of each provider that is free, for each call at a time.
        let most = 2 * self.options.at_once + 16;
        if let Some(sample) = samples.iter().find(|it| it.files > before.files + most) {
            self.violations.push(format!("more files than calls at a time: {sample:?}"));
        }
        if let Some(growth) = self.growth().filter(|growth| *growth > GROWTH) {
            self.violations.push(format!("the memory grows: {growth} KiB after the first rounds"));
        }
    }

    /// What the memory grew by after the first rounds: the last rounds against those after the
    /// first, each the smallest of three.
    fn growth(&self) -> Option<u64> {
        let warm = self.rounds.samples.get(WARM..)?;
        let least = |samples: &[Resources]| samples.iter().map(|it| it.memory_kib).min();
        let (first, last) = (warm.get(..3)?, warm.get(warm.len() - 3..)?);
        Some(least(last)?.saturating_sub(least(first)?))
    }

    /// What it grew by for each call of these rounds, in bytes.
    fn growth_per_call(&self) -> Option<u64> {
        let rounds = u64::try_from(self.rounds.samples.len()).ok()?;
        let between = rounds.checked_sub(WARM as u64 + 3)?;
        let calls = u64::from(self.options.calls) * between / rounds;
        (self.growth()? * 1024).checked_div(calls)
    }

    /// Requests for a thousand calls.
    fn amplification(&self) -> usize {
        self.requests * 1000 / (self.options.calls as usize).max(1)
    }

    /// True if nothing was found that must not be.
    pub fn is_success(&self) -> bool {
        self.violations.is_empty()
    }

    /// All of it, for programs.
    pub fn to_json(&self) -> Value {
        let held = |it: &Resources| json!({ "files": it.files, "tasks": it.tasks, "memory_kib": it.memory_kib });
        let dealt: BTreeMap<_, _> =
            self.dealt.iter().map(|(it, count)| (it.name(), count)).collect();
        json!({
            "seed": self.options.seed, "calls": self.options.calls, "at_once": self.options.at_once,
            "requests": self.requests, "retries": self.rounds.retries,
            "right": self.right, "cut_tool_calls": self.cut_tool_calls, "failed": self.failed,
            "gave_up_early": self.early, "dealt": dealt,
            "before": held(&self.rounds.before), "after": held(&self.rounds.after),
            "rounds": self.rounds.samples.iter().map(held).collect::<Vec<_>>(),
            "memory_growth_kib": self.growth(), "memory_bytes_per_call": self.growth_per_call(),
            "seconds": self.rounds.took.as_secs_f64(),
            "streams": { "at_once": self.crowd.at_once, "whole": self.crowd.whole,
                "before": held(&self.crowd.before), "open": held(&self.crowd.open),
                "after": held(&self.crowd.after), "seconds": self.crowd.took.as_secs_f64() },
            "violations": self.violations,
        })
    }
}

impl fmt::Display for SoakReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (rounds, crowd) = (&self.rounds, &self.crowd);
        let calls = self.options.calls;
        let mut row = |name: &str, value: String| writeln!(f, "{name:<34} {value:>12}");
        row("seed", self.options.seed.to_string())?;
        row("calls", calls.to_string())?;
        row("  at a time", self.options.at_once.to_string())?;
        row("  right answers", self.right.to_string())?;
        row("  tool calls marked as cut off", self.cut_tool_calls.to_string())?;
        for (kind, count) in &self.failed {
            row(&format!("  {kind}"), count.to_string())?;
        }
        row("  gave up, the budget being spent", self.early.to_string())?;
        row("requests", self.requests.to_string())?;
        for (fault, count) in &self.dealt {
            row(&format!("  {}", fault.name()), count.to_string())?;
        }
        row("requests for a thousand calls", self.amplification().to_string())?;
        row("retries", rounds.retries.to_string())?;
        row("seconds", format!("{:.1}", rounds.took.as_secs_f64()))?;
        let held = |name: &str, it: &Resources| {
            let Resources { files, tasks, memory_kib } = it;
            format!("{name:<20} {files:>8} files {tasks:>8} tasks {memory_kib:>10} KiB")
        };
        writeln!(f, "{}", held("before", &rounds.before))?;
        for (round, sample) in (1..).zip(&rounds.samples) {
            writeln!(f, "{}", held(&format!("after round {round}"), sample))?;
        }
        writeln!(f, "{}", held("all dropped", &rounds.after))?;
        let growth = self.growth().unwrap_or_default();
        let each = self.growth_per_call().unwrap_or_default();
        writeln!(f, "memory grew by {growth} KiB, {each} bytes a call")?;
        writeln!(
            f,
            "{} streams open at once, {} whole, in {:.1} s",
            crowd.at_once,
            crowd.whole,
            crowd.took.as_secs_f64()
        )?;
        for (name, sample) in
            [("before", &crowd.before), ("all open", &crowd.open), ("all dropped", &crowd.after)]
        {
            writeln!(f, "{}", held(name, sample))?;
        }
        for violation in self.violations.iter().take(SHOWN) {
            writeln!(f, "VIOLATION: {violation}")?;
        }
        let hidden = self.violations.len().saturating_sub(SHOWN);
        if hidden > 0 {
            writeln!(f, "and {hidden} violations more")?;
        }
        writeln!(f, "{}", if self.is_success() { "passed" } else { "FAILED" })
    }
}

/// A line a second on a terminal.
#[derive(Debug)]
pub(super) struct Progress {
    is_terminal: bool,
    told: Mutex<Instant>,
}

impl Progress {
    pub(super) fn begin() -> Self {
        Self { is_terminal: io::stderr().is_terminal(), told: Mutex::new(Instant::now()) }
    }

    pub(super) fn tell(&self, done: u32, of: u32) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if self.is_terminal && told.elapsed() >= Duration::from_secs(1) {
            *told = Instant::now();
            drop(told);
            // Nobody need read it.
            drop(writeln!(io::stderr(), "{done} of {of}"));
        }
    }
}
