//! A scripted answer.

mod content;
mod delivery;
mod selection;
mod style_change;

use std::{fmt, sync::Arc};

use serde_json::Value;

use super::{Faults, filter::Filter};
use crate::{refusal::Refusal, reply::Reply, request_log::RecordedRequest};

pub(crate) use content::{Content, ScriptedCompletion};
use selection::Uses;
pub(crate) use style_change::StyleChange;

/// A scripted answer: what it says, how it is sent, what goes wrong on the way, and which
/// requests it is for.
///
/// [`text`](Self::text), [`tool_call`](Self::tool_call) and [`refusal`](Self::refusal) are
/// completions: the simulator gives them the form that the request asks for, stream or not, with
/// usage and cost; [`for_path`](Self::for_path) takes them to `/responses` and `/messages`. The
/// others are sent as they are. Methods that do not apply to an answer have no effect on it: an
/// error has no [`reasoning`](Self::reasoning).
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
    content: Content,
    headers: Vec<(String, String)>,
    style: StyleChange,
    faults: Faults,
    edits: Vec<Edit>,
    filter: Filter,
    uses: Uses,
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

    /// Returns whether it is for a request.
    pub(super) fn is_for(&self, request: &RecordedRequest) -> bool {
        self.filter.matches(request)
    }

    /// Counts one use, and returns whether it was the last.
    pub(super) fn use_up(&mut self) -> bool {
        self.uses.use_up()
    }

    /// Returns what the model said, if it is a completion.
    pub(crate) fn completion(&self) -> Option<&ScriptedCompletion> {
        match &self.content {
            Content::Completion(completion) => Some(completion),
            Content::Reply(_) | Content::Error(..) => None,
        }
    }

    /// Returns the reply, unless it is a completion. Errors have the envelope that `refuse` puts
    /// around them.
    pub(crate) fn as_reply(&self, refuse: fn(Refusal) -> Reply) -> Option<Reply> {
        match &self.content {
            Content::Completion(_) => None,
            Content::Reply(reply) => Some(reply.clone()),
            Content::Error(status, error) => Some(refuse(Refusal::of(*status, error.clone()))),
        }
    }

    /// Returns what it changes about how streams are sent.
    pub(crate) fn style(&self) -> &StyleChange {
        &self.style
    }

    /// Makes its changes to the JSON of a completion.
    pub(crate) fn edit_json(&self, json: String) -> String {
        if self.edits.is_empty() {
            return json;
        }
        // It was encoded a moment ago, so it is JSON.
        let mut value = serde_json::from_str(&json).unwrap_or_default();
        self.edits.iter().for_each(|Edit(edit)| edit(&mut value));
        value.to_string()
    }

    /// Returns whether all of it is sent, and says no error.
    pub(crate) fn is_whole(&self) -> bool {
        self.faults.stop.is_none() && self.style.error.is_none()
    }

    /// Adds its headers and faults to a reply.
    pub(crate) fn finish_reply(&self, reply: Reply) -> Reply {
        let headers = self.headers.iter();
        let reply = headers.fold(reply, |reply, (name, value)| match name.parse() {
            Ok(name) => reply.with_header(name, value),
            Err(_) => reply,
        });
        self.faults.apply(reply)
    }
}

/// A change of the JSON that is sent.
#[derive(Clone)]
struct Edit(Arc<dyn Fn(&mut Value) + Send + Sync>);

impl fmt::Debug for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Edit")
    }
}
