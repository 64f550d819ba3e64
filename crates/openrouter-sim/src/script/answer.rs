//! A scripted answer.

use std::{fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use http::StatusCode;
use openrouter_wire::{
    chat::FinishReason,
    error::{ApiError, Metadata},
};
use serde_json::Value;

use super::{Faults, StreamError, faults::Stop, filter::Filter};
use crate::{
    error_reply,
    frame::{Frame, split_blocks},
    reply::{Head, Reply},
    request_log::RecordedRequest,
    stream_style::{FinishStyle, StreamStyle},
};

/// A scripted answer: what it says, how it is sent, what goes wrong on the way, and which
/// requests it is for.
///
/// [`text`](Self::text), [`tool_call`](Self::tool_call) and [`refusal`](Self::refusal) are
/// completions: the simulator gives them the envelope that the request asks for, stream or not,
/// with usage and cost. The others are sent as they are. Methods that shape a stream have no
/// effect on an answer that is none.
///
/// # Examples
///
/// ```
/// use openrouter_sim::{Answer, StreamError};
///
/// let _ = Answer::text("Hello.");
/// let _ = Answer::error(429, "Provider returned error").header("retry-after", "1").times(2);
/// let _ = Answer::text("Half of this").fail_after(2, StreamError::recorded(502, "gone"));
/// let _ = Answer::text("Never whole").for_model("openai/gpt-4o-mini").cut_after(1);
/// ```
#[derive(Clone, Debug)]
#[must_use = "give it to `Simulator::script`"]
pub struct Answer {
    pub(crate) content: Content,
    headers: Vec<(String, String)>,
    pub(crate) style: StyleChange,
    faults: Faults,
    pub(crate) edits: Vec<Edit>,
    filter: Filter,
    uses: Uses,
}

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

/// What an answer changes about how streams are sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct StyleChange {
    token_delay: Option<Duration>,
    comments: Option<usize>,
    finish: Option<FinishStyle>,
    error: Option<(usize, StreamError)>,
}

impl StyleChange {
    pub(crate) fn apply(&self, style: StreamStyle) -> StreamStyle {
        StreamStyle {
            token_delay: self.token_delay.unwrap_or(style.token_delay),
            comments: self.comments.unwrap_or(style.comments),
            finish: self.finish.unwrap_or(style.finish),
            error: self.error.clone().or(style.error),
        }
    }
}

/// A change of the JSON that is sent.
#[derive(Clone)]
pub(crate) struct Edit(Arc<dyn Fn(&mut Value) + Send + Sync>);

impl Edit {
    pub(crate) fn apply(&self, json: &mut Value) {
        (self.0)(json);
    }
}

impl fmt::Debug for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Edit")
    }
}

/// How often an answer is given.
#[derive(Clone, Copy, Debug)]
enum Uses {
    Times(usize),
    Always,
}

impl Answer {
    fn new(content: Content) -> Self {
        Self {
            content,
            headers: Vec::new(),
            style: StyleChange::default(),
            faults: Faults::default(),
            edits: Vec::new(),
            filter: Filter::default(),
            uses: Uses::Times(1),
        }
    }

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

