//! Small settings of a request.

use serde::{Deserialize, Serialize};

use crate::{Extra, open_enum::open_enum};

/// What a stream contains. Has no effect any more.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamOptions {
    /// Whether the stream ends with usage; it always does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_usage: Option<bool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What usage contains. Has no effect any more.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsageOptions {
    /// Whether usage has the cost; it always does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include: Option<bool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// How spoken answers sound.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AudioOptions {
    /// The voice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voice: Option<String>,
    /// The format, such as `wav` or `pcm16`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What a stream tells for debugging.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DebugOptions {
    /// Adds a first chunk with the body that went upstream, one for each upstream tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub echo_upstream_body: Option<bool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Where a call belongs in a trace. Other keys are passed on as well: put them in `extra`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// The trace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace_id: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace_name: Option<String>,
    /// The name of the enclosing span.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span_name: Option<String>,
    /// The name of this call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generation_name: Option<String>,
    /// The enclosing span.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_span_id: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Settings of xAI's search of X.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct XSearchFilter {
    /// Only these accounts; at most 20, not with `excluded_x_handles`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_x_handles: Option<Vec<String>>,
    /// Not these accounts; at most 20.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excluded_x_handles: Option<Vec<String>>,
    /// From this day, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_date: Option<String>,
    /// Up to this day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_date: Option<String>,
    /// Whether images are looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_image_understanding: Option<bool>,
    /// Whether videos are looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_video_understanding: Option<bool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Deprecated: how routing groups endpoints.
    pub enum Route {
        /// By model: falls back to the next model last.
        Fallback = "fallback",
        /// Not at all: sorts the endpoints of all models together.
        Sort = "sort",
    }
}

open_enum! {
    /// An upstream's class of service, asked for or given.
    pub enum ServiceTier {
        /// The upstream chooses.
        Auto = "auto",
        /// The ordinary one.
        Default = "default",
        /// The same as `priority`.
        Fast = "fast",
        /// Cheaper and slower.
        Flex = "flex",
        /// Dearer and faster.
        Priority = "priority",
        /// Reserved capacity, at OpenAI.
        Scale = "scale",
        /// Reserved capacity, at Google. Only in replies, undocumented.
        Provisioned = "provisioned",
    }
}

open_enum! {
    /// Anthropic's name of a class of service.
    pub enum Speed {
        /// The ordinary one.
        Standard = "standard",
        /// Dearer and faster.
        Fast = "fast",
    }
}

open_enum! {
    /// How long an answer is.
    pub enum Verbosity {
        /// Short.
        Low = "low",
        /// The usual.
        Medium = "medium",
        /// Long.
        High = "high",
        /// Longer.
        XHigh = "xhigh",
        /// As long as it gets.
        Max = "max",
    }
}
