//! To make, change and delete keys of upstreams.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};

use super::Credential;
use crate::{Access, Change, Data, Deleted, Extra, Method, Operation};

/// `POST /byok`: gives the service a key of an upstream. `Debug` does not show the key.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Create {
    /// The upstream, by slug.
    pub provider: String,
    /// The key: a secret.
    pub key: String,
    /// Its name, up to 255 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether it is switched off at first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
    /// Whether it is used only where the others have failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_fallback: Option<bool>,
    /// The workspace that may use it; the default one if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workspace_id: Option<String>,
    /// Only for these models, up to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_models: Option<Vec<String>>,
    /// Only for these API keys, 1 to 100, by hash.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_api_key_hashes: Option<Vec<String>>,
    /// Only for these users, up to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_user_ids: Option<Vec<String>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl fmt::Debug for Create {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Create")
            .field("provider", &self.provider)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl Create {
    /// Creates a key without restrictions.
    pub fn new(provider: impl Into<String>, key: impl Into<String>) -> Self {
        Self { provider: provider.into(), key: key.into(), ..Self::default() }
    }
}

impl Operation for Create {
    const ID: &'static str = "createBYOKKey";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/byok";
    const ACCESS: Access = Access::Management;
    type Response = Data<Credential>;
}

/// `PATCH /byok/{id}`: changes a key of an upstream. `Debug` does not show the key.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Update {
    /// Which one.
    #[serde(skip)]
    pub id: String,
    /// The key that takes its place: a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Its name, up to 255 characters.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    pub name: Change<String>,
    /// Whether to switch it off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
    /// Whether it is used only where the others have failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_fallback: Option<bool>,
    /// Only for these models, up to 100.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    pub allowed_models: Change<Vec<String>>,
    /// Only for these API keys, 1 to 100, by hash.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    pub allowed_api_key_hashes: Change<Vec<String>>,
    /// Only for these users, up to 100.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    pub allowed_user_ids: Change<Vec<String>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl fmt::Debug for Update {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Update")
            .field("id", &self.id)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl Update {
    /// Creates a change of nothing.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), ..Self::default() }
    }
}

impl Operation for Update {
    const ID: &'static str = "updateBYOKKey";
    const METHOD: Method = Method::Patch;
    const PATH: &'static str = "/byok/{id}";
    const ACCESS: Access = Access::Management;
    type Response = Data<Credential>;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.id.as_str().into()]
    }
}

/// `DELETE /byok/{id}`: deletes a key of an upstream, and wipes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delete {
    /// Which one.
    #[serde(skip)]
    pub id: String,
}

impl Delete {
    /// Creates the deletion of a key of an upstream.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

impl Operation for Delete {
    const ID: &'static str = "deleteBYOKKey";
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/byok/{id}";
    const ACCESS: Access = Access::Management;
    type Response = Deleted;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.id.as_str().into()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_key() {
        let create = Create::new("acme", "canary");
        let update = Update { key: Some("canary".to_owned()), ..Update::new("k") };
        let debug = format!("{create:?} {create:#?} {update:?} {update:#?}");
        assert!(debug.contains("acme") && !debug.contains("canary"), "{debug}");
        assert!(serde_json::to_string(&update).unwrap().contains("canary"));
    }
}
