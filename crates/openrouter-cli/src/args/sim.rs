//! `openrouter sim` on the command line.

use std::time::Duration;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ValueEnum};

const EXAMPLES: &str = "\
Examples:
  openrouter sim --port 8080
  openrouter sim --port 8080 --token-delay 0 --approve-logins
  openrouter sim --provider openai --as ollama --port 11434";

/// Serve a simulator of OpenRouter, or of another provider, on this machine only.
///
/// Any client of the service can be pointed at it. No model answers: the text is made up, costs
/// nothing, and says so. The same request gets the same answer.
///
/// One line goes to standard output once it serves: "listening on http://127.0.0.1:PORT/api/v1".
/// Ctrl-C stops it, with exit code 0. So does SIGTERM, once the answers under way are at their
/// end; a second one stops it at once. With --provider openai it ends in "/v1", and stops at once.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct SimArgs {
    /// The port to listen on; 0 takes a free one
    #[arg(short, long, value_name = "N", default_value_t = 0)]
    pub(crate) port: u16,

    /// Milliseconds before each token
    #[arg(long, value_name = "MS", default_value = "15", value_parser = milliseconds)]
    pub(crate) token_delay: Duration,

    /// Milliseconds that answers under way have after SIGTERM
    #[arg(long, value_name = "MS", default_value = "10000", value_parser = milliseconds)]
    pub(crate) drain: Duration,

    /// Which server to be like; for --provider openai [default: openai]
    #[arg(long = "as", value_name = "SERVER")]
    pub(crate) server: Option<Server>,

    /// Accept only this key; may be repeated for OpenRouter [default: every key is accepted]
    #[arg(long, value_name = "KEY", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) api_key: Vec<String>,

    /// Let applications have keys without asking: the page for logins sends them straight back
    #[arg(long)]
    pub(crate) approve_logins: bool,
}

/// A server that speaks the API of OpenAI. Its own words are shown in one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Server {
    #[value(name = "openai")]
    OpenAi,
    LlamaCpp,
    Vllm,
    Ollama,
    LmStudio,
}

fn milliseconds(text: &str) -> Result<Duration, String> {
    // Longer ones are mistakes, and clients would give up before the first token.
    match text.parse() {
        Ok(value @ 0..=60_000) => Ok(Duration::from_millis(value)),
        _ => Err("must be a whole number from 0 to 60000".to_owned()),
    }
}
