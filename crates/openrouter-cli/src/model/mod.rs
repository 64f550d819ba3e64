//! `openrouter model`: what is known of one model, and who serves it.

mod about;
mod look_up;
mod other;
mod upstreams;

use std::io::Write;

use futures::FutureExt as _;
use openrouter_provider::openrouter_wire::{endpoints, models};
use serde::Serialize;

use self::about::about;
use self::look_up::look_up;
use crate::args::{ModelArgs, ProviderArgs};
use crate::connection::Connection;
use crate::ending::Ending;
use crate::exit_status::ExitStatus;
use crate::interrupt::unless_interrupted;
use crate::notes::Notes;
use crate::other::Other;
use crate::page::Page;
use crate::stdout;

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Document<'a> {
    /// The address that was asked.
    base_url: &'a str,
    /// A simulator in this process answered.
    simulated: bool,
    model: models::Model,
    endpoints: Vec<endpoints::Endpoint>,
}

pub(crate) async fn run(args: &ModelArgs, provider: &ProviderArgs) -> ExitStatus {
    let mut notes = Notes::stderr();
    let ended = unless_interrupted(show(args, provider, &mut notes)).await;
    ended.unwrap_or_else(|ending| ending.report(&mut notes))
}

async fn show(
    args: &ModelArgs,
    provider: &ProviderArgs,
    notes: &mut Notes<impl Write>,
) -> Result<ExitStatus, Ending> {
    if let Some(other) = Other::open(provider, None, notes).await? {
        other::show(args, &other, notes).await?;
        return Ok(ExitStatus::Success);
    }
    let ask = async |connection: &Connection| look_up(&args.id, connection).boxed().await;
    let (connection, (model, endpoints)) = Connection::public("the model", notes, ask).await?;
    if args.json {
        let (base_url, simulated) = (connection.address(), connection.is_simulated());
        stdout::print_json(&Document { base_url, simulated, model, endpoints })?;
        return Ok(ExitStatus::Success);
    }
    let page = Page::stdout();
    stdout::print(&about(&model).render(page))?;
    if endpoints.is_empty() {
        notes.gap();
        notes.plain("No upstream of its own serves it.");
        return Ok(ExitStatus::Success);
    }
    let upstreams = upstreams::table(&model, &endpoints).render(page);
    stdout::print(&format!("\n{}", upstreams.text))?;
    notes.left_out(&upstreams.left_out);
    if endpoints.iter().all(|endpoint| endpoint.latency_last_30m.is_none()) {
        notes.dim("hint: speeds are often told to those only who ask with a key");
    }
    Ok(ExitStatus::Success)
}
