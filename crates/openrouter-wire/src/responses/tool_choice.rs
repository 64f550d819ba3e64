//! Which tools the model may or must call.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Bare;
use crate::{
    Extra,
    chat::{FunctionName, ServerToolChoice, ToolChoiceMode},
    open_enum::open_enum,
};

/// Which tools the model may or must call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ToolChoice {
    /// Whether it may or must call any.
    Mode(ToolChoiceMode),
    /// The one that it must call, or those that it may call.
    Named(NamedTool),
    /// Another shape.
    Other(Value),
}

/// A tool or a choice of tools, told apart by `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum NamedTool {
    /// A function of the application. Unlike in chat requests its name stands beside `type`.
    #[serde(rename = "function")]
    Function(FunctionName),
    /// Some of the tools.
    #[serde(rename = "allowed_tools")]
    AllowedTools(AllowedTools),
    /// Web search by the upstream.
    #[serde(rename = "web_search_preview")]
    WebSearchPreview(Bare),
    /// The same, by its dated name.
    #[serde(rename = "web_search_preview_2025_03_11")]
    WebSearchPreview20250311(Bare),
    /// Patches.
    #[serde(rename = "apply_patch")]
    ApplyPatch(Bare),
    /// Commands.
    #[serde(rename = "shell")]
    Shell(Bare),
    /// Another tool, by its type.
    #[serde(untagged)]
    Server(ServerToolChoice),
}

/// Some of the tools.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllowedTools {
    /// Whether the model may or must call one of them.
    pub mode: AllowedToolsMode,
    /// The tools, such as `{"type": "function", "name": "…"}`.
    pub tools: Vec<Map<String, Value>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

open_enum! {
    /// Whether the model may or must call a tool.
    #[derive(Default)]
    pub enum AllowedToolsMode {
        /// It may.
        #[default]
        Auto = "auto",
        /// It must.
        Required = "required",
    }
}

impl ToolChoice {
    /// Creates the choice of one function.
    pub fn function(name: impl Into<String>) -> Self {
        Self::Named(NamedTool::Function(FunctionName {
            name: name.into(),
            ..FunctionName::default()
        }))
    }
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
        check(&json!({"type": "function", "name": "f"}), &ToolChoice::function("f"));
        check(&json!({"type": "shell"}), &ToolChoice::Named(NamedTool::Shell(Bare::default())));
        let kind = "openrouter:web_search".to_owned();
        let server = NamedTool::Server(ServerToolChoice { kind, ..ServerToolChoice::default() });
        check(&json!({"type": "openrouter:web_search"}), &ToolChoice::Named(server));
        check(&json!({"name": "f"}), &ToolChoice::Other(json!({"name": "f"})));
        check(&json!(1), &ToolChoice::Other(json!(1)));
    }
}
