//! To look at guardrails.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Number;

use super::{BuiltinFilter, PatternFilter};
use crate::key::ResetInterval;
use crate::{Access, Data, Extra, Method, Operation, Page, operation::paged_by_offset};

/// `GET /guardrails`: the guardrails of a workspace.
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
}

impl Operation for List {
    const ID: &'static str = "listGuardrails";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/guardrails";
    const ACCESS: Access = Access::Management;
    type Response = Page<Guardrail>;
}

paged_by_offset!(List => Guardrail);

/// `GET /guardrails/{id}`: one guardrail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Get {
    /// Which one.
    #[serde(skip)]
    pub id: String,
}

impl Get {
    /// Creates a question about a guardrail.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

impl Operation for Get {
    const ID: &'static str = "getGuardrail";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/guardrails/{id}";
    const ACCESS: Access = Access::Management;
    type Response = Data<Guardrail>;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.id.as_str().into()]
    }
}

/// What keys and members that it is assigned to may spend, use and say. None is no restriction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guardrail {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The workspace that it is kept in; none for those that are older than workspaces.
    pub workspace_id: Option<String>,
    /// What may be spent, in US dollars.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_usd: Option<Number>,
    /// When the limit starts anew; never if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reset_interval: Option<ResetInterval>,
    /// Whether spending through the user's own upstream keys counts.
    pub include_byok_in_budgets: bool,
    /// Only these models, by canonical slug.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_models: Option<Vec<String>>,
    /// Not these models.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ignored_models: Option<Vec<String>>,
    /// Only these upstreams.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_providers: Option<Vec<String>>,
    /// Not these upstreams.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ignored_providers: Option<Vec<String>>,
    /// Deprecated: the value of those of the next five that are not set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enforce_zdr: Option<bool>,
    /// Whether Anthropic's models are used only where nothing is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enforce_zdr_anthropic: Option<bool>,
    /// The same for models of `OpenAI`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enforce_zdr_openai: Option<bool>,
    /// The same for Google's models.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enforce_zdr_google: Option<bool>,
    /// The same for models of xAI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enforce_zdr_xai: Option<bool>,
    /// The same for everybody else's models.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enforce_zdr_other: Option<bool>,
    /// Whether free endpoints that publish prompts are allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_free_model_publication: Option<bool>,
    /// Whether free endpoints that train on prompts are allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_free_model_training: Option<bool>,
    /// Whether paid endpoints that train on prompts are allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_paid_model_training: Option<bool>,
    /// Text of one's own that is looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_filters: Option<Vec<PatternFilter>>,
    /// Kinds of text that are looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_filter_builtins: Option<Vec<BuiltinFilter>>,
    /// When it was made, as an ISO 8601 time.
    pub created_at: String,
    /// When it was last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
