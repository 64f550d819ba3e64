//! To make, change and delete guardrails.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Number;

use super::{BuiltinFilter, Guardrail, PatternFilter};
use crate::key::ResetInterval;
use crate::{Access, Change, Data, Deleted, Extra, Method, Operation};

/// `POST /guardrails`: makes a guardrail. What is left out is no restriction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Create {
    /// Its name, 1 to 200 characters.
    pub name: String,
    /// What it is for, up to 1000 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The workspace that it is kept in; the default one if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workspace_id: Option<String>,
    /// What may be spent, in US dollars.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_usd: Option<Number>,
    /// When the limit starts anew; never if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reset_interval: Option<ResetInterval>,
    /// Whether spending through the user's own upstream keys counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_byok_in_budgets: Option<bool>,
    /// Only these models, by slug; at least one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_models: Option<Vec<String>>,
    /// Not these models; at least one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ignored_models: Option<Vec<String>>,
    /// Only these upstreams; at least one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_providers: Option<Vec<String>>,
    /// Not these upstreams; at least one.
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
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Create {
    /// Creates a guardrail that restricts nothing yet.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }
}

impl Operation for Create {
    const ID: &'static str = "createGuardrail";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/guardrails";
    const ACCESS: Access = Access::Management;
    type Response = Data<Guardrail>;
}

/// `PATCH /guardrails/{id}`: changes a guardrail. A list that is set takes the place of the
/// whole list before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Update {
    /// Which one. That of a workspace's default guardrail makes it, if nobody has
    /// configured it yet.
    #[serde(skip)]
    pub id: String,
    /// Its name, 1 to 200 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is for, up to 1000 characters.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    pub description: Change<String>,
    /// What may be spent, in US dollars.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    pub limit_usd: Change<Number>,
    /// When the limit starts anew.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    pub reset_interval: Change<ResetInterval>,
    /// Whether spending through the user's own upstream keys counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_byok_in_budgets: Option<bool>,
    /// Only these models, by slug; at least one.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    pub allowed_models: Change<Vec<String>>,
    /// Not these models; at least one.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    pub ignored_models: Change<Vec<String>>,
    /// Only these upstreams; at least one.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    pub allowed_providers: Change<Vec<String>>,
    /// Not these upstreams; at least one.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    pub ignored_providers: Change<Vec<String>>,
    /// Deprecated: the value of those of the next five that are not set.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    pub enforce_zdr: Change<bool>,
    /// Whether Anthropic's models are used only where nothing is kept.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    pub enforce_zdr_anthropic: Change<bool>,
    /// The same for models of `OpenAI`.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    pub enforce_zdr_openai: Change<bool>,
    /// The same for Google's models.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    pub enforce_zdr_google: Change<bool>,
    /// The same for models of xAI.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    pub enforce_zdr_xai: Change<bool>,
    /// The same for everybody else's models.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    pub enforce_zdr_other: Change<bool>,
    /// Whether free endpoints that publish prompts are allowed.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    pub enable_free_model_publication: Change<bool>,
    /// Whether free endpoints that train on prompts are allowed.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    pub enable_free_model_training: Change<bool>,
    /// Whether paid endpoints that train on prompts are allowed.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    pub enable_paid_model_training: Change<bool>,
    /// Text of one's own that is looked for.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    pub content_filters: Change<Vec<PatternFilter>>,
    /// Kinds of text that are looked for.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    pub content_filter_builtins: Change<Vec<BuiltinFilter>>,
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
    const ID: &'static str = "updateGuardrail";
    const METHOD: Method = Method::Patch;
    const PATH: &'static str = "/guardrails/{id}";
    const ACCESS: Access = Access::Management;
    type Response = Data<Guardrail>;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.id.as_str().into()]
    }
}

/// `DELETE /guardrails/{id}`: deletes a guardrail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delete {
    /// Which one.
    #[serde(skip)]
    pub id: String,
}

impl Delete {
    /// Creates the deletion of a guardrail.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

impl Operation for Delete {
    const ID: &'static str = "deleteGuardrail";
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/guardrails/{id}";
    const ACCESS: Access = Access::Management;
    type Response = Deleted;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.id.as_str().into()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode;

    #[test]
    fn restrictions_are_kept_lifted_or_set() {
        for json in [
            "{}",
            r#"{"limit_usd":null,"allowed_models":null,"enforce_zdr_other":null}"#,
            r#"{"limit_usd":0.5,"allowed_models":["acme/quill-2"],"enforce_zdr_other":false}"#,
        ] {
            let update: Update = decode(json.as_bytes()).unwrap();
            assert_eq!(serde_json::to_string(&update).unwrap(), json);
        }
        let update = Update { limit_usd: Change::Clear, ..Update::new("g") };
        assert_eq!(update.path().unwrap(), "/guardrails/g");
        assert_eq!(serde_json::to_string(&update).unwrap(), r#"{"limit_usd":null}"#);
    }
}
