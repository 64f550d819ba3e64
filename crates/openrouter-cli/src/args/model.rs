//! `openrouter model` on the command line.

#![expect(clippy::doc_markdown, reason = "these comments are the help texts, shown as they are")]

use clap::Args;
use clap::builder::NonEmptyStringValueParser;

use crate::exit_status;

const EXAMPLES: &str = "\
Examples:
  openrouter model openai/gpt-4o-mini
  openrouter model deepseek/deepseek-r1:free
  openrouter model anthropic/claude-sonnet-4.6 --json | jq -r '.endpoints[].tag'";

/// Show one model: what it can do, what it costs, and which upstreams serve it how well.
///
/// Prices are in US dollars for a million tokens. UPTIME is the part of the requests of the last
/// half hour that succeeded; seconds to the first token and tokens a second are those of the same
/// half hour: P50 is the median, P90 what nine of ten requests stayed below. UPSTREAM is the name by
/// which a request asks for, or excludes, an upstream. LACKS names parameters that other upstreams
/// of the model heed, and this one does not.
///
/// No key is needed, but speeds are often told to those only who have one. If there is neither a key
/// nor an address, and OpenRouter cannot be reached, a simulator inside this process answers, and
/// says so.
#[derive(Debug, Args)]
#[command(after_long_help = format!("{EXAMPLES}\n\n{}", exit_status::table()))]
pub(crate) struct ModelArgs {
    /// The model, such as openai/gpt-4o-mini
    #[arg(value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) id: String,

    /// Print one JSON document: base_url, simulated, and model and endpoints as the service says
    /// them
    #[arg(long)]
    pub(crate) json: bool,
}
