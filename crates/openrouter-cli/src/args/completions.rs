//! `openrouter completions` on the command line.

use clap::Args;
use clap_complete::Shell;

const EXAMPLES: &str = "\
To have them in every new shell of this kind:
  openrouter completions bash \\
    > ~/.local/share/bash-completion/completions/openrouter
  openrouter completions zsh > \"${fpath[1]}/_openrouter\"
  openrouter completions fish > ~/.config/fish/completions/openrouter.fish
  openrouter completions elvish >> ~/.config/elvish/rc.elv
  openrouter completions powershell >> $PROFILE

To try them in this one:
  source <(openrouter completions bash)
  openrouter completions fish | source";

/// Print what makes a shell complete commands and options.
///
/// The script goes to standard output; where it belongs depends on the shell, see below.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct CompletionsArgs {
    /// The shell [default: the one that SHELL names]
    #[arg(value_name = "SHELL", value_enum)]
    pub(crate) shell: Option<Shell>,
}
