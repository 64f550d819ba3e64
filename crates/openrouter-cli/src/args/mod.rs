//! What may stand on the command line.

mod chat;
mod keys;
mod login;
mod logout;
mod sim;

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser, Subcommand};

pub(crate) use self::chat::ChatArgs;
pub(crate) use self::keys::{AddArgs, KeysArgs, KeysCommand, ListArgs, TestArgs};
pub(crate) use self::login::LoginArgs;
pub(crate) use self::logout::LogoutArgs;
pub(crate) use self::sim::SimArgs;
use crate::exit_status::{self, ExitStatus};

/// Talk to hundreds of language models through OpenRouter.
#[derive(Debug, Parser)]
#[command(name = "openrouter", version, after_long_help = exit_status::table(), max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Chat(ChatArgs),
    Login(LoginArgs),
    Logout(LogoutArgs),
    Keys(KeysArgs),
    Sim(SimArgs),
}

/// What the command line says, or how to exit: with help, with a version, or with a mistake.
pub(crate) fn parse() -> Result<Cli, ExitStatus> {
    let words: Vec<_> = std::env::args_os().collect();
    Cli::try_parse_from(&words).map_err(|error| {
        let error = if error.use_stderr() && words.iter().any(is_key) {
            // The usual message repeats the word, and it would stay in a log.
            let message = "an API key is no argument: every program of this machine could read it, \
                           and it stays in the shell's history; give it on standard input";
            Cli::command().error(ErrorKind::InvalidValue, message)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_consistent() {
        Cli::command().debug_assert();
    }
}
