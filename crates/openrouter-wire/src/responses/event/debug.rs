//! What a stream tells for debugging.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Count, Extra, open_enum::open_enum};

/// What a stream tells for debugging.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DebugEvent {
    /// What it tells.
    pub debug: DebugInfo,
    /// Which event of the stream it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence_number: Option<Count>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What a stream tells for debugging.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DebugInfo {
    /// The body that went upstream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub echo_upstream_body: Option<Map<String, Value>>,
    /// When something happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timings: Option<Timing>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// When something happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timing {
    /// What happened.
    pub event: Milestone,
    /// When, in milliseconds since 1970.
    pub epoch_ms: Count,
    /// When, in milliseconds since the call began.
    pub start_ms: Count,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// What happens in a call.
    #[derive(Default)]
    pub enum Milestone {
        /// The request goes upstream.
        #[default]
        AdapterRequest = "adapter_request",
        /// The upstream answers.
        UpstreamHeadersReceived = "upstream_headers_received",
        /// The first token comes.
        FirstTokenReceived = "first_token_received",
        /// The answer ends.
        UpstreamBodyEnded = "upstream_body_ended",
    }
}
