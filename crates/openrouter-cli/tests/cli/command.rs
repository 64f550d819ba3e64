//! Runs the binary.

use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Output, Stdio};

use openrouter_sim::Simulator;
use serde_json::Value;

/// A key that simulators accept.
pub(crate) const KEY: &str = "sk-or-v1-0123456789abcdef";

/// A file that no test writes: nothing is kept there.
const NOTHING_KEPT: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/nothing-kept/credentials.json");

/// The binary, in an environment that says nothing about any provider, on a machine that keeps no key.
pub(crate) fn openrouter(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_openrouter"));
    command.env("OPENROUTER_CREDENTIALS", NOTHING_KEPT);
    for variable in [
        "OPENROUTER_API_KEY",
        "OPENROUTER_API_KEYS",
        "OPENROUTER_MANAGEMENT_KEY",
        "OPENROUTER_BASE_URL",
        "OPENAI_API_KEY",
        "OPENAI_BASE_URL",
        "LLM_CONFIG",
        "LLM_PROVIDER",
        "LLM_MODEL",
        "LLM_BASE_URL",
        "LLM_API_KEY",
        "LLM_TIMEOUT_SECONDS",
    ] {
        command.env_remove(variable);
    }
    for variable in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        command.env_remove(variable).env_remove(variable.to_lowercase());
    }
    command.args(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// The binary, pointed at a simulator.
pub(crate) fn against(simulator: &Simulator, args: &[&str]) -> Command {
    let mut command = openrouter(args);
    command.env("OPENROUTER_BASE_URL", simulator.base_url()).env("OPENROUTER_API_KEY", KEY);
    command
}

/// How it ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ended {
    /// Standard output as JSON documents, one a line.
    pub(crate) fn events(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Checks that it failed with this code, and one line that holds `message`.
    #[track_caller]
    pub(crate) fn check_failure(&self, code: i32, message: &str) {
        assert_eq!(self.code, Some(code), "{self:?}");
        let mut errors = self.stderr.lines().filter(|line| line.starts_with("error: "));
        assert!(errors.next().is_some_and(|line| line.contains(message)), "{self:?}");
        assert_eq!(errors.next(), None);
        assert!(!self.stderr.contains("panicked"), "{self:?}");
    }
}

pub(crate) fn run(command: &mut Command) -> Ended {
    wait(command.spawn().unwrap())
}

pub(crate) fn run_with_input(command: &mut Command, input: &str) -> Ended {
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    wait(child)
}

/// Waits for its end.
pub(crate) fn wait(child: Child) -> Ended {
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ended { code: status.code(), stdout: text(stdout), stderr: text(stderr) }
}

/// Waits until something was printed.
pub(crate) fn first_byte(child: &mut Child) -> u8 {
    let mut byte = [0];
    child.stdout.as_mut().unwrap().read_exact(&mut byte).unwrap();
    byte[0]
}
