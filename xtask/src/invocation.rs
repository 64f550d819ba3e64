//! One command to run, which prints exactly as it can be typed.

use std::fmt;
use std::path::Path;
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};

use anyhow::{Context as _, Result};

/// A program with its arguments and additions to its environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Invocation {
    program: String,
    args: Vec<String>,
    env: Vec<(String, String)>,
}

impl Invocation {
    /// `cargo` with these arguments, split at white space.
    pub(crate) fn cargo(args: &str) -> Self {
        let args = args.split_whitespace().map(str::to_owned).collect();
        Self { program: "cargo".to_owned(), args, env: Vec::new() }
    }

    pub(crate) fn args(mut self, args: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.args.extend(args.into_iter().map(Into::into));
        self
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Runs it in `dir`, with the output going where ours goes.
    pub(crate) fn run(&self, dir: &Path) -> Result<ExitStatus> {
        self.command(dir).status().with_context(|| format!("cannot start `{self}`"))
    }

    /// Starts it in `dir`, with its standard output to be read.
    pub(crate) fn start(&self, dir: &Path) -> Result<Child> {
        let mut command = self.command(dir);
        command.stdout(Stdio::piped()).spawn().with_context(|| format!("cannot start `{self}`"))
    }

    /// Whether it runs and succeeds; its output is dropped.
    pub(crate) fn succeeds(&self, dir: &Path) -> bool {
        self.command(dir).output().is_ok_and(|output| output.status.success())
    }

    fn command(&self, dir: &Path) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.args).current_dir(dir);
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        command
    }
}

impl fmt::Display for Invocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in &self.env {
            write!(f, "{name}={} ", quoted(value))?;
        }
        f.write_str(&self.program)?;
        self.args.iter().try_for_each(|arg| write!(f, " {}", quoted(arg)))
    }
}

/// The same exit code, or a plain failure where there is none to pass on (ended by a signal).
pub(crate) fn exit_code(status: ExitStatus) -> ExitCode {
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    code.map_or(ExitCode::FAILURE, ExitCode::from)
}

/// The word as a POSIX shell reads it back.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:@,+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::Invocation;

    #[test]
    fn a_command_prints_as_it_can_be_typed() {
        let invocation = Invocation::cargo("doc --workspace")
            .env("RUSTDOCFLAGS", "-D warnings")
            .args(["a folder", "it's", ""]);
        assert_eq!(
            invocation.to_string(),
            r"RUSTDOCFLAGS='-D warnings' cargo doc --workspace 'a folder' 'it'\''s' ''"
        );
    }
}
