//! What was asked and answered.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Count, Data, Extra, Method, Operation};

/// `GET /generation/content`: asks for the prompt and the answer of a generation.
///
/// They are kept only if the account allows it; whoever may not see them gets a 403.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetContent {
    /// Which generation: `gen-…`.
    pub id: String,
}

impl GetContent {
    /// Creates a question about a generation.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

impl Operation for GetContent {
    const ID: &'static str = "listGenerationContent";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/generation/content";
    type Response = Data<Content>;
}

/// What was asked and answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// What was asked.
    pub input: Input,
    /// What was answered.
    pub output: Output,
    /// Why it failed; none if it did not.
    pub error: Option<ContentError>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Input {
    /// Messages.
    Messages(MessagesInput),
    /// Text to go on with.
    Prompt(PromptInput),
    /// Another shape.
    Other(Value),
}

/// Messages that were asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessagesInput {
    /// The messages, in the form of the endpoint that was asked.
    pub messages: Vec<Value>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Text that was to be gone on with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromptInput {
    /// The text.
    pub prompt: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What was answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    /// The answer.
    pub completion: Option<String>,
    /// What the model thought.
    pub reasoning: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Why a generation failed, as the caller was told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContentError {
    /// The HTTP status.
    pub status: Option<Count>,
    /// What it said.
    pub message: Option<String>,
    /// The upstream that failed.
    pub provider_name: Option<String>,
    /// What the upstream said.
    pub raw: Option<String>,
    /// The attempts before it, in order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_errors: Option<Vec<FailedAttempt>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// An attempt that failed, and another followed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedAttempt {
    /// The HTTP status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<Count>,
    /// What it said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The upstream that failed.
    pub provider_name: Option<String>,
    /// What the upstream said.
    pub raw: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{decode, fixtures::check};

    const CONTENT: &str = include_str!("../../fixtures/generation_content.json");

    #[test]
    fn a_failure_has_a_history() {
        let reply: Data<Content> = decode(CONTENT.as_bytes()).unwrap();
        let Content { input, output, error, extra: _ } = reply.data;
        assert!(matches!(input, Input::Messages(input) if input.messages.len() == 1));
        assert_eq!((output.completion, output.reasoning), (None, Some("Hm.".to_owned())));
        let error = error.unwrap();
        assert_eq!(error.status.unwrap().get(), Some(502));
        assert_eq!(error.previous_errors.unwrap()[0].code, Some(429.into()));
    }

    #[test]
    fn every_field_has_a_place() {
        check::<Data<Content>>(CONTENT);
    }

    #[test]
    fn forms_of_input_are_told_apart() {
        for (json, is_known) in [
            (json!({"prompt": "a"}), true),
            (json!({"messages": []}), true),
            (json!({"messages": "a"}), false),
            (json!("a"), false),
            (json!(null), false),
        ] {
            let input: Input = serde_json::from_value(json.clone()).unwrap();
            assert_eq!(!matches!(input, Input::Other(_)), is_known, "{json}");
            assert_eq!(serde_json::to_value(input).unwrap(), json);
        }
    }

    #[test]
    fn a_generation_is_named_in_the_query() {
        assert_eq!(GetContent::new("gen-1").query().unwrap(), "id=gen-1");
    }
}
