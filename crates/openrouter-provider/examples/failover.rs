//! Asks one of two models, the first of which is down, and prints what was tried for each answer.
//!
//! ```text
//! cargo run -p openrouter-provider --example failover
//! ```
//!
//! It runs offline, against a server that fails by script.

use std::error::Error;

use openrouter_provider::OpenRouter;
use openrouter_provider::llm_types::{ChatProvider, StandardRequest};
use openrouter_sim::fault::{FaultServer, Script};
use serde_json::json;

#[expect(clippy::print_stdout, reason = "an example prints")]
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let down = json!({ "error": { "code": 502, "message": "the upstream is down" } });
    let down = Script::new().json(502, &down).close();
    let works = Script::new().events().words(3).finish("stop").usage(3).done().end().close();
    let script = Script::new().read().by_model([("a/large", down)], works);
    let server = FaultServer::start([script]).await?;

    let openrouter = OpenRouter::builder()
        .base_url(server.base_url())
        .api_key("sk-or-v1-any")
        .models(["a/large", "b/large"])
        .build()?;
    for call in 1..=3 {
        // The request names no model: the provider chooses.
        let stream = openrouter.stream(StandardRequest::prompt("Why is the sky blue?")).await?;
        let answer = stream.collect().await?;
        println!("call {call}:");
        for attempt in &answer.attempts {
            let model = attempt.model.as_ref().map(ToString::to_string).unwrap_or_default();
            println!("  {model}: {:?}", attempt.outcome);
        }
    }
    for model in openrouter.model_status() {
        println!("{}: {:?}, {} failures", model.model, model.state, model.failures);
    }
    Ok(())
}
