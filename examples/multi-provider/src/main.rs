//! Asks OpenRouter, and where that fails a server on this machine.
//!
//! ```text
//! cargo run -p multi-provider                   # offline, with a simulator of each
//! cargo run -p multi-provider -- real llama3.2  # asks both, the second for this model
//! ```
//!
//! The real ones are found by `OPENROUTER_API_KEY`, and by `OPENAI_BASE_URL` (Ollama's is
//! `http://127.0.0.1:11434/v1`), with `OPENAI_API_KEY` where the server wants one.
#![expect(clippy::print_stdout, reason = "an example prints")]

use std::error::Error;
use std::time::Duration;

use llm_provider_base::{Fallback, Member};
use llm_toolkit::{ExtractExt, ToolError, ToolLoop, TypedTool};
use llm_types::{Attempt, AttemptOutcome, HealthProvider as _, Provider, StandardRequest};
use openai_provider::OpenAi;
use openai_sim::Personality;
use openrouter_provider::OpenRouter;
use openrouter_sim::Answer;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the model gives the tool.
#[derive(Deserialize, JsonSchema)]
struct Place {
    /// The city's name.
    city: String,
}

/// What the tool gives the model.
#[derive(Serialize)]
struct Report {
    degrees: i32,
}

async fn thermometer(place: Place) -> Result<Report, ToolError> {
    match place.city.as_str() {
        "Atlantis" => Err(ToolError::new("nobody measures there")), // The model reads it.
        _ => Ok(Report { degrees: 21 }),
    }
}

/// What the application wants of the model.
#[derive(Debug, Deserialize, JsonSchema)]
struct Packing {
    /// What to take along.
    items: Vec<String>,
    /// Whether it may rain.
    umbrella: bool,
}

/// Lets the model use a tool until it knows the answer.
async fn how_warm(provider: &dyn Provider, question: &str) -> Result<(), Box<dyn Error>> {
    let agent = ToolLoop::new(provider)
        .with_tool(TypedTool::new("thermometer", "The temperature in a city", thermometer))
        .max_steps(4)
        .time_limit(Duration::from_secs(60));
    let answer = agent.run(question).await?;
    println!("{question}\n  {answer}");
    for step in &answer.steps {
        show(&step.attempts);
        step.tools.iter().for_each(|tool| println!("    ran the tool {}", tool.name));
    }
    Ok(())
}

/// Has the model answer with a value.
async fn what_to_pack(provider: &dyn Provider, question: &str) -> Result<(), Box<dyn Error>> {
    let request = StandardRequest::prompt(question).with_max_tokens(500);
    let answer = provider.extract::<Packing>(request).await?;
    let Packing { items, umbrella } = &answer.value;
    println!("{question}\n  {}; umbrella: {umbrella}", items.join(", "));
    answer.rounds.iter().for_each(|round| show(&round.response.attempts));
    Ok(())
}

/// Who was asked, and what came of it.
fn show(attempts: &[Attempt]) {
    for attempt in attempts {
        let provider = attempt.provider.as_deref().unwrap_or("?");
        match attempt.outcome {
            AttemptOutcome::Succeeded => println!("    {provider} answered"),
            AttemptOutcome::Failed(kind) => println!("    {provider} failed: {kind}"),
            other => println!("    {provider}: {other:?}"),
        }
    }
}

fn fallback(cloud: OpenRouter, local: OpenAi, model: &str) -> Fallback {
    Fallback::new([Member::new(cloud), Member::new(local).named("local").with_model(model)])
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let (warm, pack) = ("How warm is it in Rome?", "What do I pack for Rome?");
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() == Some("real") {
        let model = arguments.next().unwrap_or_else(|| "llama3.2".to_owned());
        let provider = fallback(OpenRouter::from_env()?, OpenAi::from_env()?, &model);
        how_warm(&provider, warm).await?;
        what_to_pack(&provider, pack).await?;
        report(&provider);
        return Ok(());
    }
    println!("Offline: both servers are simulated, and so are answers and costs.\n");
    let cloud = openrouter_sim::Simulator::start().await?;
    let laptop = openai_sim::Simulator::builder().personality(Personality::Ollama).start().await?;
    let openrouter =
        OpenRouter::builder().base_url(cloud.base_url()).api_key("sk-or-v1-any").build()?;
    let local = OpenAi::builder().base_url(laptop.base_url()).build()?;
    let provider = fallback(openrouter, local, laptop.model());

    cloud.script(Answer::tool_call("thermometer", r#"{"city":"Rome"}"#));
    cloud.script(Answer::text("It is 21 degrees warm in Rome."));
    how_warm(&provider, warm).await?;

    println!("\n(Now OpenRouter is out of credits, for one call.)");
    cloud.script(Answer::error(402, "Insufficient credits"));
    laptop.answer_next(r#"{"items":["sandals","a sun hat"],"umbrella":false}"#);
    what_to_pack(&provider, pack).await?;
    report(&provider);
    Ok(())
}

/// What all calls together did, and whom they went to.
fn report(provider: &Fallback) {
    let total = provider.metrics().total;
    println!("\nIn all: {} calls, {} attempts", total.started, total.attempts);
    for member in provider.members() {
        let (name, asked, answered) = (member.name, member.asked, member.answered);
        println!("  {name:<10}  asked {asked}, answered {answered}, failed {}", member.failed);
    }
    let cost = total.usage.cost.map_or_else(|| "unknown".to_owned(), |cost| format!("${cost}"));
    println!("  {} tokens, cost {cost}", total.usage.total_tokens);
    if let Some(median) = total.duration.quantile(0.5) {
        println!("  half of the calls took less than {median:.1?}");
    }
}
