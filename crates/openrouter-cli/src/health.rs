//! `openrouter health`: whether calls should work.

use std::io::Write;

use llm_types::{ErrorKind, HealthFinding, HealthProvider as _, HealthState, HealthStatus};
use serde::Serialize;

use crate::account::Account;
use crate::args::HealthArgs;
use crate::dates::rfc3339;
use crate::durations::{roughly, took};
use crate::ending::Ending;
use crate::exit_status::ExitStatus;
use crate::interrupt::unless_interrupted;
use crate::notes::Notes;
use crate::page::Page;
use crate::progress::shown;
use crate::stdout;
use crate::style::{BAD, GOOD, UNSURE};
use crate::table::{Cell, Column, Table};

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Document<'a> {
    base_url: &'a str,
    state: HealthState,
    latency_ms: u128,
    checked_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
    since: Option<String>,
    findings: Vec<Finding<'a>>,
}

/// What is not as it should be.
#[derive(Debug, Serialize)]
struct Finding<'a> {
    of: String,
    state: HealthState,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resumes_at: Option<String>,
}

impl<'a> Finding<'a> {
    fn new(finding: &'a HealthFinding) -> Self {
        Self {
            of: finding.subject.to_string(),
            state: finding.state,
            message: &finding.message,
            error: finding.error,
            resumes_at: finding.resumes_at.and_then(rfc3339),
        }
    }
}

pub(crate) async fn run(args: &HealthArgs) -> ExitStatus {
    let mut notes = Notes::stderr();
    let ended = unless_interrupted(show(args, &mut notes)).await;
    ended.unwrap_or_else(|ending| ending.report(&mut notes))
}

async fn show(args: &HealthArgs, notes: &mut Notes<impl Write>) -> Result<ExitStatus, Ending> {
    let account = Account::open().await?;
    let ellipsis = notes.page().ellipsis();
    let about = || format!("asking {} {ellipsis}", account.address());
    let health = shown(notes, about, account.provider().health_check()).await;
    if args.json {
        stdout::print_json(&Document {
            base_url: account.address(),
            state: health.state,
            latency_ms: health.latency.as_millis(),
            checked_at: rfc3339(health.checked_at),
            error: health.error,
            message: health.message.as_deref(),
            since: health.since.and_then(rfc3339),
            findings: health.findings.iter().map(Finding::new).collect(),
        })?;
    } else {
        print(&account, &health)?;
        if let (Some(kind), Some(message)) = (health.error, &health.message) {
            let error = llm_types::Error::new(kind, "");
            let hint = account.explain(error);
            notes.error(message, hint.hint());
        }
    }
    Ok(failed(&health).map_or(ExitStatus::Success, ExitStatus::from))
}

/// Why calls will fail, if they will: the check may pass where they do not.
fn failed(health: &HealthStatus) -> Option<ErrorKind> {
    let found = || health.findings.iter().find_map(|finding| finding.error);
    let is_unhealthy = health.state == HealthState::Unhealthy;
    health.error.or_else(|| is_unhealthy.then(found).flatten())
}

fn print(account: &Account, health: &HealthStatus) -> std::io::Result<()> {
    let columns = [Column::text("STATE"), Column::number("LATENCY"), Column::text("ADDRESS")];
    let mut table = Table::new(columns);
    table.row([shown_state(health.state), took(health.latency).into(), account.address().into()]);
    stdout::print(&table.render(Page::stdout()).text)?;
    if health.findings.is_empty() {
        return Ok(());
    }
    let mut table = Table::new([
        Column::text("OF"),
        Column::text("STATE"),
        Column::text("BACK").rank(1),
        Column::text("WHY").shortens_to(20),
    ]);
    for finding in &health.findings {
        let HealthFinding { subject, state, message, .. } = finding;
        table.row([
            subject.to_string().into(),
            shown_state(*state),
            back(finding, health).into(),
            message.as_str().into(),
        ]);
    }
    stdout::print(&format!("\n{}", table.render(Page::stdout()).text))
}

/// When it is used again, if it rests.
fn back(finding: &HealthFinding, health: &HealthStatus) -> Option<String> {
    let wait = finding.resumes_at?.duration_since(health.checked_at).unwrap_or_default();
    Some(format!("in {}", roughly(wait)))
}

fn shown_state(state: HealthState) -> Cell {
    let style = match state {
        HealthState::Healthy => GOOD,
        HealthState::Degraded => UNSURE,
        _ => BAD,
    };
    Cell::from(state.to_string()).style(style)
}
