//! The record of a generation.

use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::{
    Count, Extra, Method, Operation,
    chat::{FinishReason, ServiceTier},
    open_enum::open_enum,
};

/// `GET /generation`: asks for the record of a generation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Get {
    /// Which one: `gen-…`.
    pub id: String,
}

impl Operation for Get {
    const ID: &'static str = "getGeneration";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/generation";
    type Response = Response;
}

impl Get {
    /// Creates a question about a generation.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

/// The reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// The generation.
    pub data: Generation,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A generation. Amounts are in US dollars, durations in milliseconds.
///
/// The service writes most fields as `null` where they do not apply.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Generation {
    /// Its id, `gen-…`.
    pub id: Option<String>,
    /// The request; all generations of one have the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The upstream's id of it.
    pub upstream_id: Option<String>,
    /// The model that answered.
    pub model: Option<String>,
    /// The upstream that answered, by its display name.
    pub provider_name: Option<String>,
    /// The router that chose the model, such as `openrouter/auto`.
    pub router: Option<String>,
    /// The kind of endpoint.
    pub api_type: Option<ApiType>,
    /// When it was made, as an ISO 8601 time.
    pub created_at: Option<String>,
    /// What it cost in all.
    pub total_cost: Option<Number>,
    /// What the account paid.
    pub usage: Option<Number>,
    /// What the upstream asked; only meaningful with the user's own upstream key.
    pub upstream_inference_cost: Option<Number>,
    /// What the cache saved.
    pub cache_discount: Option<Number>,
    /// Whether the user's own upstream key was used.
    pub is_byok: Option<bool>,
    /// Tokens of the prompt, by the service's own count.
    pub tokens_prompt: Option<Count>,
    /// Tokens of the answer, by the service's own count.
    pub tokens_completion: Option<Count>,
    /// Tokens of the prompt, by the upstream's count.
    pub native_tokens_prompt: Option<Count>,
    /// Tokens of the answer, by the upstream's count.
    pub native_tokens_completion: Option<Count>,
    /// Of these, tokens of images.
    pub native_tokens_completion_images: Option<Count>,
    /// Of these, tokens of thinking.
    pub native_tokens_reasoning: Option<Count>,
    /// Tokens of the prompt that were read from the cache.
    pub native_tokens_cached: Option<Count>,
    /// Images, sounds and the like in the prompt.
    pub num_media_prompt: Option<Count>,
    /// Sounds in the prompt.
    pub num_input_audio_prompt: Option<Count>,
    /// Images, sounds and the like in the answer.
    pub num_media_completion: Option<Count>,
    /// Results of web searches that were included.
    pub num_search_results: Option<Count>,
    /// Pages that were fetched.
    pub num_fetches: Option<Count>,
    /// The engine that searched the web.
    pub web_search_engine: Option<String>,
    /// Why it ended.
    pub finish_reason: Option<FinishReason>,
    /// Why it ended, in the upstream's words.
    pub native_finish_reason: Option<String>,
    /// Whether it was streamed.
    pub streamed: Option<bool>,
    /// Whether the caller went away before its end.
    pub cancelled: Option<bool>,
    /// How long it took in all.
    pub latency: Option<Number>,
    /// How long moderation took.
    pub moderation_latency: Option<Number>,
    /// How long the upstream generated.
    pub generation_time: Option<Number>,
    /// The upstreams that were tried, those that failed as well.
    pub provider_responses: Option<Vec<ProviderResponse>>,
    /// The class of service that the upstream says it ran in.
    pub service_tier: Option<ServiceTier>,
    /// Where it was routed.
    pub data_region: Option<DataRegion>,
    /// The session that the request named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The end user that the request named.
    pub external_user: Option<String>,
    /// The preset that the request used.
    pub preset_id: Option<String>,
    /// The generation that the answer was taken from, if it came from the response cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_cache_source_id: Option<String>,
    /// The address of the application.
    pub origin: Option<String>,
    /// The request's `Referer`.
    pub http_referer: Option<String>,
    /// The request's `User-Agent`.
    pub user_agent: Option<String>,
    /// The application.
    pub app_id: Option<Count>,
    /// The workspace that it counts for.
    pub workspace_id: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// A kind of endpoint.
    pub enum ApiType {
        /// Chat, in any of its forms.
        Completions = "completions",
        /// Embeddings.
        Embeddings = "embeddings",
        /// Ranking of documents.
        Rerank = "rerank",
        /// Text to speech.
        Tts = "tts",
        /// Speech to text.
        Stt = "stt",
        /// Videos.
        Video = "video",
        /// Images.
        Image = "image",
    }
}

open_enum! {
    /// Where a generation was routed.
    pub enum DataRegion {
        /// Anywhere.
        Global = "global",
        /// Within Europe.
        Europe = "europe",
        /// Within the United States.
        Us = "us",
    }
}

/// What one upstream answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderResponse {
    /// The upstream's id of its answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The upstream, by its display name. More names occur here than elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_name: Option<String>,
    /// Its HTTP status; none if there was no answer.
    pub status: Option<Count>,
    /// How long it took, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latency: Option<Number>,
    /// The service's id of the upstream's endpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint_id: Option<String>,
    /// The exact version of the model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model_permaslug: Option<String>,
    /// Whether the user's own upstream key was used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_byok: Option<bool>,
    /// The class of service that was asked for; what is billed may differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub routed_service_tier: Option<ServiceTier>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::{decode, fixtures};

    #[test]
    fn a_generation_is_read_from_its_wrapper() {
        let Response { data, extra: _ } = decode(fixtures::GENERATION.as_bytes()).unwrap();
        assert_eq!(data.total_cost.unwrap().to_string(), "0.0015");
        assert_eq!(data.native_tokens_completion.unwrap().get(), Some(25));
        assert_eq!(data.api_type, Some(ApiType::Completions));
        let statuses: Vec<_> = data.provider_responses.unwrap();
        let statuses: Vec<_> = statuses.into_iter().map(|tried| tried.status).collect();
        assert_eq!(statuses, [Some(503.into()), None, Some(200.into())]);
        assert!(decode::<Response>(b"{}").is_err());
    }

    #[test]
    fn what_does_not_apply_is_written_as_null() {
        let generation: Generation = decode(br#"{"id":"gen-1","cancelled":true}"#).unwrap();
        let json = serde_json::to_value(&generation).unwrap();
        let fields = json.as_object().unwrap();
        assert_eq!(fields.get("total_cost"), Some(&Value::Null));
        assert_eq!(fields.len(), 42, "as many as the API description requires: {json}");
        for optional in ["request_id", "session_id", "response_cache_source_id"] {
            assert!(!fields.contains_key(optional), "{optional}");
        }
    }
}
