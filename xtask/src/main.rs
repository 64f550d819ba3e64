//! The project's own tasks, run as `cargo xtask <task>`. This file only dispatches.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line program prints")]

mod ci;
mod conformance;
mod faults;
mod flags;
mod invocation;
mod markdown_table;
mod rust_source;
mod soak;
mod tidy;
mod wire_drift;
mod workspace;

use std::process::ExitCode;

use clap::Parser as _;

use crate::flags::{Flags, Task};

fn main() -> ExitCode {
    let outcome = match Flags::parse().task {
        Task::Ci(options) => ci::run(&options),
        Task::Tidy => tidy::run(),
        Task::Conformance { dir } => conformance::run(&dir),
        Task::Faults(options) => faults::run(&options),
        Task::Soak(options) => soak::run(&options),
        Task::WireDrift { description, json } => wire_drift::run(&description, json),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}
