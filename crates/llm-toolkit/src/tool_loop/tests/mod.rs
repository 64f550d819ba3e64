//! Tests of the loop, over a provider that plays a script.

mod approval;
mod calls;
mod conversation;
mod handlers;
mod laws;
mod limits;
mod streams;

use std::sync::{Arc, Mutex};

use llm_types::mock::{ScriptedAnswer, ScriptedProvider};
use llm_types::{ContentPart, Message, StandardRequest, ToolCall};
use serde_json::Value;

use super::*;
use crate::{ToolError, ToolOutput, TypedTool};

/// A tool that remembers what it was called with, and gives it back.
#[derive(Clone, Default)]
struct Echo(Arc<Mutex<Vec<Value>>>);

impl Echo {
    fn tool(&self, name: &str) -> TypedTool {
        let seen = Arc::clone(&self.0);
        TypedTool::new(name, "Gives back what it gets", move |any: Any| {
            seen.lock().unwrap().push(any.0.clone());
            async move { Ok(any.0) }
        })
    }

    fn seen(&self) -> Vec<Value> {
        self.0.lock().unwrap().clone()
    }
}

/// Arguments of any shape.
#[derive(serde::Deserialize, schemars::JsonSchema)]
#[schemars(extend("type" = "object"))]
struct Any(Value);

fn calls<const N: usize>(calls: [(&str, &str, &str); N]) -> ScriptedAnswer {
    ScriptedAnswer::tool_calls(calls.map(|(id, name, json)| ToolCall::new(id, name, json)))
}

/// Calls `f` in each answer, for ever.
fn endless() -> ScriptedProvider {
    ScriptedProvider::new().answer_with(|request: &StandardRequest| {
        let number = request.messages.len();
        calls([(&format!("call_{number}"), "f", &format!(r#"{{"n":{number}}}"#))])
    })
}

/// Ids and texts of the tool messages.
fn results(messages: &[Message]) -> Vec<(&str, String)> {
    let text = |message: &Message| {
        message.content().iter().filter_map(ContentPart::as_text).collect::<String>()
    };
    let mut results = Vec::new();
    for message in messages {
        if let Message::Tool(result) = message {
            results.push((result.tool_call_id.as_str(), text(message)));
        }
    }
    results
}

/// What became of the calls of a step.
fn outcomes(step: &ToolLoopStep) -> Vec<ToolOutcome> {
    step.tools.iter().map(|tool| tool.outcome).collect()
}

async fn fails(_: Any) -> Result<(), ToolError> {
    Err(ToolError::new("no such city"))
}
