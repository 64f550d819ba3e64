//! `openrouter chat` on the command line.

#![expect(clippy::doc_markdown, reason = "these comments are the help texts, shown as they are")]

use clap::Args;
use clap::builder::NonEmptyStringValueParser;

use crate::exit_status;

const CHAT_EXAMPLES: &str = "\
Examples:
  openrouter chat Why is the sky blue
  openrouter chat -m anthropic/claude-sonnet-4.6 -s 'Be brief.' < question.txt
  git diff | openrouter chat 'Write a commit message for this change:'
  openrouter chat --json 'Hello' | jq -r 'select(.type == \"text\").text'";

/// Ask a model, and print its answer as it comes.
///
/// The answer goes to standard output, everything else to standard error. Ctrl-C cancels the
/// request.
///
/// Keys and address are read from the environment: OPENROUTER_API_KEY holds a key,
/// OPENROUTER_API_KEYS a list of keys that step in for each other, OPENROUTER_BASE_URL another
/// address than OpenRouter's own. Without a key there, those that `openrouter login` and
/// `openrouter keys add` have kept for the address are used. Proxies are taken from HTTPS_PROXY,
/// ALL_PROXY and NO_PROXY. With neither key nor address, a simulator inside this process answers,
/// over real HTTP but without any model, and says so.
#[derive(Debug, Args)]
#[command(after_long_help = format!("{CHAT_EXAMPLES}\n\n{}", exit_status::table()))]
pub(crate) struct ChatArgs {
    /// What to ask; several words need no quotes
    ///
    /// Standard input is read as well if it is not a terminal, or if one of the words is "-". With
    /// both, the words come first, then an empty line, then standard input.
    #[arg(value_name = "PROMPT")]
    pub(crate) prompt: Vec<String>,

    /// The model to ask, such as openai/gpt-4o-mini [default: the account's own default]
    #[arg(short, long, value_parser = NonEmptyStringValueParser::new())]
    pub(crate) model: Option<String>,

    /// Instructions that come before the prompt
    #[arg(short, long, value_name = "TEXT")]
    pub(crate) system: Option<String>,

    /// The longest answer, in tokens, thoughts included
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) max_tokens: Option<u64>,

    /// From 0 (the same each time) to 2 (wild)
    #[arg(long, value_name = "T", value_parser = temperature, allow_negative_numbers = true)]
    pub(crate) temperature: Option<f64>,

    /// How hard the model is to think first
    #[arg(
        long,
        value_name = "EFFORT",
        value_parser = ["none", "minimal", "low", "medium", "high", "xhigh", "max"]
    )]
    pub(crate) reasoning: Option<String>,

    /// Show what the model thinks, dimmed, if standard error is a terminal
    #[arg(long, conflicts_with = "json")]
    pub(crate) show_reasoning: bool,

    /// Wait for the whole answer before printing it
    #[arg(long)]
    pub(crate) no_stream: bool,

    /// Print events instead of text: one JSON object a line
    ///
    /// The last line is of type "finished" and holds the whole answer, or of type "error".
    #[arg(long)]
    pub(crate) json: bool,
}

fn temperature(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(value) if (0.0..=2.0).contains(&value) => Ok(value),
        _ => Err("must be a number from 0 to 2".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::args::{Cli, Command};

    #[test]
    fn a_temperature_is_a_number_from_0_to_2() {
        assert_eq!(temperature("0"), Ok(0.0));
        assert_eq!(temperature("2"), Ok(2.0));
        for wrong in ["-0.1", "2.1", "NaN", "inf", "warm", ""] {
            assert!(temperature(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_temperature_below_0_is_a_wrong_value_and_no_unknown_option() {
        let wrong = Cli::try_parse_from(["openrouter", "chat", "--temperature", "-1", "hi"]);
        assert!(wrong.unwrap_err().to_string().contains("must be a number from 0 to 2"));
    }

    #[test]
    fn a_dash_and_options_after_the_prompt_are_understood() {
        let cli = Cli::try_parse_from(["openrouter", "chat", "Why", "-", "--model", "a/b"]);
        let Command::Chat(args) = cli.unwrap().command else { panic!("not chat") };
        assert_eq!(args.prompt, ["Why", "-"]);
        assert_eq!(args.model.as_deref(), Some("a/b"));
    }
}
