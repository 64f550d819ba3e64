//! Login by a code that the page shows.

use std::io::{self, Write};

use llm_types::{Error, ErrorKind};
use openrouter_auth::IssuedKey;
use openrouter_provider::{LoginError, PastedLogin};

use super::plan::Plan;
use super::start_anew;
use crate::failure::Failure;
use crate::input;
use crate::notes::Notes;

/// As often may a person paste something else.
const TRIES: usize = 3;

const NO_CODE: &str = "that is not a code: copy the code that the page shows, and nothing else";

/// Shows the address, takes the code, and ends the login with it.
pub(super) async fn finish(
    plan: &Plan<'_>,
    notes: &mut Notes<impl Write>,
) -> Result<Result<IssuedKey, LoginError>, Failure> {
    let login = plan.begin().headless()?;
    notes.plain("Open this page in any browser, allow the key, and copy the code that it shows:");
    notes.plain(&format!("  {}", login.url()));
    let pasted = read(&login, notes).await?;
    Ok(login.finish(&pasted).await)
}

/// Reads the code: from a person, who may try again, or the one line of a pipe.
async fn read(login: &PastedLogin, notes: &mut Notes<impl Write>) -> Result<String, Failure> {
    let tries = if input::is_typed() { TRIES } else { 1 };
    for left in (0..tries).rev() {
        if input::is_typed() {
            notes.ask("Code: ");
        }
        // On another thread, so that Ctrl-C is heard meanwhile.
        let line = tokio::task::spawn_blocking(input::line).await;
        let line = line.unwrap_or_else(|error| Err(io::Error::other(error))).map_err(|error| {
            let message = format!("the code cannot be read: {error}");
            Error::new(ErrorKind::InvalidRequest, message)
        })?;
        if line.is_empty() {
            if input::is_typed() {
                // Ctrl-D leaves the cursor behind the question.
                notes.gap();
            }
            break;
        }
        let checked = login.check(&line).map_err(|error| match error.kind() {
            // The library's words are about callbacks, of which a person at a prompt sees none.
            ErrorKind::InvalidRequest => Error::new(ErrorKind::InvalidRequest, NO_CODE),
            _ => error,
        });
        match checked {
            Ok(()) => return Ok(line),
            Err(error) if left == 0 => return Err(start_anew(error)),
            Err(error) => notes.warning("not yet", error.message()),
        }
    }
    let error = Error::new(ErrorKind::Configuration, "no code came on standard input");
    Err(Failure::from(error).with_hint("paste the code that the page shows, or pipe it in"))
}
