//! Which tools the model may or must call.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Extra;

/// Which tools the model may or must call, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ToolChoice {
    /// It may call any.
    Auto(AnyTool),
    /// It must call one.
    Any(AnyTool),
    /// It may call none.
    None {},
    /// It must call a certain one.
    Tool(NamedTool),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

impl ToolChoice {
    /// Creates the choice of one tool.
    pub fn tool(name: impl Into<String>) -> Self {
        Self::Tool(NamedTool { name: name.into(), ..NamedTool::default() })
    }
}

/// The choice of any tool.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnyTool {
    /// Whether the model may call no more than one at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disable_parallel_tool_use: Option<bool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// The choice of one tool.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedTool {
    /// Which.
    pub name: String,
    /// Whether the model may call no more than one at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disable_parallel_tool_use: Option<bool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_choice_of_another_shape_is_kept() {
        assert_eq!(
            serde_json::to_value(ToolChoice::tool("wear")).unwrap(),
            json!({"type": "tool", "name": "wear"})
        );
        for json in [
            json!("auto"),
            json!({"type": "none", "why": "not"}),
            json!({"type": "tool"}),
            json!({"type": "some"}),
        ] {
            let choice: ToolChoice = serde_json::from_value(json.clone()).unwrap();
            assert_eq!(choice, ToolChoice::Other(json));
        }
    }
}
