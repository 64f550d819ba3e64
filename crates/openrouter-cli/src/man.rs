//! `openrouter man`: manual pages, made of the help texts.

use std::io;
use std::path::Path;

use clap::{Command, CommandFactory as _};
use clap_mangen::Man;

use crate::args::{Cli, ManArgs};
use crate::ending::Ending;
use crate::exit_status::ExitStatus;
use crate::notes::Notes;
use crate::stdout;

pub(crate) fn run(args: &ManArgs) -> ExitStatus {
    let mut notes = Notes::stderr();
    let Some(folder) = &args.folder else {
        return match page(root()).and_then(|page| stdout::print_bytes(&page)) {
            Ok(()) => ExitStatus::Success,
            Err(error) => Ending::from(error).report(&mut notes),
        };
    };
    match write(folder) {
        Ok(()) => ExitStatus::Success,
        Err(error) => {
            notes.error(&format!("cannot write to {}: {error}", folder.display()), None);
            ExitStatus::Failure
        }
    }
}

/// Writes the pages of all commands.
fn write(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    clap_mangen::generate_to(root(), folder)
}

fn page(command: Command) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    Man::new(command).render(&mut page)?;
    Ok(page)
}

/// Without the command `help`: man is the help.
fn root() -> Command {
    Cli::command().disable_help_subcommand(true)
}
