//! A request as one for a chat: what the model sees is the same.

use openrouter_wire::{
    chat::{self, AssistantMessage, JsonSchema, Message, ResponseFormat},
    responses::{
        ContentPart, CustomToolCall, FunctionCall, Input, InputItem, InputMessage, MessageContent,
        MessagePart, MessageRole, Request, TextFormat, ToolOutput,
    },
};
use serde::Serialize;
use serde_json::{Value, json};

use super::tools::{self, Tools};
use crate::refusal::Refusal;

/// Reads a request as one for a chat.
pub(super) fn read(request: &Request, tools: &Tools) -> Result<chat::Request, Refusal> {
    let choice = request.tool_choice.as_ref();
    let tells_logprobs = request.top_logprobs.is_some_and(|count| count > 0);
    Ok(chat::Request {
        model: request.model.clone(),
        models: request.models.clone(),
        messages: messages(request)?,
        stream: request.stream,
        max_completion_tokens: request.max_output_tokens,
        tools: tools.to_chat(choice),
        tool_choice: choice.map(tools::choice),
        parallel_tool_calls: request.parallel_tool_calls,
        response_format: request.text.as_ref().and_then(|text| text.format.as_ref()).and_then(form),
        reasoning: request.reasoning.clone(),
        logprobs: tells_logprobs.then_some(true),
        top_logprobs: request.top_logprobs,
        ..chat::Request::default()
    })
}

fn form(format: &TextFormat) -> Option<ResponseFormat> {
    match format {
        TextFormat::Text(_) | TextFormat::Other(_) => None,
        TextFormat::JsonObject(_) => Some(ResponseFormat::JsonObject),
        TextFormat::JsonSchema(format) => Some(ResponseFormat::JsonSchema {
            json_schema: JsonSchema {
                name: format.name.clone(),
                description: format.description.clone(),
                schema: Some(Value::Object(format.schema.clone())),
                strict: format.strict,
                ..JsonSchema::default()
            },
        }),
    }
}

fn messages(request: &Request) -> Result<Vec<Message>, Refusal> {
    let instructions = request.instructions.as_deref();
    let mut messages: Vec<_> = instructions.into_iter().map(Message::system).collect();
    match &request.input {
        None => {}
        Some(Input::Text(text)) => messages.push(Message::user(text.as_str())),
        Some(Input::Items(items)) => {
            for (item, index) in items.iter().zip(0_usize..) {
                messages.push(message(item, index)?);
            }
        }
        Some(Input::Other(_)) => {
            return Err(Refusal::bad_request("`input` must be text or a list of items"));
        }
    }
    Ok(messages)
}

fn message(item: &InputItem, index: usize) -> Result<Message, Refusal> {
    Ok(match item {
        InputItem::Message(message) => said(message),
        InputItem::FunctionCall(FunctionCall { call_id, name, arguments, .. }) => {
            called(call_id, name, arguments)
        }
        InputItem::CustomToolCall(CustomToolCall { call_id, name, input, .. }) => {
            called(call_id, name, &json!({"input": input}).to_string())
        }
        InputItem::FunctionCallOutput(output) => {
            Message::tool(&output.call_id, result(&output.output))
        }
        InputItem::CustomToolCallOutput(output) => {
            Message::tool(&output.call_id, result(&output.output))
        }
        InputItem::Other(_) => {
            let message = format!("`input[{index}]` has an unknown type or lacks a field");
            return Err(Refusal::bad_request(message));
        }
        // The model sees it, and nothing in the answer depends on what it is.
        other => Message::Other(json(other)),
    })
}

fn said(message: &InputMessage) -> Message {
    let content = match &message.content {
        None => chat::Content::from(""),
        Some(MessageContent::Text(text)) => text.as_str().into(),
        Some(MessageContent::Parts(parts)) => parts.iter().map(part).collect::<Vec<_>>().into(),
    };
    match message.role {
        MessageRole::System | MessageRole::Developer => Message::system(content),
        MessageRole::Assistant => Message::assistant(content),
        MessageRole::User | MessageRole::Other(_) => Message::user(content),
    }
}

fn part(part: &MessagePart) -> chat::ContentPart {
    match part {
        MessagePart::InputText(part) => chat::ContentPart::text(&part.text),
        MessagePart::OutputText(part) => chat::ContentPart::text(&part.text),
        MessagePart::Refusal(part) => chat::ContentPart::text(&part.refusal),
        other => chat::ContentPart::Other(json(other)),
    }
}

fn called(id: &str, name: &str, arguments: &str) -> Message {
    let call = chat::ToolCall::function(id, name, arguments);
    let tool_calls = Some(vec![call]);
    Message::Assistant(Box::new(AssistantMessage { tool_calls, ..AssistantMessage::default() }))
}

fn result(output: &ToolOutput) -> chat::Content {
    match output {
        ToolOutput::Text(text) => text.as_str().into(),
        ToolOutput::Parts(parts) => {
            let part = |part: &ContentPart| match part {
                ContentPart::InputText(part) => chat::ContentPart::text(&part.text),
                other => chat::ContentPart::Other(json(other)),
            };
            parts.iter().map(part).collect::<Vec<_>>().into()
        }
    }
}

fn json<T: Serialize>(wire: &T) -> Value {
    serde_json::to_value(wire).unwrap_or_default()
}
