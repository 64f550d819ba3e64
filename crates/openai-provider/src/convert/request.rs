//! [`ChatRequest`]: what is sent.

use llm_types::{
    Error, ErrorKind, FunctionTool, JsonSchema, ModelId, Reasoning, ReasoningEffort,
    ResponseFormat, Result, StandardRequest, Tool, ToolChoice,
};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::message;
use crate::{Dialect, OpenAiOptions};

/// What is sent: the members of a JSON object. Which there are differs from server to server.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct ChatRequest(Map<String, Value>);

impl ChatRequest {
    /// Its members.
    pub const fn members(&self) -> &Map<String, Value> {
        &self.0
    }

    /// Asks for the answer whole, or as it comes, and then for what it consumed.
    pub(crate) fn set_stream(&mut self, is_stream: bool) {
        self.put("stream", is_stream);
        if is_stream {
            self.put("stream_options", json!({"include_usage": true}));
        }
    }

    fn put(&mut self, name: &str, value: impl Into<Value>) {
        put(&mut self.0, name, value);
    }
}

/// Writes a member, unless nothing is said.
pub(crate) fn put(members: &mut Map<String, Value>, name: &str, value: impl Into<Value>) {
    let value = value.into();
    if !value.is_null() {
        members.insert(name.to_owned(), value);
    }
}

/// The request is right, and cannot be expressed.
pub(crate) fn unsupported(what: &str) -> Error {
    let message = format!("the chat API of OpenAI cannot take {what}");
    Error::new(ErrorKind::Unsupported, message)
}

fn invalid(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidRequest, message)
}

/// A request in the API's terms, to this model.
///
/// Marks for prompt caches are left out: these servers cache what they have seen by themselves.
pub(crate) fn request(
    request: &StandardRequest,
    model: Option<&ModelId>,
    usual: Dialect,
) -> Result<ChatRequest> {
    // The cause is kept out of the error: it repeats the value that it found.
    let options = request.extensions.try_get::<OpenAiOptions>();
    let options = options.map_err(|_| invalid("the stored openai.options have another shape"))?;
    let dialect = options.and_then(|options| options.dialect).unwrap_or(usual);
    if dialect == Dialect::OpenAi && model.is_none() {
        return Err(invalid("no model is named, by the request or as the provider's default"));
    }
    if dialect == Dialect::OpenAi && request.top_k.is_some() {
        return Err(unsupported("top_k"));
    }
    let max_tokens_name = match dialect {
        Dialect::OpenAi => "max_completion_tokens",
        Dialect::Compatible => "max_tokens",
    };
    let mut body = ChatRequest(Map::new());
    body.put("model", model.map(ModelId::as_str));
    let messages = request.messages.iter().map(|message| message::message(message, dialect));
    body.put("messages", messages.collect::<Result<Vec<_>>>()?);
    if !request.tools.is_empty() {
        let tools = request.tools.iter().map(|tool| self::tool(tool, dialect));
        body.put("tools", tools.collect::<Result<Vec<_>>>()?);
    }
    body.put("tool_choice", request.tool_choice.as_ref().map(tool_choice).transpose()?);
    body.put("parallel_tool_calls", request.parallel_tool_calls);
    body.put("response_format", request.response_format.as_ref().map(format).transpose()?);
    if let Some(reasoning) = &request.reasoning {
        body.put("reasoning_effort", effort(reasoning, dialect)?);
    }
    body.put(max_tokens_name, request.max_tokens);
    for (name, number) in [
        ("temperature", request.temperature),
        ("top_p", request.top_p),
        ("frequency_penalty", request.frequency_penalty),
        ("presence_penalty", request.presence_penalty),
    ] {
        if number.is_some_and(|number| !number.is_finite()) {
            return Err(invalid(format!("{name} is no number")));
        }
        body.put(name, number);
    }
    body.put("top_k", request.top_k);
    body.put("seed", request.seed);
    body.put("stop", (!request.stop.is_empty()).then(|| request.stop.clone()));
    body.put("logprobs", request.logprobs);
    body.put("top_logprobs", request.top_logprobs);
    body.put("n", request.choices);
    body.put("user", request.user.as_deref());
    if let Some(options) = options {
        add_options(&mut body, options)?;
    }
    Ok(body)
}

