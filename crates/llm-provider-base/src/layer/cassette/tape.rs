//! [`Tape`]: a cassette as a file.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use llm_types::{Error, ErrorKind, Result};
use serde::Deserialize;

use super::line::{Header, Line, RecordedProvider, VERSION};

/// What a file holds.
#[derive(Debug)]
pub(super) struct Tape {
    pub(super) path: PathBuf,
    /// Who was recorded; nobody, if nothing was.
    pub(super) provider: Option<RecordedProvider>,
    /// The calls in the order in which they began, each with its line in the file.
    pub(super) calls: Vec<(usize, Line)>,
    /// The last line, if it was cut off.
    pub(super) cut_off: Option<usize>,
    /// How much of the file is whole lines.
    whole: u64,
}

/// The end of a file, where calls are written down.
#[derive(Debug)]
pub(super) struct TapeEnd<W = File> {
    path: PathBuf,
    file: W,
    has_header: bool,
    /// What went wrong. From then on nothing is written: a call that is missing in the middle would
    /// not be noticed.
    failure: Option<Error>,
}

impl Tape {
    pub(super) fn read(path: &Path) -> Result<Self> {
        let bytes = std::fs::read(path).map_err(|error| io_error(path, "cannot be read", error))?;
        let mut tape = Self {
            path: path.to_owned(),
            provider: None,
            calls: Vec::new(),
            cut_off: None,
            whole: 0,
        };
        for (number, line) in (1..).zip(bytes.split_inclusive(|byte| *byte == b'\n')) {
            let is_ended = line.ends_with(b"\n");
            match tape.take(number, line) {
                Ok(()) => tape.whole += line.len() as u64,
                // Who recorded was killed in the middle of it.
                Err(_) if !is_ended => {
                    tracing::warn!(path = %path.display(), line = number, "a cassette is cut off");
                    tape.cut_off = Some(number);
                }
                Err(error) => return Err(error),
            }
        }
        tape.calls.sort_by_key(|(_, line)| line.call);
        Ok(tape)
    }

    fn take(&mut self, number: usize, line: &[u8]) -> Result<()> {
        if line.trim_ascii().is_empty() {
            return Ok(());
        }
        if self.provider.is_some() {
            match self.parse(number, line, "a recorded call") {
                Ok(call) => self.calls.push((number, call)),
                // Two recorders began the file at the same time.
                Err(_)
                    if serde_json::from_slice::<Header>(line).is_ok_and(|head| head.is_known()) => {
                }
                Err(error) => return Err(error),
            }
            return Ok(());
        }
        let Version { cassette } = self.parse(number, line, "the head of a cassette")?;
        if cassette != VERSION {
            let why = format!("has version {cassette}, and only version {VERSION} is understood");
            return Err(self.wrong(number, &why));
        }
        let Header { cassette: _, provider } =
            self.parse(number, line, "the head of a cassette")?;
        self.provider = Some(provider);
        Ok(())
    }

    fn parse<'a, T: Deserialize<'a>>(
        &self,
        number: usize,
        line: &'a [u8],
        what: &str,
    ) -> Result<T> {
        // What serde says may quote what it read.
        serde_json::from_slice(line).map_err(|error| {
            self.wrong(number, &format!("is not {what} (column {})", error.column()))
        })
    }

    fn wrong(&self, number: usize, why: &str) -> Error {
        let path = self.path.display();
        Error::new(ErrorKind::Configuration, format!("{path}: line {number} {why}"))
    }

    /// The place after the last of its calls.
    pub(super) fn next_call(&self) -> u64 {
        self.calls.last().map_or(1, |(_, line)| line.call.saturating_add(1))
    }
}

#[derive(Deserialize)]
struct Version {
    cassette: u32,
}

