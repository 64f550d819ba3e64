//! [`StandardRequest`]: what a model is asked.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    Extension, Extensions, Message, ModelId, Reasoning, ReasoningEffort, Receipt, ResponseFormat,
    Tool, ToolChoice,
};

/// What a model is asked. `None` everywhere means "not said": the provider's default stands.
///
/// ```
/// use llm_types::{Message, StandardRequest};
///
/// let request = StandardRequest::prompt("Why is the sky blue?")
///     .with_model("openai/gpt-4o-mini")
///     .with_temperature(0.0)
///     .with_max_tokens(200);
/// assert_eq!(request.messages, [Message::user("Why is the sky blue?")]);
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct StandardRequest {
    /// The model; `None` takes the provider's default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<ModelId>,
    /// The conversation so far.
    pub messages: Vec<Message>,
    /// What the model may call.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<Tool>,
    /// Whether and what it must call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool_choice: Option<ToolChoice>,
    /// Whether it may call several tools at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parallel_tool_calls: Option<bool>,
    /// The form of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_format: Option<ResponseFormat>,
    /// How much to think first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<Reasoning>,
    /// The longest answer, in tokens, thoughts included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<u64>,
    /// 0 (the same each time) to 2 (wild).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f64>,
    /// Samples from the most likely tokens that together have this probability.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_p: Option<f64>,
    /// Samples from this many of the most likely tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_k: Option<u64>,
    /// -2 to 2; above 0 makes repeating words less likely, the more often they came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frequency_penalty: Option<f64>,
    /// -2 to 2; above 0 makes repeating words less likely, once they came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub presence_penalty: Option<f64>,
    /// Asks for the same answer to the same request; best effort.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<i64>,
    /// Ends the answer before any of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stop: Vec<String>,
    /// Asks how sure the model is of each token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logprobs: Option<bool>,
    /// And of this many others, 0 to 20; needs `logprobs`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_logprobs: Option<u64>,
    /// How many answers; few providers give more than one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choices: Option<u64>,
    /// A stable pseudonym of the end user, for abuse handling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// How long the whole call may take: all attempts, the waits between them, and of a stream the
    /// time until its end. Each provider keeps to it; it is not sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout: Option<Duration>,
    /// How many attempts the call may have, over all keys and models together; 1 never retries. It
    /// is not sent. Each provider keeps to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_attempts: Option<u32>,
    /// Where the call is to be written down. It is neither sent nor stored.
    #[serde(skip)]
    pub receipt: Option<Receipt>,
    /// What only one provider understands.
    #[serde(skip_serializing_if = "Extensions::is_empty")]
    pub extensions: Extensions,
}

impl StandardRequest {
    /// Goes on with a conversation.
    pub fn new(messages: impl IntoIterator<Item = Message>) -> Self {
        Self { messages: messages.into_iter().collect(), ..Self::default() }
    }

    /// Asks one thing.
    pub fn prompt(text: impl Into<String>) -> Self {
        Self::new([Message::user(text)])
    }

    /// Of this model.
    #[must_use]
    pub fn with_model(mut self, model: impl Into<ModelId>) -> Self {
        self.model = Some(model.into());
        self
    }

    /// With instructions before everything else.
    #[must_use]
    pub fn with_system(mut self, text: impl Into<String>) -> Self {
        self.messages.insert(0, Message::system(text));
        self
    }

    /// With one message more.
    #[must_use]
    pub fn with_message(mut self, message: impl Into<Message>) -> Self {
        self.messages.push(message.into());
        self
    }

    /// With one tool more.
    #[must_use]
    pub fn with_tool(mut self, tool: impl Into<Tool>) -> Self {
        self.tools.push(tool.into());
        self
    }

    /// With a rule on which tool to call.
    #[must_use]
    pub fn with_tool_choice(mut self, choice: ToolChoice) -> Self {
        self.tool_choice = Some(choice);
        self
    }

    /// In this form.
    #[must_use]
    pub fn with_response_format(mut self, format: impl Into<ResponseFormat>) -> Self {
        self.response_format = Some(format.into());
        self
    }

    /// After so much thought.
    #[must_use]
    pub fn with_reasoning(mut self, reasoning: Reasoning) -> Self {
        self.reasoning = Some(reasoning);
        self
    }

    /// After thinking this hard.
    #[must_use]
    pub fn with_reasoning_effort(self, effort: ReasoningEffort) -> Self {
        self.with_reasoning(Reasoning::effort(effort))
    }

    /// In at most this many tokens.
    #[must_use]
    pub const fn with_max_tokens(mut self, tokens: u64) -> Self {
        self.max_tokens = Some(tokens);
        self
    }

    /// At this temperature.
    #[must_use]
    pub const fn with_temperature(mut self, temperature: f64) -> Self {
        self.temperature = Some(temperature);
        self
    }

