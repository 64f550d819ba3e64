//! Lets a model call a function, and waits for its answer.
//!
//! Needs `OPENROUTER_API_KEY`; or start `openrouter sim` and set what it prints.

use llm_toolkit::{ToolLoop, ToolLoopEvent, TypedTool};
use openrouter_provider::OpenRouter;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Deserialize, JsonSchema)]
struct Place {
    /// The city's name.
    city: String,
}

#[derive(Serialize)]
struct Report {
    city: String,
    degrees: i32,
}

#[tokio::main(flavor = "current_thread")]
#[expect(clippy::print_stdout, reason = "an example prints")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let provider = OpenRouter::from_env()?;
    let temperature = TypedTool::new(
        "temperature",
        "The temperature in a city, in degrees Celsius",
        |place: Place| async move { Ok(Report { city: place.city, degrees: 21 }) },
    );
    // Limits, because a model may go on calling.
    let agent =
        ToolLoop::new(&provider).with_tool(temperature).max_steps(5).max_cost("0.05".parse()?);
    let mut events = agent.stream("How warm is it in Oslo?");
    while let Some(event) = events.next_event().await? {
        match event {
            ToolLoopEvent::ToolStarted { call, .. } => {
                println!("{}({})", call.name, call.arguments);
            }
            ToolLoopEvent::Finished(answer) => {
                println!("{answer}\n{} steps", answer.steps.len());
            }
            _ => {}
        }
    }
    Ok(())
}
