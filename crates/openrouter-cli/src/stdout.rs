//! Standard output of commands that print once.

use std::io::{self, Write as _};

use terminal_size::{Width, terminal_size_of};

/// Prints text, coloured on a terminal only, and there unless `NO_COLOR` is set.
///
/// # Errors
///
/// If it cannot be written.
pub(crate) fn print(text: &str) -> io::Result<()> {
    let mut stdout = anstream::stdout();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
}

/// How many columns there are; none where nobody counts them, as in a file.
pub(crate) fn columns() -> Option<u16> {
    terminal_size_of(io::stdout()).map(|(Width(columns), _)| columns)
}
