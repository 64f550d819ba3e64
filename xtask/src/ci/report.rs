//! How long each step took and how it ended.

use std::fmt;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::step::Step;

/// How a step that ran to its end ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Passed,
    /// Something it needs is not there: no failure, but no proof either.
    NotRun(String),
}

/// The table at the end of a run.
#[derive(Debug)]
pub(crate) struct Report {
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    step: Step,
    took: Duration,
    outcome: Result<Outcome>,
}

impl Report {
    pub(crate) const fn new() -> Self {
        Self { rows: Vec::new() }
    }

    /// Runs `body` as `step`; whether the next step may run.
    pub(crate) fn time(&mut self, step: Step, body: impl FnOnce() -> Result<Outcome>) -> bool {
        let start = now();
        let outcome = body();
        let passed = outcome.is_ok();
        self.rows.push(Row { step, took: now().duration_since(start), outcome });
        passed
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        let failed = self.rows.iter().any(|row| row.outcome.is_err());
        if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total = self.rows.iter().map(|row| row.took).sum::<Duration>();
        for Row { step, took, outcome } in &self.rows {
            write!(f, "{:12} {:>7.1} s  ", step.name(), took.as_secs_f64())?;
            match outcome {
                Ok(Outcome::Passed) => writeln!(f, "ok")?,
                Ok(Outcome::NotRun(reason)) => writeln!(f, "NOT RUN: {reason}")?,
                Err(error) => writeln!(f, "FAILED: {error:#}")?,
            }
        }
        write!(f, "{:12} {:>7.1} s", "total", total.as_secs_f64())
    }
}

#[expect(clippy::disallowed_methods, reason = "measures processes; nothing here pauses time")]
fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::{Outcome, Report, Step};

    #[test]
    fn the_table_says_how_each_step_ended() {
        let mut report = Report::new();
        assert!(report.time(Step::Fmt, || Ok(Outcome::Passed)));
        assert!(report.time(Step::Conformance, || Ok(Outcome::NotRun("no folder".to_owned()))));
        assert!(!report.time(Step::Deny, || Err(anyhow!("rerun with `cargo deny`"))));

        let table = report.to_string();
        let ends: Vec<_> = table.lines().map(|line| line.split(" s").last().unwrap()).collect();
        let expected = ["  ok", "  NOT RUN: no folder", "  FAILED: rerun with `cargo deny`", ""];
        assert_eq!(ends, expected);
    }

    #[test]
    fn a_step_that_failed_fails_the_run() {
        let mut report = Report::new();
        report.time(Step::Fmt, || Ok(Outcome::Passed));
        let before = format!("{:?}", report.exit_code());
        report.time(Step::Tidy, || Err(anyhow!("no")));
        assert_ne!(before, format!("{:?}", report.exit_code()));
    }
}
