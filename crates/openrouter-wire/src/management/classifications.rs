//! `/classifications`: what the service is used for, from a sample of all requests.

use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::{Count, Data, Extra, Method, Operation, open_enum::open_enum};

/// `GET /classifications/task`: the share of each kind of task. Any API key may ask.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tasks {
    /// Of what time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
}

impl Operation for Tasks {
    const ID: &'static str = "getTaskClassifications";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/classifications/task";
    type Response = Data<Snapshot>;
}

open_enum! {
    /// A time up to yesterday.
    pub enum Window {
        /// Seven days.
        SevenDays = "7d",
    }
}

/// The shares. All are of 1, and of what could be classified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The last day that may be in it, as `YYYY-MM-DD` in UTC.
    pub as_of: String,
    /// How many days it covers.
    pub window_days: Count,
    /// Groups of kinds.
    pub macro_categories: Vec<MacroCategory>,
    /// The kinds, the most frequent first.
    pub classifications: Vec<Classification>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A group of kinds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MacroCategory {
    /// Its id: `code`, `data`, `agent` or `general`.
    pub key: String,
    /// Its name.
    pub label: String,
    /// Its share of requests.
    pub usage_share: Number,
    /// Its share of tokens.
    pub token_share: Number,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A kind of task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Classification {
    /// Its id, such as `code:general_impl`.
    pub tag: String,
    /// Its name.
    pub display_name: String,
    /// Its group.
    pub macro_category: String,
    /// Its share of requests.
    pub usage_share: Number,
    /// Its share of tokens.
    pub token_share: Number,
    /// Its share of the requests of its group.
    pub category_usage_share: Number,
    /// Its share of the tokens of its group.
    pub category_token_share: Number,
    /// The models that are used most for it.
    pub models: Vec<ModelShare>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What a model has of a kind of task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelShare {
    /// The model.
    pub id: String,
    /// Its share of the requests.
    pub tag_usage_share: Number,
    /// Its share of the tokens.
    pub tag_token_share: Number,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}
