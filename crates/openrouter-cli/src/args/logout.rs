//! `openrouter logout` on the command line.

#![expect(clippy::doc_markdown, reason = "these comments are the help texts, shown as they are")]

use clap::Args;
use openrouter_auth::KeyId;

use crate::exit_status;

const EXAMPLES: &str = "\
Examples:
  openrouter logout              # if only one key is kept for the address
  openrouter logout a1b2c3d4     # as `openrouter keys` names it
  openrouter logout --all";

/// Forget a key that login or `keys add` has kept.
///
/// Without a name, only keys of the address in use are meant: OpenRouter's own, or what
/// OPENROUTER_BASE_URL names. A key of another address is forgotten by its name.
///
/// OpenRouter goes on to accept the key until you delete it at <https://openrouter.ai/settings/keys>. Keys in
/// the environment are not touched.
#[derive(Debug, Args)]
#[command(after_long_help = format!("{EXAMPLES}\n\n{}", exit_status::table()))]
pub(crate) struct LogoutArgs {
    /// The key to forget; may be left out if only one is kept for the address
    #[arg(value_name = "KEY-ID", conflicts_with = "all")]
    pub(crate) key: Option<KeyId>,

    /// Forget every key that is kept for the address in use
    #[arg(long)]
    pub(crate) all: bool,
}
