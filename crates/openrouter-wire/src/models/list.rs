//! The list of models.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Model;
use crate::{Access, Count, Extra, Method, Operation};

/// Asks for the models, all of them unless a page is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    /// How many models are passed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// How many models a page has, up to 1000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
}

impl Operation for List {
    const ID: &'static str = "getModels";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/models";
    const ACCESS: Access = Access::Public;
    type Response = ListResponse;
}

/// The reply: all models, or one page of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListResponse {
    /// The models.
    pub data: Vec<Entry>,
    /// How many there are on all pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_count: Option<Count>,
    /// Where the next page is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<Links>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl ListResponse {
    /// Visits the models that could be read.
    pub fn models(&self) -> impl Iterator<Item = &Model> {
        self.data.iter().filter_map(Entry::model)
    }

    /// Returns the models that could be read and drops the rest.
    pub fn into_models(self) -> impl Iterator<Item = Model> {
        self.data.into_iter().filter_map(|entry| match entry {
            Entry::Model(model) => Some(*model),
            Entry::Unreadable(_) => None,
        })
    }
}

/// One row of the list.
///
/// A row that does not have the shape of a model does not cost the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Entry {
    /// A model.
    Model(Box<Model>),
    /// Something else.
    Unreadable(Value),
}

impl Entry {
    /// Returns the model, if the row could be read.
    pub fn model(&self) -> Option<&Model> {
        match self {
            Self::Model(model) => Some(model),
            Self::Unreadable(_) => None,
        }
    }
}

/// Where the next page is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// The address of the next page, relative; none on the last one.
    pub next: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Modality, decode, fixtures};

    fn list() -> ListResponse {
        decode(fixtures::MODELS.as_bytes()).unwrap()
    }

    #[test]
    fn a_row_that_is_no_model_does_not_cost_the_others() {
        let ids: Vec<_> = list().into_models().map(|model| model.id).collect();
        assert_eq!(ids, ["acme/quill-2:free", "openrouter/auto"]);
        assert_eq!((list().data.len(), list().models().count()), (3, 2));
    }

    #[test]
    fn a_model_is_read() {
        let list = list();
        let model = list.models().next().unwrap();
        let architecture = model.architecture.as_ref().unwrap();
        assert_eq!(architecture.input_modalities, Some(vec![Modality::Text, Modality::Image]));
        let prompt = model.pricing.as_ref().unwrap().prompt.as_ref().unwrap();
        assert_eq!(prompt.to_string(), "0.0000000833333333333333");
        assert_eq!(model.context_length.as_ref().unwrap().get(), Some(131_072));
        assert_eq!(list.links.unwrap().next.as_deref(), Some("/api/v1/models?offset=3"));
    }
}
