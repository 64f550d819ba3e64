//! The limits of any provider, as far as it says them.

use std::io::Write;
use std::time::SystemTime;

use llm_types::{CombinedRateLimits, CombinedWindow, Error, ErrorKind, Figure, Usd};
use serde::Serialize;

use crate::args::LimitsArgs;
use crate::details::Details;
use crate::dollars::dollars;
use crate::durations::roughly;
use crate::ending::Ending;
use crate::failure::Failure;
use crate::notes::Notes;
use crate::numbers::grouped;
use crate::other::Other;
use crate::page::Page;
use crate::progress::shown;
use crate::stdout;

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Document<'a> {
    /// Who was asked, as the user calls it.
    provider: &'a str,
    /// A simulator in this process answered.
    simulated: bool,
    limits: &'a CombinedRateLimits,
}

/// Shows what the provider says of limits.
pub(super) async fn show(
    args: &LimitsArgs,
    other: &Other,
    notes: &mut Notes<impl Write>,
) -> Result<(), Ending> {
    if args.key.is_some() {
        let message = "the keys of `openrouter keys` are OpenRouter's: leave KEY-ID out";
        return Err(Failure::from(Error::new(ErrorKind::Unsupported, message)).into());
    }
    let ellipsis = notes.page().ellipsis();
    let asking = || format!("asking {} about limits {ellipsis}", other.name());
    let limits = shown(notes, asking, other.provider().combined_rate_limits(None)).await;
    let limits = limits.map_err(|error| Failure::from(error).elsewhere())?;
    if args.json {
        let (provider, simulated) = (other.name(), other.is_simulated());
        stdout::print_json(&Document { provider, simulated, limits: &limits })?;
        return Ok(());
    }
    let details = details(other.name(), &limits);
    stdout::print(&details.render(Page::stdout()))?;
    Ok(())
}

/// What is known. What is not is left out.
fn details(name: &str, limits: &CombinedRateLimits) -> Details {
    let mut details = Details::default();
    details.add("Provider", name);
    let amount = |figure: &Figure<Usd>| figure.get().copied().map(dollars);
    let allowance = &limits.allowance;
    details.add_known("Limit", amount(&allowance.limit));
    details.add_known("Left", amount(&allowance.remaining));
    details.add_known("Starts anew", wait(&allowance.reset_at, limits.at));
    details.add_known("Spent today", amount(&allowance.spent.today));
    details.add_known("This week", amount(&allowance.spent.this_week));
    details.add_known("This month", amount(&allowance.spent.this_month));
    details.add_known("In all", amount(&allowance.spent.total));
    details.add_known("Requests", window(&limits.requests, limits.at));
    details.add_known("Tokens", window(&limits.tokens, limits.at));
    details
}

fn window(window: &CombinedWindow, now: SystemTime) -> Option<String> {
    let left = grouped(*window.remaining.get()?);
    let of = window.limit.get().map(|limit| format!(" of {}", grouped(*limit)));
    let reset = wait(&window.reset_at, now).map(|wait| format!(", full again {wait}"));
    Some(
        [Some(format!("{left}{} left", of.unwrap_or_default())), reset]
            .into_iter()
            .flatten()
            .collect(),
    )
}

fn wait(figure: &Figure<SystemTime>, now: SystemTime) -> Option<String> {
    let wait = figure.get()?.duration_since(now).unwrap_or_default();
    Some(format!("in {}", roughly(wait)))
}
