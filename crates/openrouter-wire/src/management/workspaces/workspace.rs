//! To look at workspaces.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::{Access, Count, Data, Extra, Method, Operation, Page, operation::paged_by_offset};

/// `GET /workspaces`: the workspaces of the organisation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    /// How many are passed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// How many a page has, up to 100; 50 if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
}

impl Operation for List {
    const ID: &'static str = "listWorkspaces";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/workspaces";
    const ACCESS: Access = Access::Management;
    type Response = Page<Workspace>;
}

paged_by_offset!(List => Workspace);

/// `GET /workspaces/{id}`: one workspace.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Get {
    /// Which one, by id or slug.
    #[serde(skip)]
    pub id: String,
}

impl Get {
    /// Creates a question about a workspace.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

impl Operation for Get {
    const ID: &'static str = "getWorkspace";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/workspaces/{id}";
    const ACCESS: Access = Access::Management;
    type Response = Data<Workspace>;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.id.as_str().into()]
    }
}

/// A part of an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workspace {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its name in addresses.
    pub slug: String,
    /// What it is for.
    pub description: Option<String>,
    /// The model that answers where a request names none.
    pub default_text_model: Option<String>,
    /// The same for images.
    pub default_image_model: Option<String>,
    /// What upstreams are chosen by: `price`, `throughput`, `latency` or `exacto`.
    pub default_provider_sort: Option<String>,
    /// Its default guardrail, which exists once it has been configured.
    pub default_guardrail_id: String,
    /// Whether spending through the user's own upstream keys counts for its budgets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_byok_in_budgets: Option<bool>,
    /// Whether its traffic is sent to its observability destinations.
    pub is_observability_broadcast_enabled: bool,
    /// Whether prompts and answers are kept for its members to look at.
    pub is_observability_io_logging_enabled: bool,
    /// The share of requests that is kept so, 0.0001 to 1.
    pub io_logging_sampling_rate: Number,
    /// Only requests with these keys are kept so; none is all.
    pub io_logging_api_key_ids: Option<Vec<Count>>,
    /// Whether prompts and answers may be kept by the service, for a discount.
    pub is_data_discount_logging_enabled: bool,
    /// The user who made it.
    pub created_by: Option<String>,
    /// When it was made, as an ISO 8601 time.
    pub created_at: String,
    /// When it was last changed.
    pub updated_at: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
