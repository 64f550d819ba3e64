//! [`check`]: goes through all clauses.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures::FutureExt as _;
use tokio::time::timeout;

use super::bench::Bench;
use super::clause::{Case, Clause, Finding};
use super::clauses::clauses;
use super::report::{CaseReport, Outcome, Report};
use super::{CannotStage, Subject};

/// How long a check may take; those that wait do so for parts of a second.
const LIMIT: Duration = Duration::from_secs(30);

/// Holds a subject to the contract, clause by clause.
///
/// It never fails: what goes wrong, panics and silences included, is in the report.
///
/// # Cancel safety
///
/// Dropping the future drops the call that is being looked at.
pub async fn check(subject: &dyn Subject) -> Report {
    let mut report = Report::new(subject.name());
    for (_, clause) in clauses() {
        let cases = check_clause(subject, clause).await;
        report.add(clause, cases);
    }
    report
}

async fn check_clause(subject: &dyn Subject, clause: &Clause) -> Vec<CaseReport> {
    if let Some(reason) = subject.exemption(clause.id) {
        return vec![CaseReport::new("", Outcome::Skipped(reason.to_owned()))];
    }
    let mut reports = Vec::new();
    for case in (clause.cases)() {
        let scenario = case.scenario.name;
        let outcome = check_case(subject, case);
        reports.push(CaseReport::new(scenario, outcome.await));
    }
    reports
}

async fn check_case(subject: &dyn Subject, case: Case) -> Outcome {
    let Case { scenario, check } = case;
    let checked = async {
        match subject.stage(&scenario).await {
            Ok(stage) => check(Bench::new(scenario, stage)).await,
            Err(CannotStage(reason)) => Err(Finding::Unseen(reason)),
        }
    };
    match timeout(LIMIT, AssertUnwindSafe(checked).catch_unwind()).await {
        Ok(Ok(Ok(()))) => Outcome::Kept,
        Ok(Ok(Err(Finding::Broken(seen)))) => Outcome::Broken(seen),
        Ok(Ok(Err(Finding::Unseen(reason)))) => Outcome::Skipped(reason),
        Ok(Err(panic)) => Outcome::Broken(format!("it panics: {}", words(&*panic))),
        Err(_) => Outcome::Broken(format!("it does not come back within {LIMIT:?}")),
    }
}

fn words(panic: &(dyn Any + Send)) -> String {
    let words = panic.downcast_ref::<&str>().map(|words| (*words).to_owned());
    words.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}
