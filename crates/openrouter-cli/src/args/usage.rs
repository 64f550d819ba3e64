//! `openrouter usage` on the command line.

#![expect(clippy::doc_markdown, reason = "these comments are the help texts, shown as they are")]

use std::path::PathBuf;

use clap::Args;
use openrouter_auth::KeyId;

use crate::exit_status;
use crate::usage::{By, Measure};

const EXAMPLES: &str = "\
Examples:
  openrouter usage
  openrouter usage --days 7 --by provider
  openrouter usage --show tokens --svg tokens.svg
  openrouter usage --json | jq -r '.models[] | [.cost, .name] | @tsv'";

/// Show what the account used on the last 30 days, by day and by model.
///
/// Days are those of UTC, and today is told tomorrow. On a terminal there is a chart; elsewhere a
/// table without one.
///
/// It takes a management key: OPENROUTER_MANAGEMENT_KEY.
#[derive(Debug, Args)]
#[command(after_long_help = format!("{EXAMPLES}\n\n{}", exit_status::table()))]
pub(crate) struct UsageArgs {
    /// What rows are about
    #[arg(long, value_name = "WHAT", default_value = "model")]
    pub(crate) by: By,

    /// How many of the last days: 1 to 30
    #[arg(
        long,
        value_name = "N",
        default_value_t = 30,
        value_parser = clap::value_parser!(u16).range(1..=30)
    )]
    pub(crate) days: u16,

    /// Only what one key used, as `openrouter keys` names it
    #[arg(long, value_name = "KEY-ID")]
    pub(crate) key: Option<KeyId>,

    /// What is drawn and compared [default: cost, or requests if all was free]
    #[arg(long, value_name = "WHAT")]
    pub(crate) show: Option<Measure>,

    /// Write a chart for a report into a file, in place of the output; - is standard output
    #[arg(long, value_name = "FILE", conflicts_with = "json")]
    pub(crate) svg: Option<PathBuf>,

    /// Print one JSON document with all that is known: by day, model and provider
    #[arg(long)]
    pub(crate) json: bool,
}
