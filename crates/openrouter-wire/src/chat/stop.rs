//! What ends an answer.

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

/// Texts that end the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Stop {
    /// One text.
    One(String),
    /// Several, at most four.
    Many(Vec<String>),
}

/// When the service stops running its tools, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum StopCondition {
    /// After some steps.
    StepCountIs {
        /// How many.
        step_count: u64,
    },
    /// After a call of a tool.
    HasToolCall {
        /// Which.
        tool_name: String,
    },
    /// After some tokens.
    MaxTokensUsed {
        /// How many.
        max_tokens: u64,
    },
    /// After some cost.
    MaxCost {
        /// How much, in US dollars.
        max_cost_in_dollars: Number,
    },
    /// After an answer that ended for a reason.
    FinishReasonIs {
        /// Which.
        reason: String,
    },
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_condition_with_unknown_fields_is_kept() {
        for json in [
            json!({"type": "step_count_is", "step_count": 3, "of": "search"}),
            json!({"type": "step_count_is", "step_count": -1}),
            json!({"type": "moon_is", "phase": "full"}),
        ] {
            let condition: StopCondition = serde_json::from_value(json.clone()).unwrap();
            assert_eq!(condition, StopCondition::Other(json));
        }
    }
}