    /// With this seed.
    #[must_use]
    pub const fn with_seed(mut self, seed: i64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Ending before this text.
    #[must_use]
    pub fn with_stop(mut self, stop: impl Into<String>) -> Self {
        self.stop.push(stop.into());
        self
    }

    /// On behalf of this end user.
    #[must_use]
    pub fn with_user(mut self, user: impl Into<String>) -> Self {
        self.user = Some(user.into());
        self
    }

    /// Over after so long, whatever has come by then; with no time at all, nothing is sent. Where
    /// the provider has a shorter limit, that holds.
    #[must_use]
    pub const fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// In at most this many attempts, in place of what the provider is set up to.
    #[must_use]
    pub const fn with_max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = Some(attempts);
        self
    }

    /// In one attempt.
    #[must_use]
    pub const fn without_retries(self) -> Self {
        self.with_max_attempts(1)
    }

    /// Writes down what becomes of the call as soon as it is known, so that it can be read while the
    /// call goes on, and after it was dropped. Of a request that is sent more than once, each call
    /// wants its own.
    #[must_use]
    pub fn with_receipt(mut self, receipt: &Receipt) -> Self {
        self.receipt = Some(receipt.clone());
        self
    }

    /// With something that only one provider understands.
    #[must_use]
    pub fn with_extension<T: Extension>(mut self, extension: T) -> Self {
        self.extensions.insert(extension);
        self
    }

    /// What only one provider understands, if it is set.
    pub fn extension<T: Extension>(&self) -> Option<&T> {
        self.extensions.get::<T>()
    }
}

impl From<&str> for StandardRequest {
    fn from(text: &str) -> Self {
        Self::prompt(text)
    }
}

impl From<String> for StandardRequest {
    fn from(text: String) -> Self {
        Self::prompt(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{JsonSchema, ServerTool};

    #[test]
    fn a_request_survives_a_round_trip() {
        let request = StandardRequest::prompt("hi")
            .with_system("Be brief.")
            .with_model("m")
            .with_temperature(0.0)
            .with_tool(Tool::function("f", "d", serde_json::json!({"type": "object"})))
            .with_tool_choice(ToolChoice::Function("f".to_owned()))
            .with_reasoning_effort(ReasoningEffort::High)
            .with_stop("END")
            .with_timeout(Duration::ZERO)
            .with_max_attempts(7);
        let json = serde_json::to_string(&request).unwrap();
        assert_eq!(serde_json::from_str::<StandardRequest>(&json).unwrap(), request);
    }

    #[test]
    fn the_json_of_a_request_is_stable() {
        let schema = serde_json::json!({"type": "object"});
        let mut request = StandardRequest::prompt("How warm is it?")
            .with_model("author/model")
            .with_tool(Tool::function("weather", "The weather", schema.clone()))
            .with_tool(Tool::Server(ServerTool::new("web_search")))
            .with_tool_choice(ToolChoice::Function("weather".to_owned()))
            .with_response_format(JsonSchema::strict("degrees", schema))
            .with_reasoning(Reasoning::effort(ReasoningEffort::XHigh).excluded())
            .with_max_tokens(100)
            .with_temperature(0.0)
            .with_seed(-1)
            .with_stop("END")
            .with_user("u-1")
            .with_timeout(Duration::from_millis(2500))
            .without_retries();
        request.parallel_tool_calls = Some(false);
        let json = serde_json::to_value(&request).unwrap();
        let members: Vec<_> = json
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, json)| format!("{name}: {json}"))
            .collect();
        insta::assert_snapshot!(members.join("\n"), @r#"
        model: "author/model"
        messages: [{"role":"user","content":[{"type":"text","text":"How warm is it?"}]}]
        tools: [{"type":"function","name":"weather","description":"The weather","parameters":{"type":"object"}},{"type":"server","kind":"web_search"}]
        tool_choice: {"function":"weather"}
        parallel_tool_calls: false
        response_format: {"type":"json_schema","name":"degrees","schema":{"type":"object"},"strict":true}
        reasoning: {"effort":"xhigh","exclude":true}
        max_tokens: 100
        temperature: 0.0
        seed: -1
        stop: ["END"]
        user: "u-1"
        timeout: {"secs":2,"nanos":500000000}
        max_attempts: 1
        "#);
    }

    #[test]
    fn what_is_not_said_is_not_written() {
        let json = serde_json::to_value(StandardRequest::prompt("hi")).unwrap();
        assert_eq!(json.as_object().unwrap().keys().collect::<Vec<_>>(), ["messages"]);
    }

    proptest::proptest! {
        #[test]
        fn any_request_survives_a_store(value in crate::strategies::request()) {
            let json: serde_json::Value =
                serde_json::from_str(&serde_json::to_string(&value).unwrap()).unwrap();
            proptest::prop_assert_eq!(serde_json::from_value::<StandardRequest>(json).unwrap(), value);
        }
    }
}
