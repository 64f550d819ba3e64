//! What the router did with a call: `openrouter_metadata`.
//!
//! Only sent when asked for with the header [`METADATA`](crate::headers::METADATA); beside
//! `choices` in a reply, on the last chunk of a stream, and beside `error` in a refusal. Left
//! out of 500s, of rejected keys and rate limits, and of hits of the response cache.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

use crate::{Count, Extra, open_enum::open_enum};

/// How a call was routed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// The model as the request named it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requested: Option<String>,
    /// How the model was chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strategy: Option<Strategy>,
    /// The region that handled the call.
    pub region: Option<String>,
    /// The routing in one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// The attempt that answered, from 1; 0 if no upstream was reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempt: Option<Count>,
    /// Whether the user's own upstream key was used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_byok: Option<bool>,
    /// The endpoints that came into question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoints: Option<Endpoints>,
    /// The upstreams that were tried, in order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempts: Option<Vec<Attempt>>,
    /// Settings of the router.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub params: Option<Params>,
    /// Plugins and guardrails that saw the call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pipeline: Option<Vec<Stage>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// How the model was chosen.
    pub enum Strategy {
        /// The named model.
        Direct = "direct",
        /// `openrouter/auto`.
        Auto = "auto",
        /// `openrouter/free`.
        Free = "free",
        /// A `~…-latest` alias.
        Latest = "latest",
        /// Another alias.
        Alias = "alias",
        /// A later entry of `models`.
        Fallback = "fallback",
        /// `openrouter/pareto-code`.
        Pareto = "pareto",
        /// `openrouter/bodybuilder`.
        Bodybuilder = "bodybuilder",
        /// `openrouter/fusion`.
        Fusion = "fusion",
    }
}

/// The endpoints that came into question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoints {
    /// How many there were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<Count>,
    /// Those that could be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub available: Option<Vec<Endpoint>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A model at an upstream.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// The upstream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// The model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Whether it answered; never set on failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selected: Option<bool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// One try at an upstream.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// The upstream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// The model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The HTTP status it gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Count>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Settings of the router.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Params {
    /// The group of model versions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_group: Option<String>,
    /// The least quality that was acceptable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quality_floor: Option<Number>,
    /// The least throughput that was acceptable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub throughput_floor: Option<Number>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// One stage that the call passed through.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    /// What kind of stage it is.
    pub kind: Option<StageKind>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it did, in one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// What it did, in its own terms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<Map<String, Value>>,
    /// The guardrail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guardrail_id: Option<String>,
    /// Whom the guardrail is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guardrail_scope: Option<String>,
    /// What it cost, in US dollars.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_usd: Option<Number>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Kinds of [`Stage`].
    pub enum StageKind {
        /// A guardrail.
        Guardrail = "guardrail",
        /// A plugin.
        Plugin = "plugin",
        /// Tools that the service ran.
        ServerTools = "server_tools",
        /// Repair of malformed JSON.
        ResponseHealing = "response_healing",
        /// Shortening of the prompt.
        ContextCompression = "context_compression",
    }
}
