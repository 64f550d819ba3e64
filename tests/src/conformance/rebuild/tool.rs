//! Tools, calls of them, and the form of the answer.

use llm_types::{FunctionTool, JsonSchema, ResponseFormat, Tool, ToolCall, ToolChoice};
use openrouter_provider::server_tool;
use openrouter_wire::chat as wire;

use super::{Unsayable, content, known};

pub(super) fn tool(tool: wire::Tool) -> Result<Tool, Unsayable> {
    let tool = match tool {
        // With settings that functions do not have everywhere: as the service has it.
        wire::Tool::Function(tool) if tool.eager_input_streaming.is_none() => tool,
        tool => return server(tool),
    };
    let wire::FunctionTool { function, cache_control, eager_input_streaming: _, extra } = tool;
    let wire::Function { name, description, parameters, strict, extra: inner } = function;
    known(&extra, "a tool")?;
    known(&inner, "a function")?;
    let mut neutral = FunctionTool::new(name);
    neutral.description = description;
    neutral.parameters = parameters;
    neutral.strict = strict;
    neutral.cache_control = content::cache(cache_control)?;
    neutral.check_parameters().map_err(|_| "parameters that are no schema of an object")?;
    Ok(Tool::Function(neutral))
}

fn server(tool: wire::Tool) -> Result<Tool, Unsayable> {
    let json = serde_json::to_value(&tool).map_err(|error| error.to_string())?;
    let is_own = json["type"].as_str().is_some_and(|kind| kind.starts_with("openrouter:"));
    let mut names = json.as_object().into_iter().flatten().map(|(name, _)| name.as_str());
    match names.find(|name| is_own && !matches!(*name, "type" | "parameters")) {
        Some(name) => Err(format!("a field beside the parameters of a server tool: {name}")),
        None => Ok(server_tool(tool)),
    }
}

pub(super) fn tool_choice(choice: wire::ToolChoice) -> Result<ToolChoice, Unsayable> {
    Ok(match choice {
        wire::ToolChoice::Mode(wire::ToolChoiceMode::Auto) => ToolChoice::Auto,
        wire::ToolChoice::Mode(wire::ToolChoiceMode::None) => ToolChoice::None,
        wire::ToolChoice::Mode(wire::ToolChoiceMode::Required) => ToolChoice::Required,
        wire::ToolChoice::Named(wire::NamedTool::Function { function }) => {
            known(&function.extra, "tool_choice")?;
            ToolChoice::Function(function.name)
        }
        wire::ToolChoice::Named(wire::NamedTool::Server(tool)) => {
            known(&tool.extra, "tool_choice")?;
            ToolChoice::Server(tool.kind)
        }
        _ => return Err("another tool_choice".to_owned()),
    })
}

/// A model's call that is sent back.
pub(super) fn tool_call(call: wire::ToolCall) -> Result<ToolCall, Unsayable> {
    let wire::ToolCall { index: _, id, kind, function, extra } = call;
    known(&extra, "a tool call")?;
    if kind != Some(wire::ToolCallKind::Function) {
        return Err("a tool call that is not one of a function".to_owned());
    }
    let Some(wire::FunctionCall { name, arguments, extra }) = function else {
        return Err("a tool call without a function".to_owned());
    };
    known(&extra, "a tool call")?;
    match (id, name, arguments) {
        (Some(id), Some(name), Some(wire::Arguments::Text(arguments))) => {
            Ok(ToolCall::new(id, name, arguments))
        }
        _ => Err("a tool call without id, name or arguments".to_owned()),
    }
}

pub(super) fn response_format(format: wire::ResponseFormat) -> Result<ResponseFormat, Unsayable> {
    Ok(match format {
        wire::ResponseFormat::Text => ResponseFormat::Text,
        wire::ResponseFormat::JsonObject => ResponseFormat::JsonObject,
        wire::ResponseFormat::JsonSchema { json_schema } => {
            let wire::JsonSchema { name, description, schema, strict, extra } = json_schema;
            known(&extra, "a schema")?;
            let Some(schema) = schema else { return Err("a schema that is none".to_owned()) };
            let mut neutral = JsonSchema::new(name, schema);
            neutral.description = description;
            neutral.strict = strict;
            ResponseFormat::JsonSchema(neutral)
        }
        wire::ResponseFormat::Grammar { grammar } => ResponseFormat::Grammar { grammar },
        wire::ResponseFormat::Python => ResponseFormat::Python,
        wire::ResponseFormat::Other(_) => return Err("another response_format".to_owned()),
    })
}
