//! Which requests a destination gets.

use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::{Extra, open_enum::open_enum};

/// Groups of rules. A request must satisfy each group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterRules {
    /// Whether the rules count; they do if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// The groups.
    pub groups: Vec<RuleGroup>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Rules that belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleGroup {
    /// How many of them must be satisfied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logic: Option<Logic>,
    /// The rules.
    pub rules: Vec<Rule>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// How many rules must be satisfied.
    pub enum Logic {
        /// All.
        And = "and",
        /// One.
        Or = "or",
    }
}

/// A condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// What is compared.
    pub field: RuleField,
    /// How.
    pub operator: RuleOperator,
    /// With what; `exists` and `not_exists` need nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<RuleValue>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What something is compared with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum RuleValue {
    /// Text.
    Text(String),
    /// A number.
    Number(Number),
}

open_enum! {
    /// What is compared.
    pub enum RuleField {
        /// The model.
        Model = "model",
        /// The upstream.
        Provider = "provider",
        /// The session.
        SessionId = "session_id",
        /// The end user.
        UserId = "user_id",
        /// The name of the API key.
        ApiKeyName = "api_key_name",
        /// Why the answer ended.
        FinishReason = "finish_reason",
        /// The prompt.
        Input = "input",
        /// The answer.
        Output = "output",
        /// The cost, in US dollars.
        TotalCost = "total_cost",
        /// The tokens of both.
        TotalTokens = "total_tokens",
        /// The tokens of the prompt.
        PromptTokens = "prompt_tokens",
        /// The tokens of the answer.
        CompletionTokens = "completion_tokens",
    }
}

open_enum! {
    /// How something is compared.
    pub enum RuleOperator {
        /// Equal.
        Equals = "equals",
        /// Not equal.
        NotEquals = "not_equals",
        /// It contains the value.
        Contains = "contains",
        /// It does not contain the value.
        NotContains = "not_contains",
        /// It matches the value, a regular expression.
        Regex = "regex",
        /// It starts with the value.
        StartsWith = "starts_with",
        /// It ends with the value.
        EndsWith = "ends_with",
        /// Greater.
        Gt = "gt",
        /// Less.
        Lt = "lt",
        /// Greater or equal.
        Gte = "gte",
        /// Less or equal.
        Lte = "lte",
        /// It is there.
        Exists = "exists",
        /// It is not there.
        NotExists = "not_exists",
    }
}
