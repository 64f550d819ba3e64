//! Login by the browser of this machine.

use std::env;
use std::io::Write;

use openrouter_auth::{BrowserError, open_browser};
use openrouter_provider::BrowserLogin;

use super::plan::Plan;
use crate::args::LoginArgs;
use crate::ending::Ending;
use crate::failure::with_root_cause;
use crate::notes::Notes;

/// Opens the page, and a port for the way back. `None` if there is no browser that could use it.
///
/// # Cancel safety
///
/// Dropping the future closes the port.
pub(super) async fn open(
    args: &LoginArgs,
    plan: &Plan<'_>,
    notes: &mut Notes<impl Write>,
) -> Result<Option<BrowserLogin>, Ending> {
    if !args.no_browser && (is_remote() || !notes.are_read()) {
        return Ok(None);
    }
    // Without a loopback interface, as in some sandboxes, a browser could not come back.
    let Ok(login) = plan.begin().loopback() else { return Ok(None) };
    if args.no_browser {
        notes.plain("Open this page in a browser of this machine, and allow the key:");
    } else {
        let url = login.url().clone();
        // Finding and starting a browser may take a second.
        match tokio::task::spawn_blocking(move || open_browser(&url)).await {
            Ok(Ok(())) => notes.plain("The browser opens. If it does not, go to:"),
            Ok(Err(BrowserError::NoBrowser)) | Err(_) => return Ok(None),
            Ok(Err(error)) => {
                notes.warning("browser", &with_root_cause(&error));
                notes.plain("Open this page yourself, and allow the key:");
            }
        }
    }
    notes.plain(&format!("  {}", login.url()));
    notes.dim("waiting for you; Ctrl-C gives up, --headless asks for a code instead");
    Ok(Some(login))
}

/// True in an SSH session: a browser that opens there is not the one before the user.
fn is_remote() -> bool {
    ["SSH_CONNECTION", "SSH_TTY"].into_iter().any(|name| env::var_os(name).is_some())
}
