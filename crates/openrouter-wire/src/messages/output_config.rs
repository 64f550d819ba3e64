//! What an answer is like.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Extra, open_enum::open_enum};

/// What an answer is like.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputConfig {
    /// How much effort the model puts into it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effort: Option<Effort>,
    /// The form of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<OutputFormat>,
    /// How many tokens a task may take, over several answers. The model sees what remains and
    /// plans for it; nothing stops it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_budget: Option<TaskBudget>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// How much effort a model puts into an answer.
    pub enum Effort {
        /// Little.
        Low = "low",
        /// Some.
        Medium = "medium",
        /// Much.
        High = "high",
        /// More.
        XHigh = "xhigh",
        /// As much as it can.
        Max = "max",
    }
}

/// The form of an answer: JSON that fits a schema.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputFormat {
    /// Always `json_schema`.
    #[serde(rename = "type")]
    pub kind: OutputFormatKind,
    /// The schema.
    pub schema: Map<String, Value>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Kinds of [`OutputFormat`].
    #[derive(Default)]
    pub enum OutputFormatKind {
        /// The only one.
        #[default]
        JsonSchema = "json_schema",
    }
}

/// How many tokens a task may take.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskBudget {
    /// Always `tokens`.
    #[serde(rename = "type")]
    pub kind: TaskBudgetKind,
    /// In all; at least 20,000.
    pub total: u64,
    /// What remains of it; all if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remaining: Option<u64>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Kinds of [`TaskBudget`].
    #[derive(Default)]
    pub enum TaskBudgetKind {
        /// The only one.
        #[default]
        Tokens = "tokens",
    }
}
