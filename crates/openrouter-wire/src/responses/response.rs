//! The reply to a request without `stream`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Number;

use super::{
    Failure, FunctionCall, IncompleteDetails, Instructions, OutputItem, OutputPart, PromptTemplate,
    TextConfig, Tool, ToolChoice, Truncation, Usage,
};
use crate::{
    Count, Extra,
    chat::{PromptCacheOptions, Reasoning, ServiceTier},
    error::{ApiError, ErrorType},
    open_enum::open_enum,
    router::Metadata,
};

/// The reply.
///
/// A status of 200 does not make it a success: see [`failure`](Self::failure).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// The generation, `gen-…`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// `response`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<ResponseObject>,
    /// When it was begun, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Count>,
    /// When it was done, in seconds since 1970.
    pub completed_at: Option<Count>,
    /// The model that answered; often not as the request named it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// How far it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<ResponseStatus>,
    /// What the model said and did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<Vec<OutputItem>>,
    /// Older replies have it, and it is empty: see the method of this name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_text: Option<String>,
    /// Why it failed.
    pub error: Option<Failure>,
    /// What went wrong, in one word; the same in all parts of the API.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_type: Option<ErrorType>,
    /// Why it is incomplete.
    pub incomplete_details: Option<IncompleteDetails>,
    /// What it used and cost; not before it is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// How the call was routed, if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub openrouter_metadata: Option<Metadata>,
    /// The request's instructions. This field and those that follow repeat the request.
    pub instructions: Option<Instructions>,
    /// Labels.
    pub metadata: Option<BTreeMap<String, String>>,
    /// 0 to 2.
    pub temperature: Option<Number>,
    /// 0 to 1.
    pub top_p: Option<Number>,
    /// -2 to 2.
    pub presence_penalty: Option<Number>,
    /// -2 to 2.
    pub frequency_penalty: Option<Number>,
    /// How many alternatives are told for each token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_logprobs: Option<Count>,
    /// How many tokens the answer may have.
    pub max_output_tokens: Option<Count>,
    /// How often the service may run its tools.
    pub max_tool_calls: Option<Count>,
    /// The tools.
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
    pub text: Option<TextConfig>,
    /// How the model thinks.
    pub reasoning: Option<Reasoning>,
    /// What happens to a conversation that does not fit.
    pub truncation: Option<Truncation>,
    /// The upstream's class of service: the one that was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_tier: Option<ServiceTier>,
    /// Whether the upstream may answer later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub background: Option<bool>,
    /// Always false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub store: Option<bool>,
    /// Always none.
    pub previous_response_id: Option<String>,
    /// A prompt that the upstream stores.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt: Option<PromptTemplate>,
    /// What brings calls with the same prefix to the same cache.
    pub prompt_cache_key: Option<String>,
    /// How the prompt is cached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_cache_options: Option<PromptCacheOptions>,
    /// The end user, as a hash or a pseudonym.
    pub safety_identifier: Option<String>,
    /// The end user; in older replies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// What a reply is.
    #[derive(Default)]
    pub enum ResponseObject {
        /// The only one.
        #[default]
        Response = "response",
    }
}

open_enum! {
    /// How far a reply is.
    pub enum ResponseStatus {
        /// Done.
        Completed = "completed",
        /// Cut off: see [`Response::incomplete_details`].
        Incomplete = "incomplete",
        /// Not done yet.
        InProgress = "in_progress",
        /// Failed: see [`Response::failure`].
        Failed = "failed",
        /// Called off.
        Cancelled = "cancelled",
        /// Not begun yet.
        Queued = "queued",
    }
}

impl Response {
    /// Returns the text of all messages, joined.
    pub fn output_text(&self) -> String {
        let mut joined = String::new();
        for item in self.output.iter().flatten() {
            let OutputItem::Message(message) = item else { continue };
            for part in &message.content {
                if let OutputPart::OutputText(text) = part {
                    joined.push_str(&text.text);
                }
            }
        }
        joined
    }

