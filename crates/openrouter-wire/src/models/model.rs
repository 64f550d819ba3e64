//! One model of the catalogue.

use serde::{Deserialize, Serialize};
use serde_json::Number;

use super::{Architecture, Benchmarks, Parameter, Pricing};
use crate::{Count, Extra, chat};

/// A model.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Model {
    /// What a request calls it, such as `openai/gpt-4o-mini` or `…:free`.
    pub id: String,
    /// Its dated name, which replies may use. Variants of a model share it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub canonical_slug: Option<String>,
    /// Its name on Hugging Face; may be empty.
    pub hugging_face_id: Option<String>,
    /// Its name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// When it was added, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<Count>,
    /// What it is good for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// How many tokens prompt and answer may have together. May be more than its best upstream
    /// offers; see `top_provider`.
    pub context_length: Option<Count>,
    /// What it reads and writes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub architecture: Option<Architecture>,
    /// What it costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pricing: Option<Pricing>,
    /// What its best upstream offers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_provider: Option<TopProvider>,
    /// Limits of one request; always `null` so far.
    pub per_request_limits: Option<PerRequestLimits>,
    /// The request parameters that some upstream of the model heeds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supported_parameters: Option<Vec<Parameter>>,
    /// What parameters are when the request leaves them out.
    pub default_parameters: Option<DefaultParameters>,
    /// The voices of a model that speaks.
    pub supported_voices: Option<Vec<String>>,
    /// The day up to which it knows the world, `YYYY-MM-DD`.
    pub knowledge_cutoff: Option<String>,
    /// The day on which it is withdrawn, `YYYY-MM-DD`; may be past or a far-off placeholder.
    pub expiration_date: Option<String>,
    /// More about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<ModelLinks>,
    /// How it can think.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<Reasoning>,
    /// What a `~…-latest` model stands for at present.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alias_target: Option<AliasTarget>,
    /// How it does in public benchmarks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub benchmarks: Option<Benchmarks>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What a model's best upstream offers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopProvider {
    /// How many tokens prompt and answer may have together.
    pub context_length: Option<Count>,
    /// How many tokens an answer may have.
    pub max_completion_tokens: Option<Count>,
    /// Whether prompts are moderated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_moderated: Option<bool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Limits of one request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PerRequestLimits {
    /// How many tokens a prompt may have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_tokens: Option<Number>,
    /// How many tokens an answer may have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completion_tokens: Option<Number>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What parameters are when a request leaves them out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefaultParameters {
    /// See [`chat::Request::temperature`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temperature: Option<Number>,
    /// See [`chat::Request::top_p`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_p: Option<Number>,
    /// See [`chat::Request::top_k`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_k: Option<Number>,
    /// See [`chat::Request::frequency_penalty`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frequency_penalty: Option<Number>,
    /// See [`chat::Request::presence_penalty`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub presence_penalty: Option<Number>,
    /// See [`chat::Request::repetition_penalty`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repetition_penalty: Option<Number>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// More about a model.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelLinks {
    /// The address of its endpoints, relative.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// How a model can think.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reasoning {
    /// Whether it cannot be switched off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mandatory: Option<bool>,
    /// Whether it is on when the request does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_enabled: Option<bool>,
    /// How much when the request does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_effort: Option<chat::ReasoningEffort>,
    /// How much can be asked for, the most first; none is no restriction. The API description
    /// allows `null` for an entry, which was never seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supported_efforts: Option<Vec<Option<chat::ReasoningEffort>>>,
    /// Whether a number of tokens can be asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supports_max_tokens: Option<bool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What an alias stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AliasTarget {
    /// The model's name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
