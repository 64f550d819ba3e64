//! `openrouter credits` on the command line.

#![expect(clippy::doc_markdown, reason = "these comments are the help texts, shown as they are")]

use clap::Args;

use crate::exit_status;

const EXAMPLES: &str = "\
Examples:
  openrouter credits
  openrouter credits --json | jq -r .left";

/// Show what the account has bought, used, and has left.
///
/// It takes a management key: OPENROUTER_MANAGEMENT_KEY. What a key may spend of it is told by
/// `openrouter limits`, which takes none.
#[derive(Debug, Args)]
#[command(after_long_help = format!("{EXAMPLES}\n\n{}", exit_status::table()))]
pub(crate) struct CreditsArgs {
    /// Print one JSON document, with exact amounts
    #[arg(long)]
    pub(crate) json: bool,
}
