//! `openrouter sim`: serves the simulator of a provider.

mod openai;

use std::io::{self, Write as _};
use std::pin::pin;

use openrouter_sim::{Simulator, StartError};

use crate::args::{ProviderArgs, SimArgs};
use crate::exit_status::ExitStatus;
use crate::failure::with_root_cause;
use crate::interrupt::Interrupt;
use crate::notes::Notes;
use crate::simulated;
use crate::termination::Termination;

pub(crate) async fn run(args: &SimArgs, provider: &ProviderArgs) -> ExitStatus {
    let wrong = match provider.provider.as_deref() {
        Some("openai") if args.approve_logins => "--approve-logins is for OpenRouter",
        Some("openai") if args.api_key.len() > 1 => "--provider openai takes one --api-key",
        Some("openai") => return openai::run(args).await,
        None | Some("openrouter") if args.server.is_none() => return run_openrouter(args).await,
        None | Some("openrouter") => "--as is for --provider openai",
        Some(_) => "--provider: there are simulators of openrouter and of openai",
    };
    Notes::stderr().error(wrong, None);
    ExitStatus::Usage
}

async fn run_openrouter(args: &SimArgs) -> ExitStatus {
    let interrupt = Interrupt::listen();
    let mut notes = Notes::stderr();
    let mut termination = Termination::listen();
    let mut simulator = match start(args).await {
        Ok(simulator) => simulator,
        Err(error) => {
            notes.error(&with_root_cause(&error), Some("take another --port; 0 finds a free one"));
            return ExitStatus::Setup;
        }
    };
    let base_url = simulator.base_url();
    let mut stdout = io::stdout();
    // A script may close its end once it has read the line; serving goes on.
    drop(writeln!(stdout, "listening on {base_url}").and_then(|()| stdout.flush()));

    let key = if args.api_key.is_empty() { simulated::KEY } else { "<one of your --api-key>" };
    notes.warning("simulated", "no model answers here, and nothing costs money");
    notes.plain("Point clients at it, and stop it with Ctrl-C:");
    notes.plain(&format!("  export OPENROUTER_BASE_URL={base_url}"));
    notes.plain(&format!("  export OPENROUTER_API_KEY={key}"));
    notes.plain("or, for a key of its own instead of the second line: openrouter login");

    let mut interrupted = pin!(interrupt.received());
    tokio::select! {
        () = &mut interrupted => return ExitStatus::Success,
        () = termination.received() => {}
        () = simulator.wait() => {
            notes.error("the simulator stopped by itself", None);
            return ExitStatus::Failure;
        }
    }
    tokio::select! {
        () = simulator.drain(args.drain) => {}
        () = interrupted => {}
        () = termination.received() => {}
    }
    ExitStatus::Success
}

async fn start(args: &SimArgs) -> Result<Simulator, StartError> {
    let SimArgs { port, token_delay, drain: _, server: _, api_key, approve_logins } = args;
    let builder = Simulator::builder().port(*port).token_delay(*token_delay);
    let builder = if *approve_logins { builder.approve_logins() } else { builder };
    // So that there is something to look at before anything was asked.
    let builder = builder.history(api_key.first().map_or(simulated::KEY, String::as_str));
    api_key.iter().fold(builder, |builder, key| builder.api_key(key.as_str())).start().await
}
