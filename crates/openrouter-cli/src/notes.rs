//! [`Notes`]: what the user is told beside the answer.

use std::borrow::Cow;
use std::fmt::Display;
use std::io::{self, IsTerminal as _, Stderr, Write};

use anstream::AutoStream;
use anstyle::Style;

use crate::page::Page;
use crate::printable::printable;
use crate::style::{BAD, DIM, UNSURE};
use crate::text_width::{width, wrapped};

const ERROR: Style = BAD.bold();
const WARNING: Style = UNSURE.bold();

/// What the user is told beside the answer, on standard error. Coloured on a terminal, unless
/// `NO_COLOR` or `--color` says otherwise.
///
/// What cannot be written is dropped: there is nobody left to be told.
#[derive(Debug)]
pub(crate) struct Notes<W> {
    out: W,
    is_terminal: bool,
    page: Page,
    /// The last thing written was a thought, and its line is open.
    thinking: bool,
}

impl Notes<AutoStream<Stderr>> {
    pub(crate) fn stderr() -> Self {
        Self::new(anstream::stderr(), io::stderr().is_terminal(), Page::stderr())
    }
}

impl<W: Write> Notes<W> {
    pub(crate) const fn new(out: W, is_terminal: bool, page: Page) -> Self {
        Self { out, is_terminal, page, thinking: false }
    }

    /// What they are written on.
    pub(crate) const fn page(&self) -> Page {
        self.page
    }

    /// True if a person is likely to read along.
    pub(crate) const fn are_read(&self) -> bool {
        self.is_terminal
    }

    /// Sets apart what a person reads; a log has no use for empty lines.
    pub(crate) fn gap(&mut self) {
        if self.is_terminal {
            self.line(&"");
        }
    }

    /// What went wrong, and what to do about it.
    pub(crate) fn error(&mut self, line: &str, hint: Option<&str>) {
        self.line(&format_args!("{ERROR}error:{ERROR:#} {line}"));
        if let Some(hint) = hint {
            self.dim(&format!("hint: {hint}"));
        }
    }

    /// What the user may not expect.
    pub(crate) fn warning(&mut self, label: &str, line: &str) {
        self.line(&format_args!("{WARNING}{label}:{WARNING:#} {line}"));
    }

    pub(crate) fn plain(&mut self, line: &str) {
        self.line(&line);
    }

    /// Asks for something that is typed on the same line.
    pub(crate) fn ask(&mut self, question: &str) {
        self.end_thoughts();
        drop(write!(self.out, "{question}").and_then(|()| self.out.flush()));
    }

    /// What is beside the point. On a terminal that is narrower it goes on in the next line.
    pub(crate) fn dim(&mut self, line: &str) {
        let line = match self.page.width {
            Some(columns) if width(line) > columns => Cow::Owned(wrapped(line, columns, "")),
            _ => Cow::Borrowed(line),
        };
        self.line(&format_args!("{DIM}{line}{DIM:#}"));
    }

    /// Which columns of a table a terminal has no room for, set apart from the table.
    pub(crate) fn left_out(&mut self, columns: &[&str]) {
        if !columns.is_empty() {
            self.gap();
            let columns = columns.join(", ");
            self.dim(&format!("no room for {columns}: widen the terminal, or see --json"));
        }
    }

    /// The next piece of what the model thinks. Each piece ends its own colour, so that an
    /// interrupted one leaves the terminal as it was.
    pub(crate) fn thought(&mut self, piece: &str) {
        if !piece.is_empty() {
            self.thinking = true;
            drop(write!(self.out, "{DIM}{}{DIM:#}", printable(piece)));
        }
    }

    /// Sets the thoughts off from what follows.
    pub(crate) fn end_thoughts(&mut self) {
        if std::mem::take(&mut self.thinking) {
            drop(writeln!(self.out, "\n"));
        }
    }

    /// A piece of a line that is written over soon.
    pub(crate) fn passing(&mut self, piece: &str) {
        self.end_thoughts();
        drop(write!(self.out, "{piece}").and_then(|()| self.out.flush()));
    }

    fn line(&mut self, line: &dyn Display) {
        self.end_thoughts();
        drop(writeln!(self.out, "{line}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Notes<&mut Vec<u8>>)) -> String {
        let mut out = Vec::new();
        write(&mut Notes::new(&mut out, true, Page { width: Some(80), is_unicode: true }));
        anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string()
    }

    #[test]
    fn a_hint_has_its_own_line() {
        let text = written(|notes| notes.error("it broke", Some("mend it")));
        assert_eq!(text, "error: it broke\nhint: mend it\n");
    }

    #[test]
    fn what_a_table_lacks_is_set_apart_from_it() {
        assert_eq!(written(|notes| notes.left_out(&[])), "");
        let text = written(|notes| notes.left_out(&["IN", "OUT"]));
        assert_eq!(text, "\nno room for IN, OUT: widen the terminal, or see --json\n");
    }

    #[test]
    fn thoughts_are_set_off_from_what_follows() {
        let text = written(|notes| {
            notes.thought("one ");
            notes.thought("two");
            notes.end_thoughts();
            notes.end_thoughts();
            notes.dim("end");
        });
        assert_eq!(text, "one two\n\nend\n");
    }
}
