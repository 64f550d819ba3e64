//! [`Tool`] and [`ToolChoice`]: what a model may call.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::CacheControl;

/// Something that a model may call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Tool {
    /// A function that the application runs.
    Function(FunctionTool),
    /// A tool that the provider runs, such as a web search.
    Server(ServerTool),
}

impl Tool {
    /// A function whose arguments are described by a JSON Schema.
    ///
    /// ```
    /// use llm_types::Tool;
    /// let tool = Tool::function(
    ///     "weather",
    ///     "The weather in a city, in degrees Celsius",
    ///     serde_json::json!({
    ///         "type": "object",
    ///         "properties": { "city": { "type": "string" } },
    ///         "required": ["city"],
    ///     }),
    /// );
    /// assert_eq!(tool.name(), "weather");
    /// ```
    pub fn function(
        name: impl Into<String>,
        description: impl Into<String>,
        parameters: Value,
    ) -> Self {
        Self::Function(FunctionTool {
            description: Some(description.into()),
            parameters: Some(parameters),
            ..FunctionTool::new(name)
        })
    }

    /// The name by which the model calls it.
    pub fn name(&self) -> &str {
        match self {
            Self::Function(tool) => &tool.name,
            Self::Server(tool) => &tool.kind,
        }
    }
}

impl From<FunctionTool> for Tool {
    fn from(tool: FunctionTool) -> Self {
        Self::Function(tool)
    }
}

impl From<ServerTool> for Tool {
    fn from(tool: ServerTool) -> Self {
        Self::Server(tool)
    }
}

/// A function that the application runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FunctionTool {
    /// Its name: letters, digits, `_` and `-`.
    pub name: String,
    /// When and how to use it, for the model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// A JSON Schema of type `object`; `None` for a function without arguments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Value>,
    /// Holds the model to the schema, where the provider can; `None` leaves it to the provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strict: Option<bool>,
    /// Marks the end of a prefix worth caching.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<CacheControl>,
}

impl FunctionTool {
    /// A function without description and arguments.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            description: None,
            parameters: None,
            strict: None,
            cache_control: None,
        }
    }

    /// Checks that the parameters are a JSON Schema of type `object`, as every provider wants.
    ///
    /// # Errors
    ///
    /// If they are not.
    pub fn check_parameters(&self) -> Result<(), ParametersError> {
        match &self.parameters {
            None => Ok(()),
            Some(Value::Object(schema))
                if schema.get("type").is_none_or(|kind| kind == "object") =>
            {
                Ok(())
            }
            Some(_) => Err(ParametersError { tool: self.name.clone() }),
        }
    }
}

/// A tool's parameters are not a JSON Schema of type `object`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParametersError {
    /// The tool.
    pub tool: String,
}

impl fmt::Display for ParametersError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "parameters of tool {} are not a JSON Schema of type object", self.tool)
    }
}

impl std::error::Error for ParametersError {}

/// A tool that the provider runs. Providers offer typed constructors for theirs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ServerTool {
    /// The provider's name for it.
    pub kind: String,
    /// Its settings, in the provider's terms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Value>,
}

impl ServerTool {
    /// A tool of this kind, with its default settings.
    pub fn new(kind: impl Into<String>) -> Self {
        Self { kind: kind.into(), parameters: None }
    }

    /// With these settings.
    #[must_use]
    pub fn with_parameters(mut self, parameters: Value) -> Self {
        self.parameters = Some(parameters);
        self
    }
}

/// Whether and what the model must call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ToolChoice {
    /// The model decides.
    Auto,
    /// No tool.
    None,
    /// At least one tool.
    Required,
    /// This function.
    Function(String),
    /// This server tool.
    Server(String),
}

/// The family of wire formats in which a provider takes tools.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ToolFormat {
    /// `{"type":"function","function":{…}}`, as first seen at `OpenAI`.
    #[serde(rename = "openai")]
    OpenAi,
    /// `{"name":…,"input_schema":…}`, as first seen at Anthropic.
    Anthropic,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_json_of_choices_and_formats_is_stable() {
        let choices = [
            ToolChoice::Auto,
            ToolChoice::None,
            ToolChoice::Required,
            ToolChoice::Function("weather".to_owned()),
            ToolChoice::Server("web_search".to_owned()),
        ];
        insta::assert_snapshot!(
            serde_json::to_string(&choices).unwrap(),
            @r#"["auto","none","required",{"function":"weather"},{"server":"web_search"}]"#
        );
        let formats = [ToolFormat::OpenAi, ToolFormat::Anthropic];
        insta::assert_snapshot!(
            serde_json::to_string(&formats).unwrap(),
            @r#"["openai","anthropic"]"#
        );
    }

    #[test]
    fn a_schema_keeps_the_order_of_its_properties() {
        // Models fill a schema in its order: thoughts that come after the answer explain nothing.
        let json = r#"{"type":"object","properties":{"thoughts":{},"answer":{}}}"#;
        let schema: Value = serde_json::from_str(json).unwrap();
        let tool = FunctionTool { parameters: Some(schema), ..FunctionTool::new("f") };
        let written = serde_json::to_string(&Tool::Function(tool)).unwrap();
        assert!(written.contains(json), "{written}");
    }

    #[test]
    fn parameters_must_describe_an_object() {
        let with = |parameters| FunctionTool { parameters, ..FunctionTool::new("f") };
        assert!(with(None).check_parameters().is_ok());
        assert!(with(Some(serde_json::json!({"properties": {}}))).check_parameters().is_ok());
        for bad in [serde_json::json!([]), serde_json::json!({"type": "string"})] {
            let error = with(Some(bad)).check_parameters().unwrap_err();
            assert_eq!(
                error.to_string(),
                "parameters of tool f are not a JSON Schema of type object"
            );
        }
    }
}
