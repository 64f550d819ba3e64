//! The command line `openrouter`: asks models through the same provider that applications use, and
//! serves the simulator.

mod args;
mod chat;
mod exit_status;
mod failure;
mod interrupt;
mod notes;
mod printable;
mod prompt;
mod sim;
mod simulated;
mod summary;

use std::process::ExitCode;

use clap::Parser as _;

use crate::args::{Cli, Command};
use crate::exit_status::ExitStatus;
use crate::notes::Notes;

fn main() -> ExitCode {
    let Cli { command } = Cli::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            Notes::stderr().error(&format!("cannot start: {error}"), None);
            return ExitStatus::Failure.into();
        }
    };
    let status = runtime.block_on(async {
        match &command {
            Command::Chat(args) => chat::run(args).await,
            Command::Sim(args) => sim::run(args).await,
        }
    });
    // A name that is still being resolved must not hold up the end.
    runtime.shutdown_background();
    status.into()
}
