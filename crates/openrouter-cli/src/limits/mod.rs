//! `openrouter limits`: what each key may spend and has spent.

mod asked;
mod document;
mod other;
mod table;

use std::io::Write;

use llm_types::{Error, ErrorKind};

use self::asked::Asked;
use self::document::Document;
use self::table::print;
use crate::args::{LimitsArgs, ProviderArgs};
use crate::ending::Ending;
use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::interrupt::unless_interrupted;
use crate::keys::{Known, Standing, remark};
use crate::notes::Notes;
use crate::other::Other;
use crate::stdout;

pub(crate) async fn run(args: &LimitsArgs, provider: &ProviderArgs) -> ExitStatus {
    let mut notes = Notes::stderr();
    let ended = unless_interrupted(show(args, provider, &mut notes)).await;
    ended.unwrap_or_else(|ending| ending.report(&mut notes))
}

async fn show(
    args: &LimitsArgs,
    provider: &ProviderArgs,
    notes: &mut Notes<impl Write>,
) -> Result<ExitStatus, Ending> {
    if let Some(other) = Other::open(provider, None, notes).await? {
        other::show(args, &other, notes).await?;
        return Ok(ExitStatus::Success);
    }
    let Known { mut keys, service, kept } = Known::gather().await?.only(args.key)?;
    if args.key.is_none() {
        // What cannot be used here is not asked about, unless it is meant.
        keys.retain(|known| known.elsewhere.is_none());
    }
    if keys.is_empty() {
        let error = Error::new(ErrorKind::Configuration, "there is no key to ask about");
        let hint = "`openrouter login` gets one, `openrouter keys add` keeps one you have";
        return Err(Failure::from(error).with_hint(hint).into());
    }
    let asked = Asked::all(keys, &service, notes).await;
    if args.json {
        stdout::print_json(&Document::new(&asked, &service))?;
    } else {
        print(&asked, notes)?;
        remark(asked.iter().map(|asked| &asked.report), &service, &kept, notes);
    }
    // With limits of one key at the least, the question is answered.
    let is_unanswered = asked.iter().all(|asked| asked.limits.is_none());
    let worst = asked.iter().map(|asked| asked.report.standing).max().filter(|_| is_unanswered);
    Ok(worst.map_or(ExitStatus::Success, Standing::exit_status))
}
