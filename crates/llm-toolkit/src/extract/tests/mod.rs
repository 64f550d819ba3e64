//! Typed answers of a scripted provider.

mod broken;
mod forms;
mod growing;
mod reading;
mod repairs;

use llm_types::mock::ScriptedProvider;
use llm_types::{
    AssistantMessage, Capability, FinishReason, StandardChoice, StandardResponse, Usage,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::*;

/// A recipe.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
struct Recipe {
    title: String,
    minutes: u32,
    #[serde(default)]
    steps: Vec<String>,
}

fn recipe() -> Recipe {
    Recipe { title: "Pancakes".to_owned(), minutes: 25, steps: Vec::new() }
}

const PANCAKES: &str = r#"{"title": "Pancakes", "minutes": 25}"#;

/// It can hold its models to a schema.
fn able() -> ScriptedProvider {
    ScriptedProvider::new().with_capabilities([Capability::StructuredOutputs])
}

/// An answer that cost a cent.
fn answer(text: &str, reason: FinishReason) -> StandardResponse {
    let mut response = StandardResponse::default();
    response.choices = vec![StandardChoice::new(AssistantMessage::text(text), reason)];
    let mut usage = Usage::new(10, 5);
    usage.cost = "0.01".parse().ok();
    response.usage = Some(usage);
    response
}

fn cost(usage: Option<Usage>) -> String {
    usage.unwrap().cost.unwrap().to_string()
}