fn add_options(body: &mut ChatRequest, options: &OpenAiOptions) -> Result<()> {
    let OpenAiOptions { dialect: _, service_tier, logit_bias, extra } = options;
    body.put("service_tier", service_tier.as_deref());
    if !logit_bias.is_empty() {
        let bias = logit_bias.iter().map(|(token, bias)| (token.clone(), Value::from(*bias)));
        body.put("logit_bias", bias.collect::<Map<_, _>>());
    }
    for (name, value) in extra {
        if ["model", "messages", "stream", "stream_options"].contains(&name.as_str()) {
            let message = format!("openai.options: extra.{name} would replace what the call needs");
            return Err(invalid(message));
        }
        body.0.insert(name.clone(), value.clone());
    }
    Ok(())
}

fn tool(tool: &Tool, dialect: Dialect) -> Result<Value> {
    let tool = match tool {
        Tool::Function(tool) => tool,
        Tool::Server(tool) => return Err(unsupported(&format!("the server tool {}", tool.kind))),
        _ => return Err(unsupported("this kind of tool")),
    };
    tool.check_parameters().map_err(|error| invalid(error.to_string()))?;
    let FunctionTool { name, description, parameters, strict, .. } = tool;
    let mut function = Map::new();
    put(&mut function, "name", name.as_str());
    put(&mut function, "description", description.as_deref());
    put(&mut function, "parameters", parameters.clone());
    if parameters.is_none() && dialect == Dialect::Compatible {
        // llama.cpp refuses a function without them.
        put(&mut function, "parameters", json!({"type": "object", "properties": {}}));
    }
    put(&mut function, "strict", *strict);
    Ok(json!({"type": "function", "function": function}))
}

fn tool_choice(choice: &ToolChoice) -> Result<Value> {
    Ok(match choice {
        ToolChoice::Auto => json!("auto"),
        ToolChoice::None => json!("none"),
        ToolChoice::Required => json!("required"),
        ToolChoice::Function(name) => json!({"type": "function", "function": {"name": name}}),
        _ => return Err(unsupported("a server tool as tool_choice")),
    })
}

fn format(format: &ResponseFormat) -> Result<Value> {
    let schema = match format {
        ResponseFormat::Text => return Ok(json!({"type": "text"})),
        ResponseFormat::JsonObject => return Ok(json!({"type": "json_object"})),
        ResponseFormat::JsonSchema(schema) => schema,
        // llama.cpp and vLLM do, each under a name of its own.
        _ => return Err(unsupported("this response_format; put it into OpenAiOptions::extra")),
    };
    let JsonSchema { name, schema, description, strict, .. } = schema;
    let mut members = Map::new();
    put(&mut members, "name", name.as_str());
    put(&mut members, "description", description.as_deref());
    put(&mut members, "schema", schema.clone());
    put(&mut members, "strict", *strict);
    Ok(json!({"type": "json_schema", "json_schema": members}))
}

/// How hard to think. `exclude` is for who reads the answer: nothing is sent for it.
fn effort(reasoning: &Reasoning, dialect: Dialect) -> Result<Option<String>> {
    let Reasoning { effort, max_tokens, exclude: _, enabled, summary, .. } = reasoning;
    if max_tokens.is_some() {
        return Err(unsupported("reasoning.max_tokens; name an effort"));
    }
    if summary.is_some() {
        return Err(unsupported("reasoning.summary"));
    }
    Ok(match effort {
        Some(ReasoningEffort::Max) if dialect == Dialect::OpenAi => Some("xhigh".to_owned()),
        Some(effort) => Some(effort.as_str().to_owned()),
        None => (*enabled == Some(false)).then(|| "none".to_owned()),
    })
}
