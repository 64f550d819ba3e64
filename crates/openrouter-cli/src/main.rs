//! The command line `openrouter`: asks models through the same provider that applications use, and
//! serves the simulator.

mod account;
mod args;
mod chat;
mod completions;
mod connection;
mod credits;
mod dates;
mod details;
mod dollars;
mod durations;
mod ending;
mod exit_status;
mod failure;
mod generation;
mod health;
mod input;
mod interrupt;
mod kept;
mod key_info;
mod keys;
mod limits;
mod login;
mod logout;
mod man;
mod model;
mod models;
mod notes;
mod numbers;
mod other;
mod page;
mod precedence;
mod prices;
mod printable;
mod progress;
mod prompt;
mod service;
mod sim;
mod simulated;
mod stdout;
mod style;
mod summary;
mod table;
mod termination;
mod text_width;
mod usage;

use std::process::ExitCode;

use crate::args::{Cli, Command};
use crate::exit_status::ExitStatus;
use crate::notes::Notes;

fn main() -> ExitCode {
    let Cli { command, color, provider } = match args::parse() {
        Ok(cli) => cli,
        Err(status) => return status.into(),
    };
    anstream::ColorChoice::write_global(color.into());
    if let (Some(name), Some(another)) = (command.of_openrouter_only(), provider.another()) {
        return args::refuse(name, another).into();
    }
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            Notes::stderr().error(&format!("cannot start: {error}"), None);
            return ExitStatus::Failure.into();
        }
    };
    let status = runtime.block_on(async {
        match &command {
            Command::Chat(args) => chat::run(args, &provider).await,
            Command::Models(args) => models::run(args, &provider).await,
            Command::Model(args) => model::run(args, &provider).await,
            Command::Login(args) => login::run(args).await,
            Command::Logout(args) => logout::run(args).await,
            Command::Keys(args) => keys::run(args).await,
            Command::Limits(args) => limits::run(args, &provider).await,
            Command::Credits(args) => credits::run(args).await,
            Command::Usage(args) => usage::run(args).await,
            Command::Generation(args) => generation::run(args).await,
            Command::Health(args) => health::run(args, &provider).await,
            Command::Sim(args) => sim::run(args, &provider).await,
            Command::Completions(args) => completions::run(args),
            Command::Man(args) => man::run(args),
        }
    });
    // A name that is still being resolved must not hold up the end.
    runtime.shutdown_background();
    status.into()
}
