//! `openrouter limits` on the command line.

use clap::Args;
use openrouter_auth::KeyId;

use crate::exit_status;

const EXAMPLES: &str = "\
Examples:
  openrouter limits
  openrouter limits a1b2c3d4
  openrouter limits --json | jq -r '.keys[] | [.id, .left] | @tsv'";

/// Show what each key may spend and has spent, and when its limit starts anew.
///
/// Days, weeks and months are those of UTC; weeks begin on Monday. Each key is asked about itself
/// (GET /key), which costs nothing.
#[derive(Debug, Args)]
#[command(after_long_help = format!("{EXAMPLES}\n\n{}", exit_status::table()))]
pub(crate) struct LimitsArgs {
    /// The key, as `openrouter keys` names it [default: all of them]
    #[arg(value_name = "KEY-ID")]
    pub(crate) key: Option<KeyId>,

    /// Print one JSON document with all that is known
    #[arg(long)]
    pub(crate) json: bool,
}
