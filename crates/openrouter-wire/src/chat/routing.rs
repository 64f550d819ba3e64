//! Which upstreams a call may go to.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

use crate::{Amount, Extra, open_enum::open_enum};

/// Which upstreams a call may go to, and in what order.
///
/// Upstreams are named by slug (`google-vertex`, or `google-vertex/us-east5` for one of its
/// endpoints); display names work as well. A slug does not cover endpoints of another class of
/// service, such as `openai/flex`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderPreferences {
    /// Try these first, in this order. Switches load balancing off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<Vec<String>>,
    /// Use no others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub only: Option<Vec<String>>,
    /// Do not use these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ignore: Option<Vec<String>>,
    /// Whether others may be tried when the first fails; yes if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_fallbacks: Option<bool>,
    /// Whether an upstream must support every parameter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub require_parameters: Option<bool>,
    /// Whether an upstream may keep data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_collection: Option<DataCollection>,
    /// Whether an upstream must keep no data at all. Cannot switch off what the account demands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zdr: Option<bool>,
    /// Whether the model must allow its output for training.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enforce_distillable_text: Option<bool>,
    /// Only these quantizations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantizations: Option<Vec<Quantization>>,
    /// What to prefer. Switches load balancing off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort: Option<Sort>,
    /// Prefer upstreams with this many tokens a second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preferred_min_throughput: Option<Threshold>,
    /// Prefer upstreams that answer within these seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preferred_max_latency: Option<Threshold>,
    /// The highest price.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_price: Option<MaxPrice>,
    /// Settings by upstream; for images, video, speech and transcripts only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<Map<String, Value>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Whether an upstream may keep data.
    pub enum DataCollection {
        /// It may.
        Allow = "allow",
        /// It may not.
        Deny = "deny",
    }
}

open_enum! {
    /// How precise a model's weights are.
    pub enum Quantization {
        /// 4-bit integers.
        Int4 = "int4",
        /// 8-bit integers.
        Int8 = "int8",
        /// 4-bit floats.
        Fp4 = "fp4",
        /// 4-bit floats with shared exponents.
        Mxfp4 = "mxfp4",
        /// 4-bit floats, Nvidia's way.
        Nvfp4 = "nvfp4",
        /// 6-bit floats.
        Fp6 = "fp6",
        /// 8-bit floats.
        Fp8 = "fp8",
        /// 8-bit floats with shared exponents.
        Mxfp8 = "mxfp8",
        /// 16-bit floats.
        Fp16 = "fp16",
        /// 16-bit floats with a wide range.
        Bf16 = "bf16",
        /// 32-bit floats.
        Fp32 = "fp32",
        /// Not told.
        Unknown = "unknown",
    }
}

/// What to prefer, with or without how to group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Sort {
    /// Only what to prefer.
    By(SortKey),
    /// Both.
    Config(SortConfig),
}

/// What to prefer and how to group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SortConfig {
    /// What to prefer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<SortKey>,
    /// How to group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partition: Option<Partition>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// What to prefer in an upstream.
    pub enum SortKey {
        /// Low price.
        Price = "price",
        /// Many tokens a second.
        Throughput = "throughput",
        /// An early first token.
        Latency = "latency",
        /// Reliable tool calls.
        Exacto = "exacto",
    }
}

open_enum! {
    /// How endpoints are grouped before they are sorted.
    pub enum Partition {
        /// By model.
        Model = "model",
        /// Not at all.
        None = "none",
    }
}

/// A threshold for one percentile or for several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Threshold {
    /// For the median.
    Median(Number),
    /// For several percentiles.
    Percentiles(Percentiles),
}

/// Thresholds by percentile, measured over five minutes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Percentiles {
    /// For the median.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p50: Option<Number>,
    /// For three calls in four.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p75: Option<Number>,
    /// For nine calls in ten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p90: Option<Number>,
    /// For all but one call in a hundred.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p99: Option<Number>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The highest price, in US dollars: for a million tokens, or for one request or image. An
/// upstream that asks more is excluded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaxPrice {
    /// For a million tokens of the prompt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt: Option<Amount>,
    /// For a million tokens of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completion: Option<Amount>,
    /// For a request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<Amount>,
    /// For an image.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<Amount>,
    /// For sound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio: Option<Amount>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
