//! Tools.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    AdvisorTool, BashTool, Bm25ToolSearch, RegexToolSearch, TextEditorTool, WebSearchTool20250305,
    WebSearchTool20260209,
};
use crate::{
    Extra,
    chat::{
        BashParameters, CacheControl, DatetimeParameters, ImageGenerationParameters,
        SearchModelsParameters, ServerTool, WebFetchParameters, WebSearchParameters,
    },
    open_enum::open_enum,
    responses::{ShellParameters, ToolSearchParameters},
};

/// A tool, told apart by `type`.
///
/// Custom tools are called by the model and run by the application, as are `bash` and the text
/// editor, whose arguments Anthropic's models know by heart. The others are run by the upstream,
/// and `openrouter:…` tools by the service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Tool {
    /// Runs commands.
    #[serde(rename = "bash_20250124")]
    Bash20250124(BashTool),
    /// Edits files.
    #[serde(rename = "text_editor_20250124")]
    TextEditor20250124(TextEditorTool),
    /// Searches the web.
    #[serde(rename = "web_search_20250305")]
    WebSearch20250305(WebSearchTool20250305),
    /// Searches the web, also from code.
    #[serde(rename = "web_search_20260209")]
    WebSearch20260209(WebSearchTool20260209),
    /// Asks another model for advice.
    #[serde(rename = "advisor_20260301")]
    Advisor20260301(AdvisorTool),
    /// Finds tools by words.
    #[serde(rename = "tool_search_tool_bm25_20251119")]
    DatedToolSearchBm25(Bm25ToolSearch),
    /// Finds tools by words, in the latest version.
    #[serde(rename = "tool_search_tool_bm25")]
    ToolSearchBm25(Bm25ToolSearch),
    /// Finds tools by pattern.
    #[serde(rename = "tool_search_tool_regex_20251119")]
    DatedToolSearchRegex(RegexToolSearch),
    /// Finds tools by pattern, in the latest version.
    #[serde(rename = "tool_search_tool_regex")]
    ToolSearchRegex(RegexToolSearch),
    /// Runs commands in a sandbox.
    #[serde(rename = "openrouter:bash")]
    Bash(ServerTool<BashParameters>),
    /// Tells the time.
    #[serde(rename = "openrouter:datetime")]
    Datetime(ServerTool<DatetimeParameters>),
    /// Makes images.
    #[serde(rename = "openrouter:image_generation")]
    ImageGeneration(ServerTool<ImageGenerationParameters>),
    /// Searches the catalogue of models.
    #[serde(rename = "openrouter:experimental__search_models")]
    SearchModels(ServerTool<SearchModelsParameters>),
    /// Reads a web page.
    #[serde(rename = "openrouter:web_fetch")]
    WebFetch(ServerTool<WebFetchParameters>),
    /// Searches the web.
    #[serde(rename = "openrouter:web_search")]
    WebSearch(ServerTool<WebSearchParameters>),
    /// Runs commands in a sandbox, as OpenAI's shell does.
    #[serde(rename = "openrouter:shell")]
    Shell(ServerTool<ShellParameters>),
    /// Finds tools that are marked `defer_loading`.
    #[serde(rename = "openrouter:tool_search")]
    ToolSearch(ServerTool<ToolSearchParameters>),
    /// A tool of the application; its `type` may be left out.
    #[serde(untagged)]
    Custom(CustomTool),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// A tool of the application.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomTool {
    /// `custom`, or left out.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<CustomToolKind>,
    /// At most 64 letters, digits, `_` and `-`.
    pub name: String,
    /// What it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// A JSON Schema of its arguments: that of an object.
    pub input_schema: Value,
    /// Whether the model learns of it only once a search finds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub defer_loading: Option<bool>,
    /// Caches the prompt up to here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<CacheControl>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl CustomTool {
    /// Creates a tool with a schema of its arguments.
    pub fn new(name: impl Into<String>, input_schema: impl Into<Value>) -> Self {
        Self { name: name.into(), input_schema: input_schema.into(), ..Self::default() }
    }
}

impl From<CustomTool> for Tool {
    fn from(tool: CustomTool) -> Self {
        Self::Custom(tool)
    }
}

open_enum! {
    /// Kinds of [`CustomTool`].
    pub enum CustomToolKind {
        /// The only one.
        Custom = "custom",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(json: &Value) -> Tool {
        let tool: Tool = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(serde_json::to_value(&tool).unwrap(), *json);
        tool
    }

    #[test]
    fn a_tool_of_the_application_may_have_no_type() {
        let schema = json!({"type": "object", "properties": {"b": {}, "a": {}}, "required": null});
        let bare = check(&json!({"name": "wear", "input_schema": schema}));
        let typed = check(&json!({"type": "custom", "name": "wear", "input_schema": schema}));
        assert_eq!(bare, CustomTool::new("wear", schema).into());
        assert!(matches!(typed, Tool::Custom(tool) if tool.kind == Some(CustomToolKind::Custom)));
    }

    #[test]
    fn both_names_of_a_search_among_tools_are_known() {
        let names = ["tool_search_tool_bm25", "tool_search_tool_bm25_20251119"];
        let [latest, dated] =
            names.map(|name| check(&json!({"type": name, "name": "tool_search_tool_bm25"})));
        assert!(matches!(latest, Tool::ToolSearchBm25(_)), "{latest:?}");
        assert!(matches!(dated, Tool::DatedToolSearchBm25(_)), "{dated:?}");
    }

    #[test]
    fn a_tool_of_another_type_or_shape_is_kept() {
        for json in [
            json!({"type": "code_execution_20250825", "name": "code_execution"}),
            json!({"type": "web_search_20250305"}),
            json!({"name": "wear"}),
        ] {
            assert_eq!(check(&json), Tool::Other(json));
        }
    }
}
