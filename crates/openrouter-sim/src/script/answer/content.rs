//! What a scripted answer says.

use bytes::Bytes;
use http::StatusCode;
use openrouter_wire::{
    chat::FinishReason,
    error::{ApiError, Metadata},
};
use serde_json::Value;

use super::Answer;
use crate::{
    frame::{Frame, split_blocks},
    reply::{Head, Reply},
};

/// What an answer says.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// What a model said.
    Completion(ScriptedCompletion),
    /// A reply that is ready to be sent.
    Reply(Reply),
    /// A refusal.
    Error(StatusCode, ApiError),
}

/// What a model said, and why it stopped.
#[derive(Clone, Debug, Default)]
pub(crate) struct ScriptedCompletion {
    pub(crate) text: Option<String>,
    pub(crate) reasoning: Option<String>,
    pub(crate) refusal: Option<String>,
    /// Names and arguments.
    pub(crate) tool_calls: Vec<(String, String)>,
    pub(crate) finish: Option<(FinishReason, String)>,
}

/// Completions.
impl Answer {
    /// Creates an answer in which the model says this.
    pub fn text(text: impl Into<String>) -> Self {
        let text = Some(text.into());
        Self::new(Content::Completion(ScriptedCompletion { text, ..Default::default() }))
    }

    /// Creates an answer in which the model calls a tool.
    ///
    /// `arguments` are sent as they are, valid JSON or not.
    pub fn tool_call(name: impl Into<String>, arguments: impl Into<String>) -> Self {
        Self::new(Content::Completion(ScriptedCompletion::default())).and_tool_call(name, arguments)
    }

    /// Creates an answer in which the model refuses.
    pub fn refusal(refusal: impl Into<String>) -> Self {
        let refusal = Some(refusal.into());
        Self::new(Content::Completion(ScriptedCompletion { refusal, ..Default::default() }))
    }

    /// Adds a call of a tool to a completion.
    pub fn and_tool_call(self, name: impl Into<String>, arguments: impl Into<String>) -> Self {
        let call = (name.into(), arguments.into());
        self.with_completion(|completion| completion.tool_calls.push(call))
    }

    /// Adds what the model thinks first to a completion. It is sent even if the request did not
    /// ask for it.
    pub fn reasoning(self, reasoning: impl Into<String>) -> Self {
        let reasoning = reasoning.into();
        self.with_completion(|completion| completion.reasoning = Some(reasoning))
    }

    /// Sets why a completion ends: the service's word, and the upstream's.
    pub fn finish(self, reason: &str, native: &str) -> Self {
        let finish = (reason.into(), native.to_owned());
        self.with_completion(|completion| completion.finish = Some(finish))
    }

    fn with_completion(mut self, change: impl FnOnce(&mut ScriptedCompletion)) -> Self {
        if let Content::Completion(completion) = &mut self.content {
            change(completion);
        }
        self
    }
}

/// Errors, in the envelope of the API.
impl Answer {
    /// Creates an error. A `status` that is none becomes 500.
    pub fn error(status: u16, message: impl Into<String>) -> Self {
        let status = status_of(status);
        Self::new(Content::Error(status, ApiError::new(status.as_u16(), message)))
    }

    /// Makes an error that of an upstream, with what it said: text or JSON.
    pub fn upstream(self, name: &str, raw: impl Into<Value>) -> Self {
        let raw = serde_json::from_value(raw.into()).ok();
        self.with_error(|error| {
            let metadata = error.metadata.get_or_insert_default();
            metadata.provider_name = Some(name.to_owned());
            metadata.raw = raw;
        })
    }

    /// Sets the `metadata` of an error. What does not have the shape of it is left out.
    pub fn metadata(self, metadata: Value) -> Self {
        let metadata: Option<Metadata> = serde_json::from_value(metadata).ok();
        self.with_error(|error| error.metadata = metadata.map(Box::new))
    }

    /// Sets the `availability` of an error. What does not have the shape of it is left out.
    pub fn availability(self, availability: Value) -> Self {
        let availability = serde_json::from_value(availability).ok();
        self.with_error(|error| error.availability = availability)
    }

    fn with_error(mut self, change: impl FnOnce(&mut ApiError)) -> Self {
        if let Content::Error(_, error) = &mut self.content {
            change(error);
        }
        self
    }
}

/// Replies that are sent as they are.
impl Answer {
    /// Creates an answer that is this JSON document.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::body(status, "application/json", body.to_string())
    }

    /// Creates an answer that is these bytes. A `status` that is none becomes 500.
    pub fn body(status: u16, content_type: &str, body: impl Into<Bytes>) -> Self {
        let frames = vec![Frame::Raw(body.into())];
        Self::new(Content::Reply(Reply::new(status_of(status), content_type, frames)))
    }

    /// Creates a stream that is this text, blank lines and all.
    pub fn sse(text: &str) -> Self {
        Self::new(Content::Reply(Reply::events(split_blocks(text))))
    }

    /// Creates a stream that sends these pieces one by one, wherever they are cut. Each counts
    /// as an event.
    pub fn sse_pieces(pieces: impl IntoIterator<Item = impl Into<Bytes>>) -> Self {
        let frames = pieces.into_iter().map(|piece| Frame::Raw(piece.into())).collect();
        Self::new(Content::Reply(Reply::events(frames)))
    }

    /// Creates a stream of one event for each document, and `[DONE]`.
    pub fn events<'a>(events: impl IntoIterator<Item = &'a Value>) -> Self {
        let events = events.into_iter().map(|json| Frame::Event(json.to_string()));
        let mut frames: Vec<_> = events.collect();
        frames.push(Frame::done());
        Self::new(Content::Reply(Reply::events(frames)))
    }

    /// Creates an answer of which not even the head comes.
    pub fn hang() -> Self {
        Self::new(Content::Reply(Reply::headless(Head::Withheld)))
    }

    /// Creates an answer in whose place the connection breaks, once the request was read.
    pub fn disconnect() -> Self {
        Self::new(Content::Reply(Reply::headless(Head::Refused)))
    }
}

fn status_of(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
