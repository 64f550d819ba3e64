//! Tools.

use llm_types::{
    Error, ErrorKind, FunctionTool, JsonSchema, ResponseFormat, Result, ServerTool, Tool, ToolCall,
    ToolChoice,
};
use openrouter_wire::{Extra, chat as wire};
use serde_json::{Map, Value};

use super::content::cache_control;
use super::refusal::unsupported;

/// What the service's own tools are called; their settings stand under `parameters`.
const SERVER_TOOL_PREFIX: &str = "openrouter:";

pub(super) fn tool(tool: &Tool) -> Result<wire::Tool> {
    match tool {
        Tool::Function(tool) => function(tool).map(wire::Tool::Function),
        Tool::Server(tool) => server(tool),
        _ => Err(unsupported("this kind of tool")),
    }
}

fn function(tool: &FunctionTool) -> Result<wire::FunctionTool> {
    tool.check_parameters()
        .map_err(|error| Error::new(ErrorKind::InvalidRequest, error.to_string()))?;
    let FunctionTool { name, description, parameters, strict, cache_control, .. } = tool;
    Ok(wire::FunctionTool {
        function: wire::Function {
            name: name.clone(),
            description: description.clone(),
            parameters: parameters.clone(),
            strict: *strict,
            extra: Extra::default(),
        },
        cache_control: cache_control.map(self::cache_control),
        eager_input_streaming: None,
        extra: Extra::default(),
    })
}

/// The shorthands of other APIs (`web_search`) have their settings beside `type`.
fn server(tool: &ServerTool) -> Result<wire::Tool> {
    let ServerTool { kind, parameters, .. } = tool;
    let mut json = Map::new();
    match parameters {
        None => {}
        Some(parameters) if kind.starts_with(SERVER_TOOL_PREFIX) => {
            json.insert("parameters".to_owned(), parameters.clone());
        }
        Some(Value::Object(settings)) => json.extend(settings.clone()),
        Some(_) => {
            return Err(Error::new(
                ErrorKind::InvalidRequest,
                format!("parameters of server tool {kind} must be a JSON object"),
            ));
        }
    }
    json.insert("type".to_owned(), kind.clone().into());
    serde_json::from_value(Value::Object(json)).map_err(|_| {
        Error::new(ErrorKind::InvalidRequest, format!("server tool {kind} is malformed"))
    })
}

/// Makes a neutral tool of one of OpenRouter's server tools, typed.
///
/// ```
/// use openrouter_provider::server_tool;
/// use openrouter_wire::chat::{ServerTool, Tool, WebSearchParameters};
///
/// let search = server_tool(Tool::WebSearch(ServerTool {
///     parameters: Some(WebSearchParameters { max_results: Some(3), ..Default::default() }),
///     ..Default::default()
/// }));
/// assert_eq!(search.name(), "openrouter:web_search");
/// ```
pub fn server_tool(tool: wire::Tool) -> Tool {
    let mut json = match serde_json::to_value(tool) {
        Ok(Value::Object(json)) => json,
        _ => Map::new(),
    };
    let kind = match json.remove("type") {
        Some(Value::String(kind)) => kind,
        _ => String::new(),
    };
    let parameters = if kind.starts_with(SERVER_TOOL_PREFIX) {
        json.remove("parameters")
    } else {
        (!json.is_empty()).then_some(Value::Object(json))
    };
    let tool = ServerTool::new(kind);
    Tool::Server(match parameters {
        Some(parameters) => tool.with_parameters(parameters),
        None => tool,
    })
}

pub(super) fn tool_choice(choice: &ToolChoice) -> Result<wire::ToolChoice> {
    Ok(match choice {
        ToolChoice::Auto => wire::ToolChoice::Mode(wire::ToolChoiceMode::Auto),
        ToolChoice::None => wire::ToolChoice::Mode(wire::ToolChoiceMode::None),
        ToolChoice::Required => wire::ToolChoice::Mode(wire::ToolChoiceMode::Required),
        ToolChoice::Function(name) => wire::ToolChoice::function(name.clone()),
        ToolChoice::Server(kind) => {
            let server = wire::ServerToolChoice { kind: kind.clone(), extra: Extra::default() };
            wire::ToolChoice::Named(wire::NamedTool::Server(server))
        }
        _ => return Err(unsupported("this tool choice")),
    })
}

pub(super) fn tool_call(call: &ToolCall) -> wire::ToolCall {
    let ToolCall { id, name, arguments, .. } = call;
    wire::ToolCall::function(id.as_str(), name.clone(), arguments.clone())
}

pub(super) fn response_format(format: &ResponseFormat) -> Result<wire::ResponseFormat> {
    Ok(match format {
        ResponseFormat::Text => wire::ResponseFormat::Text,
        ResponseFormat::JsonObject => wire::ResponseFormat::JsonObject,
        ResponseFormat::JsonSchema(schema) => {
            let JsonSchema { name, schema, description, strict, .. } = schema;
            wire::ResponseFormat::JsonSchema {
                json_schema: wire::JsonSchema {
                    name: name.clone(),
                    description: description.clone(),
                    // A null is no schema, and is read as none.
                    schema: (!schema.is_null()).then(|| schema.clone()),
                    strict: *strict,
                    extra: Extra::default(),
                },
            }
        }
        ResponseFormat::Grammar { grammar } => {
            wire::ResponseFormat::Grammar { grammar: grammar.clone() }
        }
        ResponseFormat::Python => wire::ResponseFormat::Python,
        _ => return Err(unsupported("this response format")),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn json(tool: &Tool) -> Value {
        serde_json::to_value(super::tool(tool).unwrap()).unwrap()
    }

    #[test]
    fn server_tools_go_both_ways() {
        for wire_json in [
            json!({"type": "openrouter:web_search", "parameters": {"max_results": 3}}),
            json!({"type": "openrouter:datetime"}),
            json!({"type": "web_search", "max_results": 3}),
            json!({"type": "openrouter:new_one", "parameters": {"a": [1]}}),
        ] {
            let neutral = server_tool(serde_json::from_value(wire_json.clone()).unwrap());
            assert_eq!(json(&neutral), wire_json);
        }
    }

    #[test]
    fn a_function_without_parameters_is_sent_without() {
        let tool = Tool::Function(FunctionTool::new("now"));
        assert_eq!(json(&tool), json!({"type": "function", "function": {"name": "now"}}));
    }

    #[test]
    fn parameters_of_the_wrong_type_are_refused_before_sending() {
        let error = tool(&Tool::function("f", "d", json!([]))).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    }
}
