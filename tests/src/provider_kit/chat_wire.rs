//! What a service that speaks the chat API of `OpenAI`, or of OpenRouter, says in a reaction.

use bytes::Bytes;
use llm_provider_base::conformance::{Ending, Reaction, Scenario, ServiceFailure};
use llm_types::{ErrorKind, StandardResponse, StreamEvent, ToolCallDelta};
use serde_json::{Map, Value, json};

/// Which of the two it speaks. They differ in errors, thoughts and costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    OpenAi,
    OpenRouter,
}

impl Dialect {
    /// The events of a stream, each by itself; the failure, where it ends with one, is the last.
    pub(super) fn events(self, reaction: &Reaction) -> Vec<Bytes> {
        let mut events: Vec<_> =
            reaction.deltas.iter().map(|delta| event(&self.delta_chunk(delta))).collect();
        match &reaction.ending {
            Ending::Finished => {
                let reason = Value::from(reaction.finish_reason.as_str());
                let places = reaction.answer().choices.into_iter().map(|choice| choice.index);
                let ended = |place| event(&chunk(place, &json!({}), &reason, None));
                events.extend(places.map(ended));
                if let Some(usage) = usage(reaction) {
                    let mut last = chunk(0, &json!({}), &Value::Null, Some(usage));
                    last["choices"] = json!([]);
                    events.push(event(&last));
                }
                events.push(Bytes::from_static(b"data: [DONE]\n\n"));
            }
            Ending::Failed(failure) => {
                let (status, error) = self.error(failure);
                let mut last = match self {
                    Self::OpenAi => json!({}),
                    Self::OpenRouter => chunk(0, &json!({"content": ""}), &"error".into(), None),
                };
                last["error"] = error["error"].clone();
                if self == Self::OpenRouter {
                    last["error"]["code"] = status.into();
                }
                events.push(event(&last));
            }
            _ => {}
        }
        events
    }

    fn delta_chunk(self, delta: &StreamEvent) -> Value {
        let (choice, delta) = match delta {
            StreamEvent::Text { choice, text } => (*choice, json!({"content": text})),
            StreamEvent::Refusal { choice, text } => (*choice, json!({"refusal": text})),
            StreamEvent::Reasoning { choice, text, blocks } => {
                let mut delta = json!({ self.thoughts(): text });
                if let Some(blocks) = blocks {
                    delta["reasoning_details"] =
                        blocks.iter().map(|it| raw(it.json().as_str())).collect();
                }
                (*choice, delta)
            }
            StreamEvent::ToolCall { choice, delta } => {
                (*choice, json!({"tool_calls": [tool_call(delta)]}))
            }
            // What the API has no word for is missed by `whole-answer`.
            _ => (0, json!({})),
        };
        chunk(choice, &delta, &Value::Null, None)
    }

