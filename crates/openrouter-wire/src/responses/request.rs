//! The request.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use super::{
    Event, Input, PromptTemplate, Response, ResponseEvent, ResponseStatus, TextConfig, Tool,
    ToolChoice,
};
use crate::{
    Extra, Method, Modality, Operation, StreamedOperation,
    chat::{
        CacheControl, DebugOptions, Plugin, PromptCacheOptions, ProviderPreferences, Reasoning,
        Route, ServiceTier, StopCondition, Trace,
    },
    open_enum::open_enum,
};

/// The body of `POST /responses`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The model: `author/slug`, with a `:variant`, a `~…-latest` alias or `openrouter/…`. Without
    /// it the account's default model answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Models to fall back to, in order, after `model`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub models: Option<Vec<String>>,
    /// The conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<Input>,
    /// Instructions, ahead of the conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instructions: Option<String>,
    /// Whether the answer comes as a stream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stream: Option<bool>,
    /// How many tokens the answer may have, thinking included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_output_tokens: Option<u64>,
    /// 0 to 2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temperature: Option<Number>,
    /// 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_p: Option<Number>,
    /// 0 is off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_k: Option<u64>,
    /// -2 to 2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frequency_penalty: Option<Number>,
    /// -2 to 2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub presence_penalty: Option<Number>,
    /// How many alternatives to tell for each token, 0 to 20.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_logprobs: Option<u64>,
    /// Tools that the model may call, or that are run for it. Sent again on each turn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tools: Option<Vec<Tool>>,
    /// Which tools the model may or must call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool_choice: Option<ToolChoice>,
    /// Whether the model may call several tools at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parallel_tool_calls: Option<bool>,
    /// How often the service may run its tools; 30 if left out, and at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_tool_calls: Option<u64>,
    /// When the service stops running its tools; overrides `max_tool_calls`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_server_tools_when: Option<Vec<StopCondition>>,
    /// The form of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<TextConfig>,
    /// How to think before the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<Reasoning>,
    /// What the reply is to hold besides the usual.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include: Option<Vec<Include>>,
    /// What happens to a conversation that does not fit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub truncation: Option<Truncation>,
    /// What the answer is made of: text, images.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modalities: Option<Vec<Modality>>,
    /// Settings of the upstream for images.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_config: Option<BTreeMap<String, Value>>,
    /// Plugins, with their settings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plugins: Option<Vec<Plugin>>,
    /// Which upstreams to use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<ProviderPreferences>,
    /// Deprecated name of the partition of `provider.sort`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<Route>,
    /// The upstream's class of service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_tier: Option<ServiceTier>,
    /// Caches the whole prompt, where the upstream asks for a mark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<CacheControl>,
    /// Brings calls with the same prefix to the same cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_cache_key: Option<String>,
    /// How the prompt is cached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_cache_options: Option<PromptCacheOptions>,
    /// A prompt that the upstream stores.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt: Option<PromptTemplate>,
    /// Not supported: there is no stored response to refer to. A request with a value is refused,
    /// whatever it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_response_id: Option<Value>,
    /// Not supported: a request with `true` is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub store: Option<bool>,
    /// Whether the upstream may answer later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub background: Option<bool>,
    /// Labels: at most 16, names of 64 and values of 512 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<BTreeMap<String, String>>,
    /// The end user; at most 256 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The end user, as a hash or a pseudonym, for upstreams that trace abuse.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub safety_identifier: Option<String>,
    /// Keeps calls at one upstream and groups them in logs; at most 256 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// Where the call belongs in a trace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace: Option<Trace>,
    /// Adds debugging events to a stream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub debug: Option<DebugOptions>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Request {
    /// Creates a request for a model's answer to a conversation.
    pub fn new(model: impl Into<String>, input: impl Into<Input>) -> Self {
        Self { model: Some(model.into()), input: Some(input.into()), ..Self::default() }
    }
}

impl Operation for Request {
    const ID: &'static str = "createResponses";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/responses";
    type Response = Response;
}

impl StreamedOperation for Request {
    type Event = Event;

    fn streamed(&self) -> Self {
        Self { stream: Some(true), ..self.clone() }
    }

    /// One that is still in the making has no end, and so no last event; nor has one that says
    /// nothing.
    fn events_of(answer: Response) -> Option<Vec<Event>> {
        let event = match answer.status {
            None if answer.output.is_none() => return None,
            None | Some(ResponseStatus::Completed) => Event::Completed,
            Some(ResponseStatus::Incomplete) => Event::Incomplete,
            Some(ResponseStatus::Failed) => Event::Failed,
            Some(_) => return None,
        };
        Some(vec![event(ResponseEvent { response: Box::new(answer), ..ResponseEvent::default() })])
    }
}

open_enum! {
    /// What a reply is to hold besides the usual.
    pub enum Include {
        /// What the model thought, encrypted, to be sent back on the next turn.
        EncryptedReasoning = "reasoning.encrypted_content",
        /// What a file search found.
        FileSearchResults = "file_search_call.results",
        /// The addresses of images in messages.
        InputImageUrl = "message.input_image.image_url",
        /// The addresses of screenshots.
        ComputerOutputImageUrl = "computer_call_output.output.image_url",
        /// What code printed and made.
        CodeInterpreterOutputs = "code_interpreter_call.outputs",
    }
}

open_enum! {
    /// What happens to a conversation that does not fit.
    pub enum Truncation {
        /// Items in its middle are left out.
        Auto = "auto",
        /// The request fails.
        Disabled = "disabled",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Stage, StreamedEvent as _};

    #[test]
    fn an_answer_that_came_whole_is_the_last_event() {
        let events = |status: Option<&str>| {
            let status = status.map(ResponseStatus::from);
            Request::events_of(Response { status, output: Some(vec![]), ..Response::default() })
        };
        for status in [None, Some("completed"), Some("incomplete")] {
            let events = events(status).unwrap();
            assert_eq!((events.len(), events[0].stage()), (1, Stage::Last), "{status:?}");
        }
        assert!(matches!(events(Some("failed")).unwrap()[0].stage(), Stage::Failed(_)));
        for status in ["queued", "in_progress", "paused"] {
            assert_eq!(events(Some(status)), None, "{status}");
        }
        assert_eq!(Request::events_of(Response::default()), None);
    }

    #[test]
    fn a_new_request_says_only_what_it_was_given() {
        let request = Request::new("acme/quill-2", "Hello");
        insta::assert_snapshot!(
            serde_json::to_string(&request).unwrap(),
            @r#"{"model":"acme/quill-2","input":"Hello"}"#
        );
        assert_eq!(serde_json::to_string(&Request::default()).unwrap(), "{}");
    }

    #[test]
    fn a_streamed_request_differs_in_nothing_else() {
        let request = Request { top_k: Some(3), ..Request::new("acme/quill-2", "Hello") };
        let streamed = request.streamed();
        assert_eq!(streamed.stream, Some(true));
        assert_eq!(Request { stream: None, ..streamed }, request);
        assert_eq!((Request::ID, Request::PATH), ("createResponses", "/responses"));
    }
}