    /// Creates an error in the envelope of the API. A `status` that is none becomes 500.
    pub fn error(status: u16, message: impl Into<String>) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self::new(Content::Error(status, ApiError::new(status.as_u16(), message)))
    }

    /// Creates an answer that is this JSON document.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::body(status, "application/json", body.to_string())
    }

    /// Creates an answer that is these bytes. A `status` that is none becomes 500.
    pub fn body(status: u16, content_type: &str, body: impl Into<Bytes>) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let frames = vec![Frame::Raw(body.into())];
        Self::new(Content::Reply(Reply::new(status, content_type, frames)))
    }

    /// Creates a stream that is this text, blank lines and all.
    pub fn sse(text: &str) -> Self {
        Self::new(Content::Reply(Reply::events(split_blocks(text))))
    }

    /// Creates a stream that sends these pieces one by one, wherever they are cut.
    pub fn sse_pieces(pieces: impl IntoIterator<Item = impl Into<Bytes>>) -> Self {
        let frames = pieces.into_iter().map(|piece| Frame::Raw(piece.into())).collect();
        Self::new(Content::Reply(Reply::events(frames)))
    }

    /// Creates a stream of one event for each document, and `[DONE]`.
    pub fn events<'a>(events: impl IntoIterator<Item = &'a Value>) -> Self {
        let mut frames: Vec<_> = events.into_iter().map(Frame::json).collect();
        frames.push(Frame::done());
        Self::new(Content::Reply(Reply::events(frames)))
    }

    /// Creates an answer of which not even the head comes.
    pub fn hang() -> Self {
        Self::new(Content::Reply(Reply::headless(Head::Withheld)))
    }

    /// Creates a connection that breaks once the request was read.
    pub fn disconnect() -> Self {
        Self::new(Content::Reply(Reply::headless(Head::Refused)))
    }

    /// Adds a call of a tool.
    pub fn and_tool_call(self, name: impl Into<String>, arguments: impl Into<String>) -> Self {
        let call = (name.into(), arguments.into());
        self.completion(|completion| completion.tool_calls.push(call))
    }

    /// Adds what the model thinks first. It is sent even if the request did not ask for it.
    pub fn reasoning(self, reasoning: impl Into<String>) -> Self {
        let reasoning = reasoning.into();
        self.completion(|completion| completion.reasoning = Some(reasoning))
    }

    /// Sets why the model stops: the service's word, and the upstream's.
    pub fn finish(self, reason: &str, native: &str) -> Self {
        let finish = (reason.into(), native.to_owned());
        self.completion(|completion| completion.finish = Some(finish))
    }

    fn completion(mut self, change: impl FnOnce(&mut ScriptedCompletion)) -> Self {
        if let Content::Completion(completion) = &mut self.content {
            change(completion);
        }
        self
    }

    /// Sets the `metadata` of an error. What has not the shape of metadata is left out.
    pub fn metadata(self, metadata: Value) -> Self {
        let metadata: Option<Metadata> = serde_json::from_value(metadata).ok();
        self.api_error(|error| error.metadata = metadata.map(Box::new))
    }

    /// Sets the `availability` of an error. What has not the shape of it is left out.
    pub fn availability(self, availability: Value) -> Self {
        let availability = serde_json::from_value(availability).ok();
        self.api_error(|error| error.availability = availability)
    }

    /// Makes an error that of an upstream, with what it said.
    pub fn upstream(self, name: &str, raw: impl Into<Value>) -> Self {
        let raw = serde_json::from_value(raw.into()).ok();
        self.api_error(|error| {
            let metadata = error.metadata.get_or_insert_default();
            metadata.provider_name = Some(name.to_owned());
            metadata.raw = raw;
        })
    }

    fn api_error(mut self, change: impl FnOnce(&mut ApiError)) -> Self {
        if let Content::Error(_, error) = &mut self.content {
            change(error);
        }
        self
    }

    /// Sets a header of the reply.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Waits this long before the head of the reply.
    pub fn head_delay(mut self, delay: Duration) -> Self {
        self.faults.head_delay = delay;
        self
    }

    /// Waits this long before each token.
    pub fn token_delay(mut self, delay: Duration) -> Self {
        self.style.token_delay = Some(delay);
        self
    }

    /// Sends this many comments before the first event.
    pub fn comments(mut self, count: usize) -> Self {
        self.style.comments = Some(count);
        self
    }

    /// Ends the stream as older recordings do.
    pub fn finish_style(mut self, style: FinishStyle) -> Self {
        self.style.finish = Some(style);
        self
    }

    /// Sends an error in the place of all but the first `events` events of a completion's
    /// stream.
    pub fn fail_after(mut self, events: usize, error: StreamError) -> Self {
        self.style.error = Some((events, error));
        self
    }

    /// Breaks the connection after this many events of a stream; after a body that is none, if
    /// it is not 0.
    pub fn cut_after(self, events: usize) -> Self {
        self.stop(events, Stop::Cut)
    }

    /// Ends the body as if it were whole after this many events.
    pub fn end_after(self, events: usize) -> Self {
        self.stop(events, Stop::End)
    }

    /// Falls silent after this many events.
    pub fn hang_after(self, events: usize) -> Self {
        self.stop(events, Stop::Hang)
    }

    fn stop(mut self, events: usize, stop: Stop) -> Self {
        self.faults.stop = Some((events, stop));
        self
    }

    /// Sends the body in pieces of at most this many bytes.
    pub fn split_every(mut self, bytes: usize) -> Self {
        self.faults.segment = Some(bytes);
        self
    }

    /// Changes each JSON document of a completion before it is sent: its body, or its chunks.
    pub fn edit(mut self, edit: impl Fn(&mut Value) + Send + Sync + 'static) -> Self {
        self.edits.push(Edit(Arc::new(edit)));
        self
    }

    /// Gives this answer only to requests for a model.
    pub fn for_model(mut self, model: impl Into<String>) -> Self {
        self.filter.and_model(model.into());
        self
    }

    /// Gives this answer only to requests whose path ends so; without it, to
    /// `/chat/completions`.
    pub fn for_path(mut self, path: impl Into<String>) -> Self {
        self.filter.set_path(path.into());
        self
    }

    /// Gives this answer only to requests with a key.
    pub fn for_key(mut self, key: &str) -> Self {
        self.filter.and_key(key);
        self
    }

    /// Gives this answer only to requests that fulfil a condition.
    pub fn when(
        mut self,
        condition: impl Fn(&RecordedRequest) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.filter.and(condition);
        self
    }

    /// Gives this answer so many times.
    pub fn times(mut self, times: usize) -> Self {
        self.uses = Uses::Times(times);
        self
    }

    /// Gives this answer for ever.
    pub fn always(mut self) -> Self {
        self.uses = Uses::Always;
        self
    }

    pub(crate) fn is_for(&self, request: &RecordedRequest) -> bool {
        self.filter.matches(request)
    }

    /// Counts one use, and returns whether it was the last.
    pub(crate) fn use_up(&mut self) -> bool {
        match &mut self.uses {
            Uses::Always => false,
            Uses::Times(left) => {
                *left = left.saturating_sub(1);
                *left == 0
            }
        }
    }

    /// Returns the reply, unless the answer is a completion.
    pub(crate) fn as_reply(&self) -> Option<Reply> {
        match &self.content {
            Content::Completion(_) => None,
            Content::Reply(reply) => Some(reply.clone()),
            Content::Error(status, error) => {
                Some(error_reply::of(*status, error.clone(), Some("user_simulated")))
            }
        }
    }

    /// Adds the scripted headers and faults.
    pub(crate) fn finish_reply(&self, reply: Reply) -> Reply {
        let reply = self.headers.iter().fold(reply, |reply, (name, value)| match name.parse() {
            Ok(name) => reply.with_header(name, value),
            Err(_) => reply,
        });
        self.faults.apply(reply)
    }
}
