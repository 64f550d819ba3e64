//! `openrouter login` on the command line.

#![expect(clippy::doc_markdown, reason = "these comments are the help texts, shown as they are")]

use clap::Args;
use llm_types::Usd;

use super::name;
use crate::exit_status;

const EXAMPLES: &str = "\
Examples:
  openrouter login
  openrouter login --label laptop --limit 20
  openrouter login --headless     # when the browser is on another machine";

/// Get an API key from OpenRouter, and keep it for later.
///
/// Opens the browser on OpenRouter's page, where you allow a key to be made, and waits for up to
/// five minutes for you to come back. The address is printed too. Where there is no browser (no
/// display, an SSH session, no terminal), the page shows a code instead, and the code is asked for.
///
/// The key is kept in the keyring of the session where there is one and this program was built with
/// it, otherwise in a file that only you can read; which of them is told. OPENROUTER_CREDENTIALS
/// names another file. The key itself is never printed.
///
/// With OPENROUTER_BASE_URL on this machine, the page is that of the simulator there.
#[derive(Debug, Args)]
#[command(after_long_help = format!("{EXAMPLES}\n\n{}", exit_status::table()))]
pub(crate) struct LoginArgs {
    /// What the key shall be called, here and at OpenRouter: up to 100 characters
    #[arg(long, value_name = "TEXT", value_parser = name)]
    pub(crate) label: Option<String>,

    /// The most that the key may spend, in US dollars
    #[arg(long, value_name = "USD", value_parser = limit)]
    pub(crate) limit: Option<Usd>,

    /// Your own name for the account that the key belongs to, if you have several
    ///
    /// Keys of one account share its credits and limits. When an account has run out, a key of
    /// another one is taken.
    #[arg(long, value_name = "NAME", value_parser = name)]
    pub(crate) account: Option<String>,

    /// Have the page show a code, and paste it here
    ///
    /// The code is read from the terminal, or from standard input: one line.
    #[arg(long)]
    pub(crate) headless: bool,

    /// Print the address and wait, but open no browser
    #[arg(long, conflicts_with = "headless")]
    pub(crate) no_browser: bool,
}

fn limit(text: &str) -> Result<Usd, String> {
    match text.strip_prefix('$').unwrap_or(text).parse::<Usd>() {
        Ok(limit) if limit > Usd::ZERO => Ok(limit),
        _ => Err("must be an amount in US dollars above 0, such as 20 or 2.50".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_an_amount_above_0() {
        assert_eq!(limit("20").unwrap(), "20".parse().unwrap());
        assert_eq!(limit("$2.50").unwrap(), "2.5".parse().unwrap());
        for wrong in ["0", "-1", "NaN", "1e400", "much", ""] {
            assert!(limit(wrong).is_err(), "{wrong}");
        }
    }
}
