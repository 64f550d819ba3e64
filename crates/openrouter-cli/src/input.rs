//! What is pasted or piped in: a key, a code. Never a part of the command line, which every program
//! of the machine can read.

use std::io::{self, BufRead as _, IsTerminal as _, Read as _};
use std::time::Duration;

use llm_types::Secret;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::interrupt::Interrupt;

/// The most that is taken: far more than a key, or the address with a code in it.
const MOST: u64 = 64 << 10;

/// How long a terminal may take to be put back as it was. It needs microseconds.
const GRACE: Duration = Duration::from_millis(200);

/// A secret: asked for without showing it if standard input is a terminal, else all of standard
/// input.
///
/// # Errors
///
/// If it cannot be read, is too long, or is not UTF-8. [`io::ErrorKind::Interrupted`] after Ctrl-C,
/// [`io::ErrorKind::UnexpectedEof`] after Ctrl-D.
pub(crate) async fn secret(prompt: &'static str) -> io::Result<Secret> {
    if !is_typed() {
        return bounded(io::stdin().lock()).map(Secret::new);
    }
    // Whoever asks without an echo raises the signal of Ctrl-C itself, and puts the terminal back
    // afterwards: if the signal ended the process, the terminal would stay without echo.
    let interrupt = Interrupt::listen();
    let mut typing = spawn_blocking(move || rpassword::prompt_password(prompt));
    let typed = tokio::select! {
        typed = &mut typing => typed.unwrap_or_else(|error| Err(io::Error::other(error))),
        () = interrupt.received() => {
            drop(timeout(GRACE, typing).await);
            Err(io::ErrorKind::Interrupted.into())
        }
    };
    typed.map(Secret::new)
}

/// True if a person types it.
pub(crate) fn is_typed() -> bool {
    io::stdin().is_terminal()
}

/// One line of standard input; empty at its end.
///
/// # Errors
///
/// As [`secret`].
pub(crate) fn line() -> io::Result<String> {
    let mut line = Vec::new();
    io::stdin().lock().take(MOST).read_until(b'\n', &mut line)?;
    String::from_utf8(line).map_err(|_| io::Error::other("it is not text in UTF-8"))
}

fn bounded(source: impl io::Read) -> io::Result<String> {
    let mut bytes = Vec::new();
    let length = source.take(MOST + 1).read_to_end(&mut bytes)?;
    if length as u64 > MOST {
        return Err(io::Error::other(format!("it is longer than {} KiB", MOST >> 10)));
    }
    String::from_utf8(bytes).map_err(|_| io::Error::other("it is not text in UTF-8"))
}
