//! `openrouter man` on the command line.

use std::path::PathBuf;

use clap::Args;

const EXAMPLES: &str = "\
Examples:
  openrouter man | man -l -
  openrouter man ~/.local/share/man/man1 && man openrouter-chat";

/// Print the manual page, or write the pages of all commands into a folder.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct ManArgs {
    /// Where to write openrouter.1, openrouter-chat.1 and so on; it is made if it is not there
    #[arg(value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,
}
