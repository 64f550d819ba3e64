//! `openrouter keys` on the command line.

#![expect(clippy::doc_markdown, reason = "these comments are the help texts, shown as they are")]

use clap::{Args, Subcommand};
use openrouter_auth::KeyId;

use super::name;
use crate::exit_status;

const EXAMPLES: &str = "\
Examples:
  openrouter keys
  openrouter keys --offline
  openrouter keys --json | jq -r '.keys[] | select(.state == \"refused\").id'
  openrouter keys add --label team < key.txt
  openrouter keys test a1b2c3d4 && echo works";

/// Show the API keys of this machine, and change those that are kept.
///
/// Keys come from the environment (OPENROUTER_API_KEY, OPENROUTER_API_KEYS) and from what login and
/// `keys add` have kept. A key is named by the first eight digits of its SHA-256, as OpenRouter's own
/// key management does; the key itself is never printed.
///
/// Each key is asked what it may spend (GET /key), which costs nothing.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_long_help = format!("{EXAMPLES}\n\n{}", exit_status::table())
)]
pub(crate) struct KeysArgs {
    #[command(subcommand)]
    pub(crate) command: Option<KeysCommand>,

    #[command(flatten)]
    pub(crate) list: ListArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeysCommand {
    List(ListArgs),
    Add(AddArgs),
    Remove(RemoveArgs),
    Test(TestArgs),
}

/// Show the keys: state, limit, what is left of it (the default)
///
/// States: "ok"; "refused" (revoked, expired or wrong); "capped" (its limit is spent);
/// "unreachable"; "unclear" (the service failed to say); "elsewhere" (it belongs to another address
/// than the one in use); "unknown" (not asked).
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// Ask nobody: show what is known here
    #[arg(long)]
    pub(crate) offline: bool,

    /// Print one JSON document with all that is known
    #[arg(long)]
    pub(crate) json: bool,
}

/// Keep a key that you have
///
/// The key is read from standard input, or asked for if that is a terminal. It cannot be an
/// argument: every program of this machine can read those.
#[derive(Debug, Args)]
pub(crate) struct AddArgs {
    /// What the key shall be called here: up to 100 characters
    #[arg(long, value_name = "TEXT", value_parser = name)]
    pub(crate) label: Option<String>,

    /// Your own name for the account that the key belongs to, if you have several
    #[arg(long, value_name = "NAME", value_parser = name)]
    pub(crate) account: Option<String>,

    /// Keep it without asking the service whether it is accepted
    #[arg(long)]
    pub(crate) no_check: bool,
}

/// Forget a key that is kept
///
/// OpenRouter goes on to accept it until you delete it at <https://openrouter.ai/settings/keys>.
#[derive(Debug, Args)]
pub(crate) struct RemoveArgs {
    /// The key, as `openrouter keys` names it
    #[arg(value_name = "KEY-ID")]
    pub(crate) key: KeyId,
}

/// Ask the service whether keys are accepted, and say so by the exit code
///
/// 0 if all of them are, 3 if one is refused, 4 if the limit of one is spent, 5 if the service
/// cannot be reached.
#[derive(Debug, Args)]
pub(crate) struct TestArgs {
    /// The key, as `openrouter keys` names it [default: all of them]
    #[arg(value_name = "KEY-ID")]
    pub(crate) key: Option<KeyId>,
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use crate::args::{Cli, Command};

    #[test]
    fn a_key_in_place_of_its_id_is_refused_before_anything_is_done() {
        for args in [&["keys", "test"][..], &["keys", "remove"], &["logout"]] {
            let args = ["openrouter"].iter().chain(args).chain(&["sk-or-v1-0123456789abcdef"]);
            let wrong = Cli::try_parse_from(args).unwrap_err();
            assert!(wrong.to_string().contains("eight hexadecimal digits"), "{wrong}");
        }
    }

    #[test]
    fn keys_alone_lists_them() {
        let cli = Cli::try_parse_from(["openrouter", "keys", "--offline"]).unwrap();
        let Command::Keys(args) = cli.command else { panic!("not keys") };
        assert!(args.command.is_none() && args.list.offline);
        assert!(Cli::try_parse_from(["openrouter", "keys", "--json", "add"]).is_err());
    }
}
