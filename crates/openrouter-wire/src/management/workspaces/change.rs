//! To make, change and delete workspaces.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Number;

use super::Workspace;
use crate::{Access, Change, Count, Data, Deleted, Extra, Method, Operation};

/// `POST /workspaces`: makes a workspace.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Create {
    /// Its name, 1 to 100 characters.
    pub name: String,
    /// Its name in addresses, 1 to 50 characters: lower case letters and digits, with
    /// single hyphens between.
    pub slug: String,
    /// What it is for, up to 500 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The model that answers where a request names none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_text_model: Option<String>,
    /// The same for images.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_image_model: Option<String>,
    /// What upstreams are chosen by: `price`, `throughput`, `latency` or `exacto`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_provider_sort: Option<String>,
    /// Whether its traffic is sent to its observability destinations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_observability_broadcast_enabled: Option<bool>,
    /// Whether prompts and answers are kept for its members to look at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_observability_io_logging_enabled: Option<bool>,
    /// The share of requests that is kept so, 0.0001 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub io_logging_sampling_rate: Option<Number>,
    /// Only requests with these keys are kept so; all if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub io_logging_api_key_ids: Option<Vec<Count>>,
    /// Whether prompts and answers may be kept by the service, for a discount.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_data_discount_logging_enabled: Option<bool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Create {
    /// Creates a workspace with the usual settings.
    pub fn new(name: impl Into<String>, slug: impl Into<String>) -> Self {
        Self { name: name.into(), slug: slug.into(), ..Self::default() }
    }
}

impl Operation for Create {
    const ID: &'static str = "createWorkspace";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/workspaces";
    const ACCESS: Access = Access::Management;
    type Response = Data<Workspace>;
}

/// `PATCH /workspaces/{id}`: changes a workspace.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Update {
    /// Which one, by id or slug.
    #[serde(skip)]
    pub id: String,
    /// Its name, 1 to 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its name in addresses, as for a new one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// What it is for, up to 500 characters.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    pub description: Change<String>,
    /// The model that answers where a request names none.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    pub default_text_model: Change<String>,
    /// The same for images.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    pub default_image_model: Change<String>,
    /// What upstreams are chosen by: `price`, `throughput`, `latency` or `exacto`.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    pub default_provider_sort: Change<String>,
    /// Whether its traffic is sent to its observability destinations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_observability_broadcast_enabled: Option<bool>,
    /// Whether prompts and answers are kept for its members to look at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_observability_io_logging_enabled: Option<bool>,
    /// The share of requests that is kept so, 0.0001 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub io_logging_sampling_rate: Option<Number>,
    /// Only requests with these keys are kept so; all if there are none.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    pub io_logging_api_key_ids: Change<Vec<Count>>,
    /// Whether prompts and answers may be kept by the service, for a discount.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_data_discount_logging_enabled: Option<bool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Update {
    /// Creates a change of nothing.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), ..Self::default() }
    }
}

impl Operation for Update {
    const ID: &'static str = "updateWorkspace";
    const METHOD: Method = Method::Patch;
    const PATH: &'static str = "/workspaces/{id}";
    const ACCESS: Access = Access::Management;
    type Response = Data<Workspace>;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.id.as_str().into()]
    }
}

/// `DELETE /workspaces/{id}`: deletes a workspace without keys, and all else that is in it. The
/// default workspace cannot be deleted by everybody yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delete {
    /// Which one, by id or slug.
    #[serde(skip)]
    pub id: String,
}

impl Delete {
    /// Creates the deletion of a workspace.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

impl Operation for Delete {
    const ID: &'static str = "deleteWorkspace";
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/workspaces/{id}";
    const ACCESS: Access = Access::Management;
    type Response = Deleted;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.id.as_str().into()]
    }
}
