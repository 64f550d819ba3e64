//! Lets a model call a function, and gives it the result.
//!
//! Needs `OPENROUTER_API_KEY`; or start `openrouter sim` and set what it prints.

use openrouter_provider::OpenRouter;
use openrouter_provider::llm_types::{ChatProvider, Message, StandardRequest, Tool};
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
struct Place {
    city: String,
}

fn temperature(place: &Place) -> String {
    format!("21 °C in {}", place.city)
}

#[tokio::main(flavor = "current_thread")]
#[expect(clippy::print_stdout, reason = "an example prints")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let provider = OpenRouter::from_env()?;
    let mut request = StandardRequest::prompt("How warm is it in Oslo?").with_tool(Tool::function(
        "temperature",
        "The temperature in a city, in degrees Celsius",
        json!({
            "type": "object",
            "properties": { "city": { "type": "string" } },
            "required": ["city"],
        }),
    ));
    // A limit, because a model may go on calling.
    for _ in 0..5 {
        let answer = provider.complete(request.clone()).await?;
        let Some(message) = answer.into_message() else { break };
        if message.tool_calls.is_empty() {
            println!("{}", message.joined_text());
            return Ok(());
        }
        let calls = message.tool_calls.clone();
        request = request.with_message(message);
        for call in calls {
            println!("{}({})", call.name, call.arguments);
            // What the model got wrong goes back to it: it will usually mend its call.
            let result = match call.parse::<Place>() {
                Ok(place) => temperature(&place),
                Err(error) => format!("error: {error}"),
            };
            request = request.with_message(Message::tool_result(call.id, result));
        }
    }
    Err("the model went on calling tools".into())
}
