//! What may stand on the command line.

#![expect(clippy::doc_markdown, reason = "these comments are the help texts, shown as they are")]

mod chat;
mod color;
mod completions;
mod credits;
mod generation;
mod health;
mod keys;
mod limits;
mod login;
mod logout;
mod man;
mod model;
mod models;
mod provider;
mod sim;
mod usage;

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory as _, Parser, Subcommand};

pub(crate) use self::chat::ChatArgs;
pub(crate) use self::color::Color;
pub(crate) use self::completions::CompletionsArgs;
pub(crate) use self::credits::CreditsArgs;
pub(crate) use self::generation::GenerationArgs;
pub(crate) use self::health::HealthArgs;
pub(crate) use self::keys::{AddArgs, KeysArgs, KeysCommand, ListArgs, TestArgs};
pub(crate) use self::limits::LimitsArgs;
pub(crate) use self::login::LoginArgs;
pub(crate) use self::logout::LogoutArgs;
pub(crate) use self::man::ManArgs;
pub(crate) use self::model::ModelArgs;
pub(crate) use self::models::ModelsArgs;
pub(crate) use self::provider::ProviderArgs;
pub(crate) use self::sim::{Server, SimArgs};
pub(crate) use self::usage::UsageArgs;
use crate::exit_status::{self, ExitStatus};

const EXAMPLES: &str = "\
Examples:
  openrouter chat Why is the sky blue   # without a key, a simulator answers
  openrouter login                      # get a key, and keep it
  openrouter models --free --supports tools
  openrouter model anthropic/claude-sonnet-4.6
  openrouter usage                      # what was spent, by day and by model
  openrouter chat --provider openai --base-url http://127.0.0.1:11434/v1 \\
    -m llama3.2 'Hello'                 # another provider: a server of yours
  openrouter sim --port 8080            # try all of it offline, at no cost";

/// Talk to hundreds of language models through OpenRouter.
#[derive(Debug, Parser)]
#[command(name = "openrouter", version, max_term_width = 100)]
#[command(after_long_help = format!("{EXAMPLES}\n\n{}", exit_status::table()))]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// When to use colours; by itself on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", display_order = 1000)]
    pub(crate) color: Color,

    #[command(flatten)]
    pub(crate) provider: ProviderArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Chat(ChatArgs),
    Models(ModelsArgs),
    Model(ModelArgs),
    Login(LoginArgs),
    Logout(LogoutArgs),
    Keys(KeysArgs),
    Limits(LimitsArgs),
    Credits(CreditsArgs),
    Usage(UsageArgs),
    Generation(GenerationArgs),
    Health(HealthArgs),
    Sim(SimArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
}

impl Command {
    /// What it is called, if no other provider than OpenRouter has anything like it.
    pub(crate) const fn of_openrouter_only(&self) -> Option<&'static str> {
        match self {
            Self::Login(_) => Some("login"),
            Self::Logout(_) => Some("logout"),
            Self::Keys(_) => Some("keys"),
            Self::Credits(_) => Some("credits"),
            Self::Usage(_) => Some("usage"),
            Self::Generation(_) => Some("generation"),
            Self::Chat(_)
            | Self::Models(_)
            | Self::Model(_)
            | Self::Limits(_)
            | Self::Health(_)
            | Self::Sim(_)
            | Self::Completions(_)
            | Self::Man(_) => None,
        }
    }
}

/// Says that a command knows no other provider than OpenRouter.
pub(crate) fn refuse(command: &str, another: &str) -> ExitStatus {
    let message = format!("`{command}` asks OpenRouter only, and knows nothing of {another}");
    drop(Cli::command().error(ErrorKind::ArgumentConflict, message).print());
    ExitStatus::Usage
}

/// What the command line says, or how to exit: with help, with a version, or with a mistake.
pub(crate) fn parse() -> Result<Cli, ExitStatus> {
    let words: Vec<_> = std::env::args_os().collect();
    Cli::try_parse_from(&words).map_err(|error| {
        // The usual messages repeat the word, and it would stay in a log.
        let error = if error.use_stderr() && words.iter().any(is_key) {
            let message = "an API key is no argument: every program of this machine could read it, \
                           and it stays in the shell's history; give it on standard input";
            Cli::command().error(ErrorKind::InvalidValue, message)
        } else if may_be_secret(&error, &words) {
            let message = "there is a word too many; keys and codes are no arguments, give them on \
                           standard input";
            Cli::command().error(ErrorKind::UnknownArgument, message)
        } else {
            error
        };
        drop(error.print());
        if error.use_stderr() { ExitStatus::Usage } else { ExitStatus::Success }
    })
}

/// True if the word holds what looks like an API key.
fn is_key(word: &OsString) -> bool {
    word.to_string_lossy().contains("sk-or-")
}

/// True if the mistake is a word, and no option, where keys and codes are dealt with.
fn may_be_secret(error: &clap::Error, words: &[OsString]) -> bool {
    let is_about_keys = words
        .get(1)
        .is_some_and(|word| ["login", "logout", "keys"].into_iter().any(|command| word == command));
    let contexts = [ContextKind::InvalidArg, ContextKind::InvalidSubcommand];
    let mut wrong = contexts.into_iter().filter_map(|kind| match error.get(kind)? {
        ContextValue::String(word) => Some(word),
        _ => None,
    });
    let is_word = wrong.any(|word| !word.starts_with('-'));
    is_about_keys
        && is_word
        && matches!(error.kind(), ErrorKind::UnknownArgument | ErrorKind::InvalidSubcommand)
}

/// The longest name of a key or an account, in characters: as the service has it.
const LONGEST_NAME: usize = 100;

/// What a key or an account is called.
fn name(text: &str) -> Result<String, String> {
    match text.chars().count() {
        0 => Err("must not be empty".to_owned()),
        1..=LONGEST_NAME => Ok(text.to_owned()),
        _ => Err(format!("must have at most {LONGEST_NAME} characters")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_up_to_a_hundred_characters() {
        assert_eq!(name("büro"), Ok("büro".to_owned()));
        assert!(name(&"ü".repeat(100)).is_ok() && name(&"ü".repeat(101)).is_err());
        assert!(name("").is_err());
    }

    #[test]
    fn a_stray_word_that_may_be_a_secret_is_told_from_other_mistakes() {
        let check = |line: &str, expected: bool| {
            let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            let error = Cli::try_parse_from(&words).unwrap_err();
            assert_eq!(may_be_secret(&error, &words), expected, "{line}: {error}");
        };
        check("openrouter login auth_code_1", true);
        check("openrouter keys gateway-key", true);
        check("openrouter keys add gateway-key", true);
        check("openrouter keys --ofline", false);
        check("openrouter login --label", false);
        check("openrouter sim 8080", false);
    }

    #[test]
    fn the_definition_is_consistent() {
        Cli::command().debug_assert();
    }
}
