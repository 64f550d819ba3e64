//! The request.

use serde::{Deserialize, Serialize};
use serde_json::Number;

use super::{
    Content, ContextManagement, Event, InputTextBlock, Message, OutputConfig, Response, Thinking,
    Tool, ToolChoice,
};
use crate::{
    Extra, Method, Operation, StreamedOperation,
    chat::{CacheControl, Plugin, ProviderPreferences, Route, Speed, StopCondition, Trace},
};

/// The body of `POST /messages`.
///
/// What an upstream does not support is ignored there, unless `provider.require_parameters` is
/// set. Models of other companies than Anthropic answer as well.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The model: `author/slug`, with a `:variant`, a `~…-latest` alias, `openrouter/…` or
    /// `@preset/…`. Anthropic's own names work too.
    pub model: String,
    /// Models to fall back to, in order, after `model`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub models: Option<Vec<String>>,
    /// The same in Anthropic's form; at most three, and not with `models`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fallbacks: Option<Vec<Fallback>>,
    /// The conversation. Always written, as `null` if there is none.
    pub messages: Option<Vec<Message>>,
    /// What the application tells the model before the conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system: Option<Content<InputTextBlock>>,
    /// How many tokens the answer may have. Anthropic requires it, OpenRouter does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<u64>,
    /// Whether the answer comes as a stream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stream: Option<bool>,
    /// 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temperature: Option<Number>,
    /// 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_p: Option<Number>,
    /// Only the likeliest tokens, this many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_k: Option<u64>,
    /// Texts that end the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_sequences: Option<Vec<String>>,
    /// Tools that the model may call, or that others run. Sent again on each turn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tools: Option<Vec<Tool>>,
    /// Which tools the model may or must call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool_choice: Option<ToolChoice>,
    /// Whether the model thinks before it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thinking: Option<Thinking>,
    /// What the answer is like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_config: Option<OutputConfig>,
    /// How a conversation that grows too long is cut.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context_management: Option<ContextManagement>,
    /// Caches the prompt up to its last block that can be cached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<CacheControl>,
    /// The class of service, by Anthropic's names: `auto` or `standard_only`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_tier: Option<String>,
    /// How fast the answer is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speed: Option<Speed>,
    /// Who asks, by Anthropic's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Metadata>,
    /// Plugins, with their settings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plugins: Option<Vec<Plugin>>,
    /// Which upstreams to use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<ProviderPreferences>,
    /// Deprecated name of the partition of `provider.sort`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<Route>,
    /// When the service stops running its tools.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_server_tools_when: Option<Vec<StopCondition>>,
    /// The end user; at most 256 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// Keeps calls at one upstream and groups them in logs; at most 256 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// Where the call belongs in a trace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace: Option<Trace>,
    /// Fields that this version does not know, sent as they are.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Request {
    /// Creates a request for a model's answer to a conversation, of so many tokens at the most. To
    /// leave the limit to the service, set [`max_tokens`](Self::max_tokens) to none.
    pub fn new(
        model: impl Into<String>,
        max_tokens: u64,
        messages: impl Into<Vec<Message>>,
    ) -> Self {
        Self {
            model: model.into(),
            max_tokens: Some(max_tokens),
            messages: Some(messages.into()),
            ..Self::default()
        }
    }
}

impl Operation for Request {
    const ID: &'static str = "createMessages";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/messages";
    type Response = Response;
}

/// The events have names, which repeat the `type` in their data.
impl StreamedOperation for Request {
    type Event = Event;

    fn streamed(&self) -> Self {
        Self { stream: Some(true), ..self.clone() }
    }
}

/// A model to fall back to when the one before it fails or refuses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fallback {
    /// The model.
    pub model: String,
    /// Further settings, which the service refuses so far.
    #[serde(flatten)]
    pub extra: Extra,
}

impl From<&str> for Fallback {
    fn from(model: &str) -> Self {
        Self { model: model.to_owned(), ..Self::default() }
    }
}

/// Who asks, by Anthropic's name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// The end user; not a name or an address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode;

    #[test]
    fn a_new_request_says_only_what_it_was_given() {
        let request = Request::new("acme/quill-2", 64, [Message::user("Hello")]);
        insta::assert_snapshot!(
            serde_json::to_string(&request.streamed()).unwrap(),
            @r#"{"model":"acme/quill-2","messages":[{"role":"user","content":"Hello"}],"max_tokens":64,"stream":true}"#
        );
        assert_eq!((Request::ID, Request::PATH), ("createMessages", "/messages"));
    }

    #[test]
    fn no_messages_differ_from_an_empty_list() {
        for json in [r#"{"model":"m","messages":null}"#, r#"{"model":"m","messages":[]}"#] {
            let request: Request = decode(json.as_bytes()).unwrap();
            assert_eq!(serde_json::to_string(&request).unwrap(), json);
        }
    }
}
