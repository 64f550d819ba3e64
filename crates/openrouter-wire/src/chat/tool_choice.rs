//! Which tools the model may or must call.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Extra, open_enum::open_enum};

/// Which tools the model may or must call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ToolChoice {
    /// Whether it may or must call any.
    Mode(ToolChoiceMode),
    /// The one it must call.
    Named(NamedTool),
    /// Another shape.
    Other(Value),
}

impl ToolChoice {
    /// Creates the choice of one function.
    pub fn function(name: impl Into<String>) -> Self {
        let function = FunctionName { name: name.into(), extra: Extra::default() };
        Self::Named(NamedTool::Function { function })
    }
}

open_enum! {
    /// Whether the model may or must call tools.
    pub enum ToolChoiceMode {
        /// It may not.
        None = "none",
        /// It may.
        Auto = "auto",
        /// It must.
        Required = "required",
    }
}

/// The tool that the model must call, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum NamedTool {
    /// A function of the application.
    Function {
        /// Which.
        function: FunctionName,
    },
    /// A tool that the service runs.
    #[serde(untagged)]
    Server(ServerToolChoice),
}

/// The name of a function.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunctionName {
    /// The name.
    pub name: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A tool that the service runs, by its type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerToolChoice {
    /// The type, such as `openrouter:web_search`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(json: &Value, choice: &ToolChoice) {
        assert_eq!(&serde_json::from_value::<ToolChoice>(json.clone()).unwrap(), choice);
        assert_eq!(&serde_json::to_value(choice).unwrap(), json);
    }

    #[test]
    fn a_choice_is_a_mode_or_a_tool() {
        check(&json!("required"), &ToolChoice::Mode(ToolChoiceMode::Required));
        check(&json!("any"), &ToolChoice::Mode(ToolChoiceMode::Other("any".to_owned())));
        check(&json!({"type": "function", "function": {"name": "f"}}), &ToolChoice::function("f"));
        let kind = "openrouter:web_search".to_owned();
        let server = NamedTool::Server(ServerToolChoice { kind, ..ServerToolChoice::default() });
        check(&json!({"type": "openrouter:web_search"}), &ToolChoice::Named(server));
        check(&json!(1), &ToolChoice::Other(json!(1)));
    }
}
