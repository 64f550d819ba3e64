//! `openrouter health` on the command line.

use clap::Args;

use crate::exit_status;

const EXAMPLES: &str = "\
Examples:
  openrouter health
  openrouter health && openrouter chat 'Hello'
  openrouter health --json | jq -r .state";

/// Tell whether calls should work, also by the exit code.
///
/// That is: whether the service can be reached, and accepts a key. It asks GET /key, which costs nothing: 0 if calls should work, 3 if no key is accepted, 4 if
/// only the limits are in the way, 5 if the service cannot be reached.
#[derive(Debug, Args)]
#[command(after_long_help = format!("{EXAMPLES}\n\n{}", exit_status::table()))]
pub(crate) struct HealthArgs {
    /// Print one JSON document
    #[arg(long)]
    pub(crate) json: bool,
}
