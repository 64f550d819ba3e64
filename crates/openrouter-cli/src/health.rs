//! `openrouter health`: whether calls should work.

use std::io::Write;

use llm_types::{Error, ErrorKind, HealthFinding, HealthProvider, HealthState, HealthStatus};
use serde::Serialize;

use crate::account::Account;
use crate::args::{HealthArgs, ProviderArgs};
use crate::dates::rfc3339;
use crate::durations::{roughly, took};
use crate::ending::Ending;
use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::interrupt::unless_interrupted;
use crate::notes::Notes;
use crate::other::Other;
use crate::page::Page;
use crate::progress::shown;
use crate::stdout;
use crate::style::{BAD, GOOD, UNSURE};
use crate::table::{Cell, Column, Table};

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Document<'a> {
    /// Who was asked, as the user calls it, if it is another provider than OpenRouter.
    #[serde(skip_serializing_if = "Option::is_none")]
    provider: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    base_url: Option<&'a str>,
    /// A simulator in this process answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    simulated: Option<bool>,
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

pub(crate) async fn run(args: &HealthArgs, provider: &ProviderArgs) -> ExitStatus {
    let mut notes = Notes::stderr();
    let ended = unless_interrupted(show(args, provider, &mut notes)).await;
    ended.unwrap_or_else(|ending| ending.report(&mut notes))
}

async fn show(
    args: &HealthArgs,
    provider: &ProviderArgs,
    notes: &mut Notes<impl Write>,
) -> Result<ExitStatus, Ending> {
    if let Some(other) = Other::open(provider, None, notes).await? {
        let who = Who::Other(other.name(), other.is_simulated());
        let health = ask(&who, other.provider(), notes).await;
        return report(args, &who, &health, |error| Failure::from(error).elsewhere(), notes);
    }
    let account = Account::open().await?;
    let who = Who::OpenRouter(account.address());
    let health = ask(&who, account.provider(), notes).await;
    report(args, &who, &health, |error| account.explain(error), notes)
}

/// Who was asked.
enum Who<'a> {
    /// At this address.
    OpenRouter(&'a str),
    /// Another one, as the user calls it; and whether it is simulated.
    Other(&'a str, bool),
}

impl Who<'_> {
    const fn name(&self) -> &str {
        match self {
            Self::OpenRouter(name) | Self::Other(name, _) => name,
        }
    }
}

async fn ask(
    who: &Who<'_>,
    provider: &dyn HealthProvider,
    notes: &mut Notes<impl Write>,
) -> HealthStatus {
    let ellipsis = notes.page().ellipsis();
    let about = || format!("asking {} {ellipsis}", who.name());
    shown(notes, about, provider.health_check()).await
}

fn report(
    args: &HealthArgs,
    who: &Who<'_>,
    health: &HealthStatus,
    explain: impl FnOnce(Error) -> Failure,
    notes: &mut Notes<impl Write>,
) -> Result<ExitStatus, Ending> {
    if args.json {
        let (provider, base_url, simulated) = match who {
            Who::OpenRouter(address) => (None, Some(*address), None),
            Who::Other(name, simulated) => (Some(*name), None, Some(*simulated)),
        };
        stdout::print_json(&Document {
            provider,
            base_url,
            simulated,
            state: health.state,
            latency_ms: health.latency.as_millis(),
            checked_at: rfc3339(health.checked_at),
            error: health.error,
            message: health.message.as_deref(),
            since: health.since.and_then(rfc3339),
            findings: health.findings.iter().map(Finding::new).collect(),
        })?;
    } else {
        print(who, health)?;
        if let (Some(kind), Some(message)) = (health.error, &health.message) {
            notes.error(message, explain(Error::new(kind, "")).hint());
        }
    }
    Ok(failed(health).map_or(ExitStatus::Success, ExitStatus::from))
}

/// Why calls will fail, if they will: the check may pass where they do not.
fn failed(health: &HealthStatus) -> Option<ErrorKind> {
    let found = || health.findings.iter().find_map(|finding| finding.error);
    let is_unhealthy = health.state == HealthState::Unhealthy;
    health.error.or_else(|| is_unhealthy.then(found).flatten())
}

fn print(who: &Who<'_>, health: &HealthStatus) -> std::io::Result<()> {
    let title = match who {
        Who::OpenRouter(_) => "ADDRESS",
        Who::Other(..) => "PROVIDER",
    };
    let columns = [Column::text("STATE"), Column::number("LATENCY"), Column::text(title)];
    let mut table = Table::new(columns);
    table.row([shown_state(health.state), took(health.latency).into(), who.name().into()]);
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
