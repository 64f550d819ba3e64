//! An endpoint: a model at an upstream.

use serde::{Deserialize, Serialize};
use serde_json::Number;

use super::Status;
use crate::{
    Count, Extra,
    chat::Quantization,
    models::{Parameter, Pricing},
};

/// A model at an upstream.
///
/// Figures of the last minutes are `null` where there were too few requests, and those of speed
/// also for whoever asks without a key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// Its name for people: the upstream and the exact version of the model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model_id: Option<String>,
    /// The model's name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model_name: Option<String>,
    /// The upstream, by its display name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_name: Option<String>,
    /// What [`ProviderPreferences`](crate::chat::ProviderPreferences) call it: the slug of the
    /// upstream, and after a slash what tells its endpoints apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// How many tokens prompt and answer may have together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context_length: Option<Count>,
    /// How many tokens an answer may have.
    pub max_completion_tokens: Option<Count>,
    /// How many tokens a prompt may have.
    pub max_prompt_tokens: Option<Count>,
    /// What it costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pricing: Option<Pricing>,
    /// How precise the model's weights are here.
    pub quantization: Option<Quantization>,
    /// Whether it can be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// The request parameters that it heeds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supported_parameters: Option<Vec<Parameter>>,
    /// Whether it caches prompts without being told to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supports_implicit_caching: Option<bool>,
    /// Whether it imitates a voice from a sample in the request; no if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supports_voice_cloning: Option<bool>,
    /// Of the requests of the last five minutes, the percentage that succeeded. Those that met a
    /// rate limit do not count.
    pub uptime_last_5m: Option<Number>,
    /// The same for half an hour.
    pub uptime_last_30m: Option<Number>,
    /// The same for a day.
    pub uptime_last_1d: Option<Number>,
    /// Milliseconds to the first token.
    pub latency_last_30m: Option<Percentiles>,
    /// Tokens of the answer in a second.
    pub throughput_last_30m: Option<Percentiles>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// How figures of the last half hour are spread: so many percent of them are at most this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Percentiles {
    /// The median.
    pub p50: Number,
    /// Of three quarters.
    pub p75: Number,
    /// Of nine tenths.
    pub p90: Number,
    /// Of ninety-nine hundredths.
    pub p99: Number,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
