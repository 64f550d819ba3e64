//! A request as one for a chat: what the model sees is the same.

use openrouter_wire::{
    chat::{
        self, AssistantMessage, ContentPart, JsonSchema, Reasoning, ResponseFormat, Stop,
        ToolChoiceMode,
    },
    messages::{
        Content, InputBlock, InputTextBlock, InputToolResult, Message, Request, Role, Thinking,
        Tool, ToolChoice, ToolResultPart,
    },
};
use serde::Serialize;
use serde_json::Value;

/// Reads a request as one for a chat.
pub(super) fn read(request: &Request) -> chat::Request {
    let fallbacks = request.fallbacks.iter().flatten().map(|fallback| fallback.model.clone());
    let fallbacks: Vec<_> = request.models.iter().flatten().cloned().chain(fallbacks).collect();
    let (tool_choice, parallel_tool_calls) = choice(request.tool_choice.as_ref());
    chat::Request {
        model: Some(request.model.clone()),
        models: (!fallbacks.is_empty()).then_some(fallbacks),
        messages: messages(request),
        stream: request.stream,
        max_tokens: request.max_tokens,
        stop: request.stop_sequences.clone().map(Stop::Many),
        tools: request.tools.as_ref().map(|tools| tools.iter().filter_map(tool).collect()),
        tool_choice,
        parallel_tool_calls,
        response_format: form(request),
        reasoning: request.thinking.as_ref().and_then(thinking),
        ..chat::Request::default()
    }
}

fn form(request: &Request) -> Option<ResponseFormat> {
    let format = request.output_config.as_ref()?.format.as_ref()?;
    let schema = Some(Value::Object(format.schema.clone()));
    Some(ResponseFormat::JsonSchema { json_schema: JsonSchema { schema, ..JsonSchema::default() } })
}

fn thinking(thinking: &Thinking) -> Option<Reasoning> {
    let reasoning = match thinking {
        Thinking::Enabled(enabled) => {
            Reasoning { max_tokens: Some(enabled.budget_tokens), ..Reasoning::default() }
        }
        Thinking::Adaptive(_) => Reasoning { enabled: Some(true), ..Reasoning::default() },
        Thinking::Disabled {} => Reasoning { enabled: Some(false), ..Reasoning::default() },
        Thinking::Other(_) => return None,
    };
    Some(reasoning)
}

/// Makes a function of a tool of the application. The others are none of the model's business,
/// or nothing that the simulator would have run.
fn tool(tool: &Tool) -> Option<chat::Tool> {
    let Tool::Custom(tool) = tool else { return None };
    let function = chat::Function {
        name: tool.name.clone(),
        description: tool.description.clone(),
        parameters: Some(tool.input_schema.clone()),
        ..chat::Function::default()
    };
    Some(chat::Tool::Function(chat::FunctionTool { function, ..chat::FunctionTool::default() }))
}

/// Returns which tools the model calls, and whether it may call several at once.
fn choice(choice: Option<&ToolChoice>) -> (Option<chat::ToolChoice>, Option<bool>) {
    let mode = |mode| Some(chat::ToolChoice::Mode(mode));
    let parallel = |is_disabled: Option<bool>| is_disabled.map(|is_disabled| !is_disabled);
    match choice {
        Some(ToolChoice::Auto(any)) => {
            (mode(ToolChoiceMode::Auto), parallel(any.disable_parallel_tool_use))
        }
        Some(ToolChoice::Any(any)) => {
            (mode(ToolChoiceMode::Required), parallel(any.disable_parallel_tool_use))
        }
        Some(ToolChoice::None {}) => (mode(ToolChoiceMode::None), None),
        Some(ToolChoice::Tool(named)) => {
            let choice = chat::ToolChoice::function(&named.name);
            (Some(choice), parallel(named.disable_parallel_tool_use))
        }
        Some(ToolChoice::Other(_)) | None => (None, None),
    }
}

fn messages(request: &Request) -> Vec<chat::Message> {
    let system = request.system.as_ref().map(|system| match system {
        Content::Text(text) => text.as_str().into(),
        Content::Blocks(blocks) => {
            let part = |block: &InputTextBlock| match block {
                InputTextBlock::Text(text) => ContentPart::text(&text.text),
                InputTextBlock::Other(other) => ContentPart::Other(other.clone()),
            };
            chat::Content::Parts(blocks.iter().map(part).collect())
        }
    });
    let mut messages: Vec<_> = system.into_iter().map(chat::Message::system).collect();
    for message in request.messages.iter().flatten() {
        match message.role {
            Role::System => messages.push(chat::Message::system(content(message))),
            Role::Assistant => messages.push(answered(message)),
            Role::User | Role::Other(_) => messages.extend(asked(message)),
        }
    }
    messages
}

fn content(message: &Message) -> chat::Content {
    match &message.content {
        Content::Text(text) => text.as_str().into(),
        Content::Blocks(blocks) => blocks.iter().map(part).collect::<Vec<_>>().into(),
    }
}

fn part(block: &InputBlock) -> ContentPart {
    match block {
        InputBlock::Text(text) => ContentPart::text(&text.text),
        other => ContentPart::Other(json(other)),
    }
}

/// Reads what the model said and called.
fn answered(message: &Message) -> chat::Message {
    let Content::Blocks(blocks) = &message.content else {
        return chat::Message::assistant(content(message));
    };
    let call = |block: &InputBlock| match block {
        InputBlock::ToolUse(call) => {
            Some(chat::ToolCall::function(&call.id, &call.name, call.input.to_string()))
        }
        _ => None,
    };
    let said: Vec<_> =
        blocks.iter().filter(|block| matches!(block, InputBlock::Text(_))).map(part).collect();
    let calls: Vec<_> = blocks.iter().filter_map(call).collect();
    chat::Message::Assistant(Box::new(AssistantMessage {
        content: (!said.is_empty()).then_some(chat::Content::Parts(said)),
        tool_calls: (!calls.is_empty()).then_some(calls),
        ..AssistantMessage::default()
    }))
}

/// Reads what the user said, or what tools gave. What stands beside that is no new question:
/// agents add reminders there.
fn asked(message: &Message) -> Vec<chat::Message> {
    let Content::Blocks(blocks) = &message.content else {
        return vec![chat::Message::user(content(message))];
    };
    let is_result = |block: &&InputBlock| matches!(block, InputBlock::ToolResult(_));
    let (results, others): (Vec<_>, Vec<_>) = blocks.iter().partition(is_result);
    let others: Vec<_> = others.into_iter().map(part).collect();
    if results.is_empty() {
        return vec![chat::Message::user(others)];
    }
    let mut messages: Vec<_> = results
        .into_iter()
        .filter_map(|block| match block {
            InputBlock::ToolResult(result) => {
                Some(chat::Message::tool(&result.tool_use_id, given(result)))
            }
            _ => None,
        })
        .collect();
    if !others.is_empty() {
        messages.push(chat::Message::system(others));
    }
    messages
}

fn given(result: &InputToolResult) -> chat::Content {
    match &result.content {
        None => "".into(),
        Some(Content::Text(text)) => text.as_str().into(),
        Some(Content::Blocks(parts)) => {
            let part = |part: &ToolResultPart| match part {
                ToolResultPart::Text(text) => ContentPart::text(&text.text),
                other => ContentPart::Other(json(other)),
            };
            chat::Content::Parts(parts.iter().map(part).collect())
        }
    }
}

fn json<T: Serialize>(wire: &T) -> Value {
    serde_json::to_value(wire).unwrap_or_default()
}
