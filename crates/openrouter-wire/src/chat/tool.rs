//! Tools.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    AdvisorParameters, BashParameters, CacheControl, DatetimeParameters, FilesParameters,
    FusionParameters, ImageGenerationParameters, SearchModelsParameters, ServerTool,
    SubagentParameters, WebFetchParameters, WebSearchParameters, WebSearchShorthand,
};
use crate::Extra;

/// A tool, told apart by `type`.
///
/// Functions are called by the model and run by the application; `openrouter:…` tools are run
/// by the service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Tool {
    /// A function of the application.
    #[serde(rename = "function")]
    Function(FunctionTool),
    /// Searches the web.
    #[serde(rename = "openrouter:web_search")]
    WebSearch(ServerTool<WebSearchParameters>),
    /// Reads a web page.
    #[serde(rename = "openrouter:web_fetch")]
    WebFetch(ServerTool<WebFetchParameters>),
    /// Tells the time.
    #[serde(rename = "openrouter:datetime")]
    Datetime(ServerTool<DatetimeParameters>),
    /// Makes images.
    #[serde(rename = "openrouter:image_generation")]
    ImageGeneration(ServerTool<ImageGenerationParameters>),
    /// Asks another model for advice.
    #[serde(rename = "openrouter:advisor")]
    Advisor(ServerTool<AdvisorParameters>),
    /// Hands a task to another model.
    #[serde(rename = "openrouter:subagent")]
    Subagent(ServerTool<SubagentParameters>),
    /// Asks several models and joins their answers.
    #[serde(rename = "openrouter:fusion")]
    Fusion(ServerTool<FusionParameters>),
    /// Runs commands in a sandbox.
    #[serde(rename = "openrouter:bash")]
    Bash(ServerTool<BashParameters>),
    /// Works on files.
    #[serde(rename = "openrouter:files")]
    Files(ServerTool<FilesParameters>),
    /// Searches the catalogue of models.
    #[serde(rename = "openrouter:experimental__search_models")]
    SearchModels(ServerTool<SearchModelsParameters>),
    /// Searches the web, by OpenAI's name.
    #[serde(rename = "web_search")]
    WebSearchShorthand(WebSearchShorthand),
    /// Searches the web, by an older name of OpenAI.
    #[serde(rename = "web_search_preview")]
    WebSearchPreview(WebSearchShorthand),
    /// Searches the web, by a dated name of OpenAI.
    #[serde(rename = "web_search_preview_2025_03_11")]
    WebSearchPreview20250311(WebSearchShorthand),
    /// Searches the web, by a dated name of OpenAI.
    #[serde(rename = "web_search_2025_08_26")]
    WebSearch20250826(WebSearchShorthand),
    /// Another type, or another shape.
    #[serde(untagged)]
    Other(Value),
}

/// A function of the application.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunctionTool {
    /// The function.
    pub function: Function,
    /// Caches the prompt up to here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<CacheControl>,
    /// Anthropic: streams arguments before they are valid JSON. Undocumented, accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eager_input_streaming: Option<bool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What the model is told of a function.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Function {
    /// At most 64 letters, digits, `_` and `-`.
    pub name: String,
    /// What it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// A JSON Schema of its arguments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Value>,
    /// Whether arguments must fit the schema.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strict: Option<bool>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{chat::Request, decode};

    #[test]
    fn tools_within_tools_do_not_exhaust_the_stack() {
        let (open, close) = (r#"{"type":"openrouter:subagent","parameters":{"tools":["#, "]}}");
        for (depth, accepted) in [(40, true), (100_000, false)] {
            let json = format!(r#"{{"tools":[{}{}]}}"#, open.repeat(depth), close.repeat(depth));
            assert_eq!(decode::<Request>(json.as_bytes()).is_ok(), accepted);
        }
    }

    #[test]
    fn a_known_tool_of_another_shape_is_kept() {
        let json = serde_json::json!({"type": "function", "name": "responses_style"});
        let tool: Tool = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(tool, Tool::Other(json));
    }
}
