//! `openrouter credits`: what the account has bought, used, and has left.

use std::io::Write;

use llm_types::Usd;
use openrouter_provider::AccountCredits;
use serde::Serialize;

use crate::account::Account;
use crate::args::CreditsArgs;
use crate::dollars::dollars;
use crate::ending::Ending;
use crate::exit_status::ExitStatus;
use crate::interrupt::unless_interrupted;
use crate::notes::Notes;
use crate::page::Page;
use crate::progress::shown;
use crate::stdout;
use crate::style::{BAD, GOOD};
use crate::table::{Cell, Column, Table};

/// What `--json` prints: US dollars, as text, so that no reader makes a float of them.
#[derive(Debug, Serialize)]
struct Document {
    #[serde(flatten)]
    credits: AccountCredits,
    left: Usd,
}

pub(crate) async fn run(args: &CreditsArgs) -> ExitStatus {
    let mut notes = Notes::stderr();
    let ended = unless_interrupted(show(args, &mut notes)).await;
    ended.unwrap_or_else(|ending| ending.report(&mut notes))
}

async fn show(args: &CreditsArgs, notes: &mut Notes<impl Write>) -> Result<ExitStatus, Ending> {
    let account = Account::open_for_management().await?;
    let ellipsis = notes.page().ellipsis();
    let about = || format!("asking {} about credits {ellipsis}", account.address());
    let credits = shown(notes, about, account.provider().credits()).await;
    let credits = credits.map_err(|error| account.explain(error))?;
    let left = credits.left();
    if args.json {
        stdout::print_json(&Document { credits, left })?;
    } else {
        let mut table =
            Table::new([Column::number("BOUGHT"), Column::number("USED"), Column::number("LEFT")]);
        let style = if left > Usd::ZERO { GOOD } else { BAD };
        let left = Cell::from(dollars(left)).style(style);
        table.row([dollars(credits.bought).into(), dollars(credits.used).into(), left]);
        stdout::print(&table.render(Page::stdout()).text)?;
    }
    if left < Usd::ZERO {
        notes.warning("overdrawn", "calls are refused, those of free models as well");
        notes.dim("hint: add credits at https://openrouter.ai/credits");
    }
    Ok(ExitStatus::Success)
}
