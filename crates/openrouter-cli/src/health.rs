//! `openrouter health`: whether calls should work.

use std::io::Write;

use llm_types::{HealthProvider as _, HealthState, HealthStatus};
use serde::Serialize;

use crate::account::Account;
use crate::args::HealthArgs;
use crate::dates::rfc3339;
use crate::durations::took;
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
    error: Option<llm_types::ErrorKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
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
        })?;
    } else {
        print(&account, &health)?;
        if let (Some(kind), Some(message)) = (health.error, &health.message) {
            let error = llm_types::Error::new(kind, "");
            let hint = account.explain(error);
            notes.error(message, hint.hint());
        }
    }
    Ok(health.error.map_or(ExitStatus::Success, ExitStatus::from))
}

fn print(account: &Account, health: &HealthStatus) -> std::io::Result<()> {
    let columns = [Column::text("STATE"), Column::number("LATENCY"), Column::text("ADDRESS")];
    let mut table = Table::new(columns);
    let (state, style) = match health.state {
        HealthState::Healthy => ("healthy", GOOD),
        HealthState::Degraded => ("degraded", UNSURE),
        _ => ("unhealthy", BAD),
    };
    let state = Cell::from(state).style(style);
    table.row([state, took(health.latency).into(), account.address().into()]);
    stdout::print(&table.render(Page::stdout()).text)
}
