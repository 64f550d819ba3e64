//! `openrouter completions`: what makes a shell complete commands and options.

use clap::CommandFactory as _;
use clap::error::ErrorKind;
use clap_complete::{Shell, generate};

use crate::args::{Cli, CompletionsArgs};
use crate::ending::Ending;
use crate::exit_status::ExitStatus;
use crate::notes::Notes;
use crate::stdout;

pub(crate) fn run(args: &CompletionsArgs) -> ExitStatus {
    let Some(shell) = args.shell.or_else(Shell::from_env) else {
        let message = "which shell? SHELL names none that is known: say bash, zsh, fish, elvish or \
                       powershell";
        drop(Cli::command().error(ErrorKind::MissingRequiredArgument, message).print());
        return ExitStatus::Usage;
    };
    match stdout::print_bytes(&script(shell)) {
        Ok(()) => ExitStatus::Success,
        Err(error) => Ending::from(error).report(&mut Notes::stderr()),
    }
}

fn script(shell: Shell) -> Vec<u8> {
    let mut script = Vec::new();
    generate(shell, &mut Cli::command(), "openrouter", &mut script);
    script
}
