//! The command line `openrouter`: asks models through the same provider that applications use, and
//! serves the simulator.

mod args;
mod chat;
mod dollars;
mod ending;
mod exit_status;
mod failure;
mod input;
mod interrupt;
mod kept;
mod key_info;
mod keys;
mod login;
mod logout;
mod notes;
mod precedence;
mod printable;
mod prompt;
mod service;
mod sim;
mod simulated;
mod stdout;
mod summary;
mod termination;

use std::process::ExitCode;

use crate::args::{Cli, Command};
use crate::exit_status::ExitStatus;
use crate::notes::Notes;

fn main() -> ExitCode {
    let Cli { command } = match args::parse() {
        Ok(cli) => cli,
        Err(status) => return status.into(),
    };
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
            Command::Login(args) => login::run(args).await,
            Command::Logout(args) => logout::run(args).await,
            Command::Keys(args) => keys::run(args).await,
            Command::Sim(args) => sim::run(args).await,
        }
    });
    // A name that is still being resolved must not hold up the end.
    runtime.shutdown_background();
    status.into()
}
