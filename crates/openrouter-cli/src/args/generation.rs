//! `openrouter generation` on the command line.

use std::time::Duration;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;

use crate::exit_status;

const EXAMPLES: &str = "\
Examples:
  openrouter generation gen-1763870000-AbCdEf
  openrouter generation --json gen-1763870000-AbCdEf | jq .total_cost
  openrouter chat --json Hi | jq -r 'select(.type == \"finished\").id' \\
    | xargs openrouter generation";

/// Show what is on record of one answer: who gave it, what it cost, how long it took.
///
/// Records are written some time after the answer, later still after one that was broken off: the
/// record is waited for.
#[derive(Debug, Args)]
#[command(after_long_help = format!("{EXAMPLES}\n\n{}", exit_status::table()))]
pub(crate) struct GenerationArgs {
    /// The answer, as its id names it
    #[arg(value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) id: String,

    /// Ask once: fail if the record is not there yet
    #[arg(long, conflicts_with = "wait")]
    pub(crate) no_wait: bool,

    /// How many seconds a record that is not there is waited for
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    pub(crate) wait: Duration,

    /// Print the record as the service wrote it
    #[arg(long)]
    pub(crate) json: bool,
}

fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse() {
        Ok(value @ 1..=3_600) => Ok(Duration::from_secs(value)),
        _ => Err("must be a whole number from 1 to 3600".to_owned()),
    }
}
