//! To make, change and delete destinations.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};
use serde_json::Number;

use super::{Destination, DestinationType, FilterRules};
use crate::{Access, Change, Data, Deleted, Extra, Method, Operation};

/// `POST /observability/destinations`: makes a destination, one of up to 5 of its type. `Debug`
/// does not show its settings.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Create {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: DestinationType,
    /// The settings, as one of the types of this module has them, such as
    /// [`S3`](super::S3).
    pub config: Extra,
    /// The workspace whose requests it gets; the default one if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workspace_id: Option<String>,
    /// Whether it is switched on; it is if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Only requests with these API keys, by hash; at least one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_key_hashes: Option<Vec<String>>,
    /// Only requests that these rules let through.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter_rules: Option<FilterRules>,
    /// The share of requests that it gets, 0.0001 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sampling_rate: Option<Number>,
    /// Whether prompts and answers are left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub privacy_mode: Option<bool>,
    /// Whether it is told what requests cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub broadcast_generation_cost: Option<bool>,
    /// Whether it is told whose they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub broadcast_generation_identity: Option<bool>,
    /// Whether it is told where they came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub broadcast_generation_request_context: Option<bool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl Create {
    /// Creates a destination with the settings that its type needs.
    pub fn new(name: impl Into<String>, kind: DestinationType, config: impl Into<Extra>) -> Self {
        Self {
            name: name.into(),
            kind,
            config: config.into(),
            workspace_id: None,
            enabled: None,
            api_key_hashes: None,
            filter_rules: None,
            sampling_rate: None,
            privacy_mode: None,
            broadcast_generation_cost: None,
            broadcast_generation_identity: None,
            broadcast_generation_request_context: None,
            extra: Extra::default(),
        }
    }
}

impl Operation for Create {
    const ID: &'static str = "createObservabilityDestination";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/observability/destinations";
    const ACCESS: Access = Access::Management;
    type Response = Data<Destination>;
}

impl fmt::Debug for Create {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Create")
            .field("name", &self.name)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// `PATCH /observability/destinations/{id}`: changes a destination. `Debug` does not show its
/// settings.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Update {
    /// Which one.
    #[serde(skip)]
    pub id: String,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The settings to change; masked ones are passed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config: Option<Extra>,
    /// Whether it is switched on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Only requests with these API keys, by hash; at least one.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    pub api_key_hashes: Change<Vec<String>>,
    /// Only requests that these rules let through.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    pub filter_rules: Change<FilterRules>,
    /// The share of requests that it gets, 0.0001 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sampling_rate: Option<Number>,
    /// Whether prompts and answers are left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub privacy_mode: Option<bool>,
    /// Whether it is told what requests cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub broadcast_generation_cost: Option<bool>,
    /// Whether it is told whose they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub broadcast_generation_identity: Option<bool>,
    /// Whether it is told where they came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub broadcast_generation_request_context: Option<bool>,
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
    const ID: &'static str = "updateObservabilityDestination";
    const METHOD: Method = Method::Patch;
    const PATH: &'static str = "/observability/destinations/{id}";
    const ACCESS: Access = Access::Management;
    type Response = Data<Destination>;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.id.as_str().into()]
    }
}

impl fmt::Debug for Update {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Update")
            .field("id", &self.id)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// `DELETE /observability/destinations/{id}`: deletes a destination.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delete {
    /// Which one.
    #[serde(skip)]
    pub id: String,
}

impl Delete {
    /// Creates the deletion of a destination.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

impl Operation for Delete {
    const ID: &'static str = "deleteObservabilityDestination";
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/observability/destinations/{id}";
    const ACCESS: Access = Access::Management;
    type Response = Deleted;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.id.as_str().into()]
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn config() -> Extra {
        [("apiKey".to_owned(), json!("canary"))].into_iter().collect()
    }

    #[test]
    fn a_destination_is_made_with_its_settings() {
        let create = Create::new("d", DestinationType::Langsmith, config());
        insta::assert_snapshot!(
            serde_json::to_string(&create).unwrap(),
            @r#"{"name":"d","type":"langsmith","config":{"apiKey":"canary"}}"#
        );
    }

    #[test]
    fn debug_shows_no_settings() {
        let create = Create::new("d", DestinationType::Langsmith, config());
        let update = Update { config: Some(config()), ..Update::new("x") };
        let debug = format!("{create:?} {create:#?} {update:?} {update:#?}");
        assert!(debug.contains("Langsmith") && !debug.contains("canary"), "{debug}");
    }
}
