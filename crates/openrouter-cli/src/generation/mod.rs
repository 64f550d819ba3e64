//! `openrouter generation`: what the service has on record of one answer.

mod details;

use std::io::Write;

use llm_types::ErrorKind;
use openrouter_provider::CallOptions;
use openrouter_provider::openrouter_wire::generation::{Generation, Get};

use self::details::details;
use crate::account::Account;
use crate::args::GenerationArgs;
use crate::ending::Ending;
use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::interrupt::unless_interrupted;
use crate::notes::Notes;
use crate::page::Page;
use crate::progress::shown;
use crate::stdout;

pub(crate) async fn run(args: &GenerationArgs) -> ExitStatus {
    let mut notes = Notes::stderr();
    let ended = unless_interrupted(show(args, &mut notes)).await;
    ended.unwrap_or_else(|ending| ending.report(&mut notes))
}

async fn show(args: &GenerationArgs, notes: &mut Notes<impl Write>) -> Result<ExitStatus, Ending> {
    let account = Account::open().await?;
    let record = look_up(&account, args, notes).await?;
    if args.json {
        stdout::print_json(&record)?;
    } else {
        stdout::print(&details(&record).render(Page::stdout()))?;
    }
    Ok(ExitStatus::Success)
}

async fn look_up(
    account: &Account,
    args: &GenerationArgs,
    notes: &mut Notes<impl Write>,
) -> Result<Generation, Failure> {
    let provider = account.provider();
    let ellipsis = notes.page().ellipsis();
    let found = if args.no_wait {
        let about = || format!("asking {} {ellipsis}", account.address());
        let operation = Get::new(args.id.as_str());
        shown(notes, about, provider.call(&operation)).await.map(|reply| reply.data)
    } else {
        let about = || format!("waiting for the record, which is written late {ellipsis}");
        let options = CallOptions::default().with_timeout(args.wait);
        let looking = provider.generation_with(args.id.as_str(), &options);
        shown(notes, about, looking).await.map(|answer| answer.value)
    };
    found.map_err(|error| match error.kind() {
        ErrorKind::NotFound if args.no_wait => Failure::from(error)
            .with_hint("records are written late: leave out --no-wait, or ask again"),
        ErrorKind::NotFound => Failure::from(error)
            .with_hint("check the id and whose key is asked; an answer that broke off: --wait 300"),
        _ => account.explain(error),
    })
}
