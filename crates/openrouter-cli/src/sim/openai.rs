//! `openrouter sim --provider openai`.

use std::io::{self, Write as _};
use std::pin::pin;

use openai_sim::{Personality, Simulator, SimulatorBuilder, StartError};

use crate::args::{Server, SimArgs};
use crate::exit_status::ExitStatus;
use crate::failure::with_root_cause;
use crate::interrupt::Interrupt;
use crate::notes::Notes;
use crate::termination::Termination;

pub(super) async fn run(args: &SimArgs) -> ExitStatus {
    let interrupt = Interrupt::listen();
    let mut notes = Notes::stderr();
    let mut termination = Termination::listen();
    let simulator = match start(args).await {
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

    notes.warning("simulated", "no model answers here, and nothing costs money");
    notes.plain("Point clients at it, and stop it with Ctrl-C:");
    notes.plain(&format!("  export OPENAI_BASE_URL={base_url}"));
    let key = if args.api_key.is_empty() { "any" } else { "<the --api-key>" };
    notes.plain(&format!("  export OPENAI_API_KEY={key}"));
    notes.plain(&format!("  openrouter chat --provider openai -m {} 'Hello'", simulator.model()));

    let interrupted = pin!(interrupt.received());
    tokio::select! {
        () = interrupted => {}
        () = termination.received() => {}
    }
    simulator.shutdown().await;
    ExitStatus::Success
}

async fn start(args: &SimArgs) -> Result<Simulator, StartError> {
    let SimArgs { port, token_delay, drain: _, server, api_key, approve_logins: _ } = args;
    let personality = server.map_or_else(Personality::default, Personality::from);
    let builder = Simulator::builder().port(*port).token_delay(*token_delay);
    let builder = builder.personality(personality);
    api_key.iter().fold(builder, SimulatorBuilder::api_key).start().await
}

impl From<Server> for Personality {
    fn from(server: Server) -> Self {
        match server {
            Server::OpenAi => Self::OpenAi,
            Server::LlamaCpp => Self::LlamaCpp,
            Server::Vllm => Self::Vllm,
            Server::Ollama => Self::Ollama,
            Server::LmStudio => Self::LmStudio,
        }
    }
}