    /// Returns the first refusal of the model.
    pub fn refusal(&self) -> Option<&str> {
        self.output.iter().flatten().find_map(|item| {
            let OutputItem::Message(message) = item else { return None };
            message.content.iter().find_map(|part| match part {
                OutputPart::Refusal(refusal) => Some(refusal.refusal.as_str()),
                _ => None,
            })
        })
    }

    /// Visits the calls of functions of the application.
    pub fn function_calls(&self) -> impl Iterator<Item = &FunctionCall> {
        self.output.iter().flatten().filter_map(|item| match item {
            OutputItem::FunctionCall(call) => Some(call),
            _ => None,
        })
    }

    /// Returns what went wrong, if the answer failed.
    ///
    /// The code is a name and no HTTP status; [`ApiError::error_type`] tells more.
    pub fn failure(&self) -> Option<ApiError> {
        if self.error.is_none() && self.status != Some(ResponseStatus::Failed) {
            return None;
        }
        let mut error = self.error.as_ref().map(Failure::to_error).unwrap_or_default();
        error.error_type = error.error_type.or_else(|| self.error_type.clone());
        Some(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{decode, responses::fixtures::RESPONSE};

    fn reply() -> Response {
        decode(RESPONSE.as_bytes()).unwrap()
    }

    #[test]
    fn the_text_of_all_messages_is_joined() {
        assert_eq!(reply().output_text(), "It is 4. Sure.");
        assert_eq!(Response::default().output_text(), "");
    }

    #[test]
    fn calls_and_refusals_are_found_among_the_items() {
        let reply = reply();
        let calls: Vec<_> = reply.function_calls().map(|call| call.call_id.as_str()).collect();
        assert_eq!(calls, ["call_1"]);
        assert_eq!(reply.refusal(), Some("No."));
        assert_eq!(reply.failure(), None);
    }

    #[test]
    fn a_failure_names_its_true_cause() {
        let json = br#"{"status":"failed","error_type":"provider_overloaded",
            "error":{"code":"server_error","message":"busy"}}"#;
        let error = decode::<Response>(json).unwrap().failure().unwrap();
        assert_eq!(error.code, Some("server_error".into()));
        assert_eq!(error.message.as_deref(), Some("busy"));
        assert_eq!(error.error_type(), Some(&ErrorType::ProviderOverloaded));

        let status = decode::<Response>(br#"{"error":{"code":429,"message":"slow down"}}"#);
        assert_eq!(status.unwrap().failure().and_then(|error| error.status()), Some(429));
        let chat = br#"{"error":{"code":502,"metadata":{"error_type":"timeout","raw":"late"}}}"#;
        let error = decode::<Response>(chat).unwrap().failure().unwrap();
        assert_eq!(error.error_type(), Some(&ErrorType::Timeout));
        assert!(error.is_from_upstream());
        let odd = br#"{"error":{"code":502,"http_status":"late"}}"#;
        let error = decode::<Response>(odd).unwrap().failure().unwrap();
        assert_eq!((error.status(), error.extra.len()), (Some(502), 1));
        let bare = decode::<Response>(br#"{"status":"failed","error":null}"#).unwrap();
        assert_eq!(bare.failure(), Some(ApiError::default()));
    }

    #[test]
    fn a_field_that_the_service_always_writes_is_null_where_it_is_empty() {
        insta::assert_snapshot!(
            serde_json::to_string(&Response::default()).unwrap(),
            @r#"{"completed_at":null,"error":null,"incomplete_details":null,"instructions":null,"metadata":null,"temperature":null,"top_p":null,"presence_penalty":null,"frequency_penalty":null,"max_output_tokens":null,"max_tool_calls":null,"reasoning":null,"truncation":null,"previous_response_id":null,"prompt_cache_key":null,"safety_identifier":null}"#
        );
    }
}
