//! To make, change and delete keys.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Number;

use super::{Created, Response};
use crate::{Access, Change, Deleted, Extra, Method, Operation, key::ResetInterval};

/// The body of `POST /keys`: a new key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Create {
    /// Its name; not empty.
    pub name: String,
    /// What it may spend, in US dollars; without a limit if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<Number>,
    /// When the limit starts anew; never if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_reset: Option<ResetInterval>,
    /// Whether spending through the user's own upstream keys counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_byok_in_limit: Option<bool>,
    /// When it ends, as an ISO 8601 time in UTC: the service refuses other time zones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    /// The workspace that it belongs to; the default one if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workspace_id: Option<String>,
    /// The member of the organisation who makes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator_user_id: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Create {
    /// Creates a request with everything left to its default.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }
}

/// The body of `PATCH /keys/{hash}`: what to change. When a key ends cannot be changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Update {
    /// Which key; not the key itself.
    #[serde(skip)]
    pub hash: String,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether to switch it off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
    /// What it may spend, in US dollars.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    pub limit: Change<Number>,
    /// When the limit starts anew.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    pub limit_reset: Change<ResetInterval>,
    /// Whether spending through the user's own upstream keys counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_byok_in_limit: Option<bool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Operation for Create {
    const ID: &'static str = "createKeys";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/keys";
    const ACCESS: Access = Access::Management;
    type Response = Created;
}

impl Operation for Update {
    const ID: &'static str = "updateKeys";
    const METHOD: Method = Method::Patch;
    const PATH: &'static str = "/keys/{hash}";
    const ACCESS: Access = Access::Management;
    type Response = Response;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.hash.as_str().into()]
    }
}

impl Update {
    /// Creates a change of nothing.
    pub fn new(hash: impl Into<String>) -> Self {
        Self { hash: hash.into(), ..Self::default() }
    }
}

/// `DELETE /keys/{hash}`: deletes a key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delete {
    /// Which key; not the key itself.
    #[serde(skip)]
    pub hash: String,
}

impl Delete {
    /// Creates the deletion of a key.
    pub fn new(hash: impl Into<String>) -> Self {
        Self { hash: hash.into() }
    }
}

impl Operation for Delete {
    const ID: &'static str = "deleteKeys";
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/keys/{hash}";
    const ACCESS: Access = Access::Management;
    type Response = Deleted;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.hash.as_str().into()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode;

    #[test]
    fn a_new_key_needs_a_name_only() {
        let request = Create::new("reports");
        assert_eq!(serde_json::to_string(&request).unwrap(), r#"{"name":"reports"}"#);
    }

    #[test]
    fn a_limit_is_kept_taken_away_or_set() {
        for (json, limit) in [
            ("{}", Change::Keep),
            (r#"{"limit":null}"#, Change::Clear),
            (r#"{"limit":5}"#, Change::Set(5.into())),
        ] {
            let request: Update = decode(json.as_bytes()).unwrap();
            assert_eq!(request.limit, limit, "{json}");
            assert_eq!(serde_json::to_string(&request).unwrap(), json);
        }
        let request = Update { limit_reset: ResetInterval::Daily.into(), ..Update::default() };
        assert_eq!(serde_json::to_string(&request).unwrap(), r#"{"limit_reset":"daily"}"#);
    }
}
