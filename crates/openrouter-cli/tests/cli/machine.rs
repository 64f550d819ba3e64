//! A machine of its own for a test: its files are nobody else's.

use std::path::PathBuf;
use std::process::Command;

use openrouter_sim::Simulator;
use tempfile::TempDir;

use crate::command::{Ended, openrouter, run, run_with_input};

/// A machine that keeps keys, at the address of a simulator. Its environment has no key.
pub(crate) struct Machine {
    home: TempDir,
    base_url: String,
}

impl Machine {
    pub(crate) fn at(simulator: &Simulator) -> Self {
        let home = tempfile::tempdir().unwrap();
        Self { home, base_url: simulator.base_url().to_owned() }
    }

    /// The same machine, pointed at another address.
    pub(crate) fn moved_to(self, simulator: &Simulator) -> Self {
        Self { home: self.home, base_url: simulator.base_url().to_owned() }
    }

    pub(crate) fn openrouter(&self, args: &[&str]) -> Command {
        let mut command = openrouter(args);
        command.env("OPENROUTER_BASE_URL", &self.base_url);
        command.env("OPENROUTER_CREDENTIALS", self.credentials());
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ended {
        run(&mut self.openrouter(args))
    }

    /// Keeps a key.
    pub(crate) fn add(&self, key: &str, args: &[&str]) -> Ended {
        let args = [&["keys", "add"], args].concat();
        run_with_input(&mut self.openrouter(&args), &format!("{key}\n"))
    }

    /// Where keys are kept.
    pub(crate) fn credentials(&self) -> PathBuf {
        self.home.path().join("openrouter").join("credentials.json")
    }

    /// What is kept, as text.
    pub(crate) fn kept(&self) -> String {
        std::fs::read_to_string(self.credentials()).unwrap_or_default()
    }
}
