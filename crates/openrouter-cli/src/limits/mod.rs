//! `openrouter limits`: what each key may spend and has spent.

mod document;
mod figures;
mod table;

use std::io::Write;

use llm_types::{Error, ErrorKind};
use openrouter_provider::llm_provider_base::{Clock as _, SystemClock};

use self::document::Document;
use self::figures::Figures;
use self::table::print;
use crate::args::LimitsArgs;
use crate::ending::Ending;
use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::interrupt::unless_interrupted;
use crate::keys::{Known, Report, Standing, remark};
use crate::notes::Notes;
use crate::stdout;

pub(crate) async fn run(args: &LimitsArgs) -> ExitStatus {
    let mut notes = Notes::stderr();
    let ended = unless_interrupted(show(args, &mut notes)).await;
    ended.unwrap_or_else(|ending| ending.report(&mut notes))
}

async fn show(args: &LimitsArgs, notes: &mut Notes<impl Write>) -> Result<ExitStatus, Ending> {
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
    let reports = Report::ask_all(keys, &service, notes).await;
    let now = SystemClock.wall();
    let figures: Vec<_> = reports.iter().map(|report| Figures::new(report, now)).collect();
    if args.json {
        stdout::print_json(&Document::new(&reports, &figures, &service, now))?;
    } else {
        print(&reports, &figures, notes)?;
        remark(&reports, &service, &kept, notes);
    }
    // With figures of one key at the least, the question is answered.
    let unanswered = figures.iter().all(Option::is_none);
    let worst = reports.iter().map(|report| report.standing).max().filter(|_| unanswered);
    Ok(worst.map_or(ExitStatus::Success, Standing::exit_status))
}
