//! To look at keys of upstreams.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Access, Count, Data, Extra, Method, Operation, Page, operation::paged_by_offset};

/// `GET /byok`: the keys of a workspace.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    /// How many are passed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// How many a page has, up to 100; 50 if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// Which workspace; the default one if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workspace_id: Option<String>,
    /// One upstream only, by slug.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
}

impl Operation for List {
    const ID: &'static str = "listBYOKKeys";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/byok";
    const ACCESS: Access = Access::Management;
    type Response = Page<Credential>;
}

paged_by_offset!(List => Credential);

/// `GET /byok/{id}`: one key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Get {
    /// Which one.
    #[serde(skip)]
    pub id: String,
}

impl Get {
    /// Creates a question about a key of an upstream.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

impl Operation for Get {
    const ID: &'static str = "getBYOKKey";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/byok/{id}";
    const ACCESS: Access = Access::Management;
    type Response = Data<Credential>;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.id.as_str().into()]
    }
}

/// A key of an upstream. The key itself is never given back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credential {
    /// Its id.
    pub id: String,
    /// The upstream, by slug. Their list grows every week.
    pub provider: String,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its masked characters.
    pub label: String,
    /// Whether it is switched off.
    pub disabled: bool,
    /// Whether it is used only where the others have failed.
    pub is_fallback: bool,
    /// Its place among those of the upstream; lower ones are tried first.
    pub sort_order: Count,
    /// The workspace that may use it; none is all of them.
    pub workspace_id: Option<String>,
    /// Only for these models; none is no restriction.
    pub allowed_models: Option<Vec<String>>,
    /// Only for these API keys, by hash; none is no restriction.
    pub allowed_api_key_hashes: Option<Vec<String>>,
    /// Only for these users; none is no restriction.
    pub allowed_user_ids: Option<Vec<String>>,
    /// When it was made, as an ISO 8601 time.
    pub created_at: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
