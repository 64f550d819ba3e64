//! `GET /activity`: what the account did, day by day. For management keys only.
//!
//! It covers the last 30 whole days, in UTC.

use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::{Access, Count, Extra, Method, Operation, open_enum::open_enum};

/// Asks what the account did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Get {
    /// One day only, as `YYYY-MM-DD`, of the last 30.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// One key only, by its hash.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_key_hash: Option<String>,
    /// One member of the organisation only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// One row more for each of these; without it rows are by day and endpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_by: Option<GroupBy>,
    /// One workspace only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workspace_id: Option<String>,
}

impl Operation for Get {
    const ID: &'static str = "getUserActivity";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/activity";
    const ACCESS: Access = Access::Management;
    type Response = Response;
}

open_enum! {
    /// What rows are told apart by, beside day and endpoint.
    pub enum GroupBy {
        /// The workspace.
        Workspace = "workspace",
    }
}

/// The reply.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// One row for each day and endpoint, and for each workspace if asked for.
    pub data: Vec<Activity>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What one endpoint was used for on one day. Amounts are in US dollars.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// The day, as `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Its exact version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model_permaslug: Option<String>,
    /// The service's id of the upstream's endpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint_id: Option<String>,
    /// The upstream, by its display name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_name: Option<String>,
    /// How many requests there were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requests: Option<Count>,
    /// Tokens of prompts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_tokens: Option<Count>,
    /// Tokens of answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completion_tokens: Option<Count>,
    /// Tokens of thinking.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning_tokens: Option<Count>,
    /// What the account paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<Number>,
    /// What was paid through the user's own upstream keys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub byok_usage_inference: Option<Number>,
    /// The workspace, where rows are split by it (`group_by=workspace`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workspace_id: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{decode, fixtures};

    #[test]
    fn each_row_is_read() {
        let reply: Response = decode(fixtures::ACTIVITY.as_bytes()).unwrap();
        let [first, second] = reply.data.try_into().unwrap();
        assert_eq!(first.date.as_deref(), Some("2026-08-24"));
        assert_eq!(first.requests.unwrap().get(), Some(5));
        assert_eq!(first.workspace_id, None);
        assert_eq!(second.workspace_id.as_deref(), Some("8d0e1c5a-0000-4000-8000-000000000001"));
    }
}
