//! [`OpenRouterOutcome`]: what only OpenRouter says of an answer.

use llm_types::Extension;
use openrouter_wire::Extra;
use openrouter_wire::chat::{DebugInfo, ServiceTier, Usage};
use openrouter_wire::{response_cache, router};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What only OpenRouter says of an answer.
///
/// ```
/// # fn example(response: &llm_types::StandardResponse) {
/// use openrouter_provider::OpenRouterOutcome;
///
/// if let Some(outcome) = response.extension::<OpenRouterOutcome>() {
///     println!("served by {}", outcome.upstream.as_deref().unwrap_or("an unknown upstream"));
/// }
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct OpenRouterOutcome {
    /// The company that ran the model. Misleading where server tools took part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upstream: Option<String>,
    /// Why the model stopped, in the upstream's own word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub native_finish_reason: Option<String>,
    /// The upstream's configuration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system_fingerprint: Option<String>,
    /// The upstream's class of service that was really used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_tier: Option<ServiceTier>,
    /// Usage as the service wrote it: with the upstream's own cost, whether the account's own
    /// upstream key was used, and what server tools did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// How the call was routed, if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub router: Option<router::Metadata>,
    /// Whether the answer came from the service's cache, if it was asked. One that did cost nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache: Option<response_cache::Reply>,
    /// What was asked for with [`OpenRouterOptions::debug`](crate::OpenRouterOptions::debug).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub debug: Vec<DebugInfo>,
    /// The stream ended after the finish reason but without `[DONE]`: usage may be missing.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unterminated: bool,
    /// Fields that this version does not know.
    #[serde(skip_serializing_if = "UnknownFields::is_empty")]
    pub unknown: UnknownFields,
}

impl Extension for OpenRouterOutcome {
    const NAMESPACE: &'static str = "llm.outcome";
}

/// Fields of an answer that this version does not know, by the object they stood in.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct UnknownFields {
    /// Of the answer.
    #[serde(skip_serializing_if = "Extra::is_empty")]
    pub response: Extra,
    /// Of its choice.
    #[serde(skip_serializing_if = "Extra::is_empty")]
    pub choice: Extra,
    /// Of its message.
    #[serde(skip_serializing_if = "Extra::is_empty")]
    pub message: Extra,
    /// Parts of its content of kinds that this version does not know.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Value>,
}

impl UnknownFields {
    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        let Self { response, choice, message, parts } = self;
        response.is_empty() && choice.is_empty() && message.is_empty() && parts.is_empty()
    }
}

/// Takes fields over; a later value wins.
pub(crate) fn absorb(sum: &mut Extra, fields: Extra) {
    for (name, value) in serde_json::Map::from(fields) {
        sum.insert(name, value);
    }
}
