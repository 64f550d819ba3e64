//! [`Output`]: the answer on standard output.

use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};

use llm_types::StreamEvent;
use serde::Serialize;

use crate::ending::Ending;
use crate::failure::Failure;
use crate::printable::printable;

/// The answer on standard output: its text, or its events as JSON.
///
/// Every piece is flushed. On a terminal control characters are left out; a file or another
/// program gets what the model wrote.
#[derive(Debug)]
pub(super) struct Output<W> {
    out: W,
    is_json: bool,
    is_terminal: bool,
    /// Text was written, and its line has no end yet.
    line_is_open: bool,
}

impl<W: Write + IsTerminal> Output<W> {
    pub(super) fn new(out: W, is_json: bool) -> Self {
        let is_terminal = out.is_terminal();
        Self { out, is_json, is_terminal, line_is_open: false }
    }
}

impl<W: Write> Output<W> {
    pub(super) fn event(&mut self, event: &StreamEvent) -> io::Result<()> {
        match event {
            _ if self.is_json => self.json(event),
            StreamEvent::Text { text, .. } => self.text(text),
            _ => Ok(()),
        }
    }

    /// Ends the last line, and says what went wrong, for whoever reads JSON. That it went wrong
    /// matters more than that it cannot be written.
    pub(super) fn close(&mut self, ending: &Ending) {
        let written = match ending {
            Ending::Failed(failure) => self.end_line().and_then(|()| self.failure(failure)),
            Ending::Unwritable(_) => Ok(()),
            Ending::Interrupted => self.end_line(),
        };
        drop(written);
    }

    fn failure(&mut self, failure: &Failure) -> io::Result<()> {
        if self.is_json { self.json(&failure.record()) } else { Ok(()) }
    }

    /// Ends the last line, if text has left it open.
    pub(super) fn end_line(&mut self) -> io::Result<()> {
        if self.line_is_open {
            self.text("\n")?;
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> io::Result<()> {
        let text = if self.is_terminal { printable(text) } else { Cow::Borrowed(text) };
        if let Some(last) = text.chars().next_back() {
            self.line_is_open = last != '\n';
        }
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }

    fn json(&mut self, value: &impl Serialize) -> io::Result<()> {
        self.text(&serde_json::to_string(value)?)?;
        self.end_line()
    }
}

#[cfg(test)]
mod tests {
    use llm_types::{Error, ErrorKind, StandardResponse};

    use super::*;

    fn written(
        is_json: bool,
        is_terminal: bool,
        write: impl FnOnce(&mut Output<&mut Vec<u8>>) -> io::Result<()>,
    ) -> String {
        let mut out = Vec::new();
        write(&mut Output { out: &mut out, is_json, is_terminal, line_is_open: false }).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn text(text: &str) -> StreamEvent {
        StreamEvent::Text { choice: 0, text: text.to_owned() }
    }

    #[test]
    fn the_last_line_is_ended_once() {
        for pieces in [&["a", "b"][..], &["ab\n"], &["ab", "\n"]] {
            let out = written(false, false, |output| {
                pieces.iter().try_for_each(|piece| output.event(&text(piece)))?;
                output.end_line()?;
                output.end_line()
            });
            assert_eq!(out, "ab\n");
        }
        assert_eq!(written(false, false, |output| { output.end_line() }), "");
    }

    #[test]
    fn escapes_reach_a_file_and_no_terminal() {
        let event = text("\u{1b}[31mred\u{9b}0m");
        assert_eq!(written(false, false, |output| output.event(&event)), "\u{1b}[31mred\u{9b}0m");
        assert_eq!(written(false, true, |output| output.event(&event)), "[31mred0m");
        assert!(!written(true, true, |output| output.event(&event)).contains('\u{9b}'));
    }

    #[test]
    fn each_event_and_a_failure_are_a_line_of_json() {
        let failure = Failure::from(Error::new(ErrorKind::Network, "gone"));
        let events = StandardResponse::text("a\nb").into_events();
        let out = written(true, false, |output| {
            events.iter().try_for_each(|event| output.event(event))?;
            output.failure(&failure)
        });
        let types: Vec<_> = out
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["type"].take())
            .collect();
        assert_eq!(types, ["text", "finished", "error"]);
    }

    #[test]
    fn a_failure_is_not_part_of_a_text() {
        let failure = Failure::from(Error::new(ErrorKind::Network, "gone"));
        assert_eq!(written(false, false, |output| output.failure(&failure)), "");
    }
}