    const fn thoughts(self) -> &'static str {
        match self {
            Self::OpenAi => "reasoning_content",
            Self::OpenRouter => "reasoning",
        }
    }

    /// The same answer as a document.
    pub(super) fn document(self, reaction: &Reaction) -> Bytes {
        let answer = match reaction.ending {
            Ending::Finished => reaction.answer(),
            _ => reaction.partial(),
        };
        let mut document = json!({
            "id": Reaction::RESPONSE_ID, "object": "chat.completion", "created": 1_790_000_000,
            "model": Scenario::MODEL, "choices": self.choices(&answer, reaction),
        });
        if let Some(usage) = usage(reaction) {
            document["usage"] = usage;
        }
        if let (Ending::Failed(failure), Self::OpenRouter) = (&reaction.ending, self) {
            let (status, mut error) = self.error(failure);
            error["error"]["code"] = status.into();
            document["choices"][0]["finish_reason"] = "error".into();
            document["choices"][0]["error"] = error["error"].take();
        }
        document.to_string().into()
    }

    fn choices(self, answer: &StandardResponse, reaction: &Reaction) -> Value {
        let choices = answer.choices.iter().map(|choice| {
            let said = &choice.message;
            let text = said.joined_text();
            let mut message = json!({"role": "assistant", "content": text});
            if let Some(refusal) = &said.refusal {
                message["refusal"] = refusal.as_str().into();
            }
            if let Some(thoughts) = &said.reasoning {
                message[self.thoughts()] = thoughts.text.as_str().into();
                if let Some(blocks) = &thoughts.blocks {
                    let blocks = blocks.iter().map(|it| raw(it.json().as_str()));
                    message["reasoning_details"] = blocks.collect();
                }
            }
            let whole = said.tool_calls.iter().map(|call| (Some(&call.id), Some(&call.name), &call.arguments));
            let cut = said.partial_tool_calls.iter();
            let cut = cut.map(|call| (call.id.as_ref(), call.name.as_ref(), &call.arguments));
            let calls = whole.chain(cut).map(|(id, name, arguments)| {
                json!({"id": id, "type": "function", "function": {"name": name, "arguments": arguments}})
            });
            let calls: Vec<_> = calls.collect();
            if !calls.is_empty() {
                message["tool_calls"] = calls.into();
            }
            json!({"index": choice.index, "message": message, "finish_reason": reaction.finish_reason.as_str()})
        });
        choices.collect()
    }

    /// The status of a failure, and the document that says it.
    pub(super) fn error(self, failure: &ServiceFailure) -> (u16, Value) {
        let (status, code) = match failure.kind {
            ErrorKind::InvalidRequest => (400, "invalid_value"),
            ErrorKind::ContextLength => (400, "context_length_exceeded"),
            ErrorKind::Authentication => (401, "invalid_api_key"),
            ErrorKind::InsufficientCredits => match self {
                Self::OpenAi => (429, "insufficient_quota"),
                Self::OpenRouter => (402, "payment_required"),
            },
            ErrorKind::PermissionDenied => (403, "permission_denied"),
            ErrorKind::ModelNotFound => (404, "model_not_found"),
            ErrorKind::RateLimited => (429, "rate_limit_exceeded"),
            ErrorKind::Unavailable => (503, "server_error"),
            // `error-kinds` tells if there is a better word.
            _ => (500, "server_error"),
        };
        let message = match failure.kind {
            ErrorKind::ContextLength => format!("maximum context length: {}", failure.message),
            _ => failure.message.clone(),
        };
        let mut error = Map::new();
        error.insert("message".to_owned(), message.into());
        match self {
            Self::OpenAi => {
                error.insert("type".to_owned(), "invalid_request_error".into());
                error.insert("code".to_owned(), code.into());
            }
            Self::OpenRouter => drop(error.insert("code".to_owned(), status.into())),
        }
        (status, json!({ "error": error }))
    }

    /// What this path gives that is about no chat.
    pub(super) fn other_document(self, path: &str, scenario: &Scenario) -> Value {
        if path.ends_with("/key") {
            return json!({"data": {"label": "kit", "usage": 0.5, "is_free_tier": false}});
        }
        let model = |id: &llm_types::ModelId| match self {
            Self::OpenAi => json!({"id": id, "object": "model", "owned_by": "kit"}),
            Self::OpenRouter => json!({"id": id, "name": id, "context_length": 8192}),
        };
        let models: Vec<_> = scenario.models.iter().map(model).collect();
        json!({"object": "list", "data": models})
    }
}

fn event(data: &Value) -> Bytes {
    format!("data: {data}\n\n").into()
}

fn chunk(choice: u32, delta: &Value, finish_reason: &Value, usage: Option<Value>) -> Value {
    let mut chunk = json!({
        "id": Reaction::RESPONSE_ID, "object": "chat.completion.chunk", "created": 1_790_000_000,
        "model": Scenario::MODEL,
        "choices": [{"index": choice, "delta": delta, "finish_reason": finish_reason}],
    });
    if let Some(usage) = usage {
        chunk["usage"] = usage;
    }
    chunk
}

fn tool_call(delta: &ToolCallDelta) -> Value {
    let ToolCallDelta { index, id, name, arguments } = delta;
    let mut call = json!({"index": index, "function": {"arguments": arguments}});
    if let Some(id) = id {
        call["id"] = id.as_str().into();
        call["type"] = "function".into();
    }
    if let Some(name) = name {
        call["function"]["name"] = name.as_str().into();
    }
    call
}

fn usage(reaction: &Reaction) -> Option<Value> {
    let usage = reaction.usage.as_ref()?;
    let mut told = json!({
        "prompt_tokens": usage.input_tokens, "completion_tokens": usage.output_tokens,
        "total_tokens": usage.total_tokens,
    });
    if let Some(cost) = usage.cost {
        told["cost"] = raw(&cost.to_string());
    }
    Some(told)
}

/// JSON that was written by hand.
fn raw(json: &str) -> Value {
    serde_json::from_str(json).unwrap_or_default()
}
