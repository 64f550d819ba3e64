//! The request.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use super::{
    AudioOptions, CacheControl, Chunk, DebugOptions, Message, Plugin, Prediction,
    PromptCacheOptions, ProviderPreferences, Reasoning, ReasoningEffort, Response, ResponseFormat,
    Route, ServiceTier, Speed, Stop, StopCondition, StreamOptions, Tool, ToolChoice, Trace,
    UsageOptions, Verbosity, WebSearchOptions, XSearchFilter,
};
use crate::{Extra, Method, Modality, Operation, StreamedOperation};

/// The body of `POST /chat/completions`.
///
/// Fields that are marked *documented only* are missing from the API description. What an
/// upstream does not support is ignored there, unless `provider.require_parameters` is set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The model: `author/slug`, with a `:variant`, a `~…-latest` alias, `openrouter/…` or
    /// `@preset/…`. Without it the account's default model answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Models to fall back to, in order, after `model`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub models: Option<Vec<String>>,
    /// The conversation; at least one message. Left out if empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<Message>,
    /// The text to continue, in place of `messages`. Legacy, documented only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    /// Whether the answer comes as a stream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stream: Option<bool>,
    /// Deprecated: usage always comes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stream_options: Option<StreamOptions>,
    /// Deprecated: usage always comes. Documented only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<UsageOptions>,
    /// How many tokens the answer may have. Some upstreams round small values up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<u64>,
    /// The newer name of `max_tokens`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_completion_tokens: Option<u64>,
    /// 0 to 2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temperature: Option<Number>,
    /// 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_p: Option<Number>,
    /// 0 is off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_k: Option<u64>,
    /// 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_p: Option<Number>,
    /// 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_a: Option<Number>,
    /// -2 to 2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frequency_penalty: Option<Number>,
    /// -2 to 2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub presence_penalty: Option<Number>,
    /// 0 to 2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repetition_penalty: Option<Number>,
    /// Asks for the same answer each time, as far as the upstream can.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<i64>,
    /// Texts that end the answer; at most four.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop: Option<Stop>,
    /// Bias by token id, -100 to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logit_bias: Option<BTreeMap<String, Number>>,
    /// Whether to tell the log probability of each token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logprobs: Option<bool>,
    /// How many alternatives to tell for each token, 0 to 20.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_logprobs: Option<u64>,
    /// How many answers. Undocumented; the service gives one whatever it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub n: Option<u64>,
    /// Tools that the model may call, or that the service runs. Sent again on each turn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tools: Option<Vec<Tool>>,
    /// Which tools the model may or must call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool_choice: Option<ToolChoice>,
    /// Whether the model may call several tools at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parallel_tool_calls: Option<bool>,
    /// The form of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_format: Option<ResponseFormat>,
    /// Documented only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub structured_outputs: Option<bool>,
    /// Plugins, with their settings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plugins: Option<Vec<Plugin>>,
    /// Which upstreams to use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<ProviderPreferences>,
    /// Deprecated name of the partition of `provider.sort`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<Route>,
    /// How to think before the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<Reasoning>,
    /// Short for `reasoning.effort`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning_effort: Option<ReasoningEffort>,
    /// Legacy: whether to return the thinking. Documented only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_reasoning: Option<bool>,
    /// How long the answer is. Documented only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verbosity: Option<Verbosity>,
    /// What the answer is made of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modalities: Option<Vec<Modality>>,
    /// Settings of the upstream for images.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_config: Option<BTreeMap<String, Value>>,
    /// How spoken answers sound; only with `stream`. Documented only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio: Option<AudioOptions>,
    /// Text that much of the answer is expected to repeat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prediction: Option<Prediction>,
    /// Caches the whole prompt, where the upstream asks for a mark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<CacheControl>,
    /// Brings calls with the same prefix to the same cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_cache_key: Option<String>,
    /// How the prompt is cached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_cache_options: Option<PromptCacheOptions>,
    /// The upstream's class of service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_tier: Option<ServiceTier>,
    /// Anthropic's name of a class of service. Documented only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speed: Option<Speed>,
    /// The end user; hashed before an upstream sees it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// Keeps calls at one upstream and groups them in logs; at most 256 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// Labels: at most 16, names of 64 and values of 512 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<BTreeMap<String, String>>,
    /// Where the call belongs in a trace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace: Option<Trace>,
    /// The slug of a preset. Documented only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<String>,
    /// `middle-out` shortens long prompts. Undocumented, still accepted; now a plugin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transforms: Option<Vec<String>>,
    /// Settings of a model's own web search. Documented only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub web_search_options: Option<WebSearchOptions>,
    /// Settings of a model's own search of X. Documented only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub x_search_filter: Option<XSearchFilter>,
    /// How often the service may run its tools, at most 30. Documented only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_tool_calls: Option<u64>,
    /// When the service stops running its tools; overrides `max_tool_calls`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_server_tools_when: Option<Vec<StopCondition>>,
    /// Adds debugging chunks to a stream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub debug: Option<DebugOptions>,
    /// Fields that this version does not know, sent as they are. Some upstreams have their own.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Request {
    /// Creates a request for a model's answer to a conversation.
    pub fn new(model: impl Into<String>, messages: impl Into<Vec<Message>>) -> Self {
        Self { model: Some(model.into()), messages: messages.into(), ..Self::default() }
    }
}

impl Operation for Request {
    const ID: &'static str = "sendChatCompletionRequest";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/chat/completions";
    type Response = Response;
}

impl StreamedOperation for Request {
    type Event = Chunk;

    fn streamed(&self) -> Self {
        Self { stream: Some(true), ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_request_says_only_what_it_was_given() {
        let request = Request::new("acme/quill-2", [Message::user("Hello")]);
        insta::assert_snapshot!(
            serde_json::to_string(&request).unwrap(),
            @r#"{"model":"acme/quill-2","messages":[{"role":"user","content":"Hello"}]}"#
        );
        assert_eq!(serde_json::to_string(&Request::default()).unwrap(), "{}");
    }

    #[test]
    fn numbers_keep_their_spelling() {
        let json = r#"{"temperature":0,"top_p":1.0,"logit_bias":{"7":-100}}"#;
        let request: Request = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&request).unwrap(), json);
    }
}
