//! The list of models.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Model;
use crate::{Count, Extra};

/// The reply: all models, or one page of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
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

impl List {
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