impl TapeEnd {
    /// Of a new file, in place of one that is there.
    pub(super) fn create(path: &Path) -> Result<Self> {
        Self::open(path, OpenOptions::new().write(true).create(true).truncate(true), false)?;
        // Whoever else writes to it writes over nothing.
        Self::open(path, OpenOptions::new().append(true), false)
    }

    /// Of a file that was read. A line that was cut off goes.
    pub(super) fn append(tape: &Tape) -> Result<Self> {
        let mut end =
            Self::open(&tape.path, OpenOptions::new().append(true), tape.provider.is_some())?;
        let is_ended = || {
            end.file.set_len(tape.whole)?;
            let bytes = std::fs::read(&tape.path)?;
            io::Result::Ok(bytes.last().is_none_or(|byte| *byte == b'\n'))
        };
        let mended = is_ended().and_then(|it| if it { Ok(()) } else { end.file.write_all(b"\n") });
        mended.map_err(|error| io_error(&tape.path, "cannot be written", error))?;
        Ok(end)
    }

    fn open(path: &Path, options: &mut OpenOptions, has_header: bool) -> Result<Self> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            // What users and models say is not for everybody on the machine.
            options.mode(0o600);
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let file = folder.map_or(Ok(()), std::fs::create_dir_all).and_then(|()| options.open(path));
        let file = file.map_err(|error| io_error(path, "cannot be written", error))?;
        Ok(Self { path: path.to_owned(), file, has_header, failure: None })
    }
}

impl<W: io::Write> TapeEnd<W> {
    /// Nothing, or why nothing can be written any more.
    pub(super) fn check(&self) -> Result<()> {
        self.failure.clone().map_or(Ok(()), Err)
    }

    /// Writes a call down, as one line and at once.
    pub(super) fn write(&mut self, header: &[u8], call: Result<Vec<u8>>) {
        if self.failure.is_some() {
            return;
        }
        let written = call.and_then(|call| {
            let mut bytes = Vec::with_capacity(header.len() + call.len() + 2);
            if !self.has_header {
                bytes.extend_from_slice(header);
                bytes.push(b'\n');
            }
            bytes.extend_from_slice(&call);
            bytes.push(b'\n');
            let written = self.file.write_all(&bytes).and_then(|()| self.file.flush());
            written.map_err(|error| io_error(&self.path, "cannot be written", error))
        });
        match written {
            Ok(()) => self.has_header = true,
            Err(error) => {
                tracing::error!(%error, "a call could not be recorded");
                self.failure = Some(error);
            }
        }
    }
}

fn io_error(path: &Path, what: &str, error: io::Error) -> Error {
    let message = format!("the cassette {} {what}", path.display());
    Error::new(ErrorKind::Configuration, message).with_source(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A disk that takes this many writes, and is full for one.
    struct Disk {
        room: usize,
        written: Vec<String>,
    }

    impl io::Write for Disk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.written.len() == self.room {
                self.room = usize::MAX;
                return Err(io::ErrorKind::StorageFull.into());
            }
            self.written.push(String::from_utf8_lossy(bytes).into_owned());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn end(room: usize) -> TapeEnd<Disk> {
        let file = Disk { room, written: Vec::new() };
        TapeEnd { path: PathBuf::new(), file, has_header: false, failure: None }
    }

    #[test]
    fn a_call_is_written_at_once_and_the_head_with_the_first() {
        let mut end = end(9);
        for call in ["one", "two"] {
            end.write(b"head", Ok(call.into()));
        }
        // A process that dies in between leaves whole lines, and other writers come between none.
        assert_eq!(end.file.written, ["head\none\n", "two\n"]);
    }

    #[test]
    fn after_a_call_that_could_not_be_written_none_is() {
        let mut end = end(1);
        for call in ["one", "two", "three"] {
            end.write(b"head", Ok(call.into()));
        }
        assert_eq!(end.file.written, ["head\none\n"], "one in the middle would not be missed");
        assert_eq!(end.check().unwrap_err().kind(), ErrorKind::Configuration);
    }
}
