//! What sessions with agents cost.

use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::{Count, Extra, Method, Operation, open_enum::open_enum};

/// `GET /datasets/session-cost`: what a session costs with an agent and a model, by its length.
/// Renewed every week.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionCosts {
    /// One agent only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app_slug: Option<String>,
    /// One model only, by permanent slug.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Sessions of a length only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turn_range: Option<TurnRange>,
    /// How many rows come, up to 500; 100 if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// How many are passed over, up to 5000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
}

impl Operation for SessionCosts {
    const ID: &'static str = "getSessionCost";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/datasets/session-cost";
    type Response = SessionsResponse;
}

open_enum! {
    /// How many turns a session has.
    pub enum TurnRange {
        /// One.
        One = "1-turn",
        /// Two to nine.
        Few = "2-9-turns",
        /// Ten to 49.
        Tens = "10-49-turns",
        /// 50 or more.
        Many = "50-plus-turns",
    }
}

/// The reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionsResponse {
    /// The rows.
    pub data: Vec<SessionCost>,
    /// About the figures.
    pub meta: SessionMeta,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What a session costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionCost {
    /// The agent.
    pub app_slug: String,
    /// The agent's name.
    pub app_name: String,
    /// The model.
    pub model_permaslug: String,
    /// How many turns a session has.
    pub turn_range: TurnRange,
    /// What half of the sessions cost at most, in US dollars.
    pub median_session_cost_usd: Number,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// About the figures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionMeta {
    /// From how many days they are; none if there are no figures yet.
    pub window_days: Option<Count>,
    /// The last of these days.
    pub window_end_date: Option<String>,
    /// When the reply was made, as an ISO 8601 time.
    pub as_of: String,
    /// The version of the dataset: `v1`.
    pub version: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
