//! `openrouter chat`: asks, and prints the answer as it comes.

mod answer;
mod output;

use std::io;

use clap::CommandFactory as _;
use clap::error::ErrorKind as UsageErrorKind;
use llm_types::{ReasoningEffort, StandardRequest};

use self::output::Output;
use crate::args::{ChatArgs, Cli, ProviderArgs};
use crate::exit_status::ExitStatus;
use crate::interrupt::unless_interrupted;
use crate::notes::Notes;
use crate::prompt;

pub(crate) async fn run(args: &ChatArgs, provider: &ProviderArgs) -> ExitStatus {
    let mut notes = Notes::stderr();
    // Before anything listens to Ctrl-C: while standard input is awaited, it just ends the process.
    let prompt = match prompt::read(&args.prompt) {
        Ok(Some(prompt)) => prompt,
        Ok(None) => return no_prompt(),
        Err(error) => {
            notes.error(&format!("cannot read standard input: {error}"), None);
            return ExitStatus::Usage;
        }
    };
    let mut output = Output::new(io::stdout(), args.json);
    let asked = answer::ask(args, provider, request(args, prompt), &mut output, &mut notes);
    let ended = unless_interrupted(asked).await;
    notes.end_thoughts();
    ended.unwrap_or_else(|ending| {
        output.close(&ending);
        ending.report(&mut notes)
    })
}

fn request(args: &ChatArgs, prompt: String) -> StandardRequest {
    let mut request = StandardRequest::prompt(prompt);
    if let Some(system) = &args.system {
        request = request.with_system(system);
    }
    if let Some(effort) = &args.reasoning {
        request = request.with_reasoning_effort(ReasoningEffort::from(effort.as_str()));
    }
    request.model = args.model.as_deref().map(Into::into);
    request.max_tokens = args.max_tokens;
    request.temperature = args.temperature;
    request
}

/// In the words in which any other mistake on the command line is told.
fn no_prompt() -> ExitStatus {
    let mut cli = Cli::command();
    cli.build();
    let mut chat = cli.find_subcommand("chat").cloned().unwrap_or(cli);
    let message = "there is no prompt: give it as arguments, or on standard input";
    drop(chat.error(UsageErrorKind::MissingRequiredArgument, message).print());
    ExitStatus::Usage
}
