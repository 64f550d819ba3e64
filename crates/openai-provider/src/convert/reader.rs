//! [`AnswerReader`]: answers, in pieces or whole.

use std::collections::BTreeSet;

use llm_provider_base::{Failure, scrub};
use llm_types::{
    Accumulator, Annotation, FinishReason, Logprobs, Operation, ResponseId, Result,
    StandardResponse, StreamEvent, TokenLogprob, ToolCallDelta, UrlCitation,
};
use serde_json::Value;

use super::usage;
use crate::OpenAiOutcome;
use crate::error::Problem;
use crate::wire::{self, ChatAnswer, Choice, Content, Delta};

/// Reads pieces into events, and into the whole answer. An answer that comes whole is read as a
/// single piece, so that both ways give the same.
#[derive(Debug, Default)]
pub(crate) struct AnswerReader {
    sum: Accumulator,
    outcome: OpenAiOutcome,
    is_whole: bool,
    /// The caller does not want to see thoughts.
    hides_thoughts: bool,
    /// Choices that said something, and those that said why they stopped.
    begun: BTreeSet<u32>,
    closed: BTreeSet<u32>,
}

impl AnswerReader {
    /// For an answer that comes whole: what is in its lists are no pieces to be joined.
    pub(crate) fn for_whole_answer() -> Self {
        Self { is_whole: true, ..Self::default() }
    }

    /// Leaves thoughts out.
    pub(crate) const fn hide_thoughts(mut self, hides: bool) -> Self {
        self.hides_thoughts = hides;
        self
    }

    /// Reads a piece: the deltas in it, in order. Its error is the caller's to look at.
    pub(crate) fn read(&mut self, answer: ChatAnswer) -> Result<Vec<StreamEvent>> {
        let ChatAnswer { id, object: _, created, model, choices, usage, error: _, extra } = answer;
        let head = self.sum.head();
        // Azure begins with a piece without a name.
        let is_said = |text: &String| !text.is_empty();
        head.id = head.id.take().or_else(|| id.filter(is_said).map(Into::into));
        head.created = head.created.or_else(|| created.filter(|time| *time > 0));
        if let Some(model) = model.filter(is_said)
            && head.model.as_ref().is_none_or(|known| *known != *model)
        {
            head.model = Some(model.into());
        }
        // vLLM may send it with each piece: the last one is the sum.
        head.usage = usage.and_then(|said| usage::usage(&said)).or_else(|| head.usage.take());
        self.outcome.extra.extend(extra.into_iter().filter(|(_, value)| !value.is_null()));
        let mut events = Vec::new();
        for choice in choices.into_iter().flatten() {
            self.choice(choice, &mut events)?;
        }
        Ok(events)
    }

    /// The same, with the error that the piece holds, if it does.
    pub(crate) fn read_or_fail(&mut self, answer: ChatAnswer) -> Result<Vec<StreamEvent>> {
        match Problem::of_answer(&answer) {
            Some(problem) => Err(problem.failure(Operation::Chat, None).error),
            None => self.read(answer),
        }
    }

    fn choice(&mut self, choice: Choice, events: &mut Vec<StreamEvent>) -> Result<()> {
        let Choice { index, delta, message, finish_reason, logprobs } = choice;
        let index = index.unwrap_or_default();
        let before = events.len();
        if let Some(delta) = delta.or(message) {
            self.delta(index, delta, events)?;
        }
        let logprobs = self::logprobs(&logprobs.unwrap_or_default());
        if !logprobs.is_empty() {
            self.event(StreamEvent::Logprobs { choice: index, logprobs }, events)?;
        }
        if events.len() > before {
            self.begun.insert(index);
        }
        if let Some(word) = finish_reason.filter(|word| !word.is_empty()) {
            self.sum.finish_choice(index, self::finish_reason(word))?;
            self.closed.insert(index);
        }
        Ok(())
    }

    fn delta(&mut self, choice: u32, delta: Delta, events: &mut Vec<StreamEvent>) -> Result<()> {
        let Delta {
            content,
            reasoning_content,
            reasoning,
            refusal,
            tool_calls,
            audio,
            annotations,
        } = delta;
        for annotation in annotations.into_iter().flatten() {
            let annotation = self::annotation(annotation);
            self.event(StreamEvent::Annotation { choice, annotation }, events)?;
        }
        // Where both are there, they say the same.
        let thoughts = reasoning_content.filter(|text| !text.is_empty()).or(reasoning);
        if let Some(text) = thoughts.filter(|text| !text.is_empty() && !self.hides_thoughts) {
            self.event(StreamEvent::Reasoning { choice, text, blocks: None }, events)?;
        }
        let text = content.map(text).unwrap_or_default();
        if !text.is_empty() {
            self.event(StreamEvent::Text { choice, text }, events)?;
        }
        if let Some(text) = refusal.filter(|text| !text.is_empty()) {
            self.event(StreamEvent::Refusal { choice, text }, events)?;
        }
        if let Some(audio) = audio {
            self.event(StreamEvent::Audio { choice, audio }, events)?;
        }
        for (place, mut call) in (0..).zip(tool_calls.into_iter().flatten()) {
            if self.is_whole {
                // What came whole is no piece of another call, whatever its number.
                call.index = Some(place);
            }
            let delta = tool_call(call);
            if delta.id.is_some() || delta.name.is_some() || !delta.arguments.is_empty() {
                self.event(StreamEvent::ToolCall { choice, delta }, events)?;
            }
        }
        Ok(())
    }

    fn event(&mut self, event: StreamEvent, events: &mut Vec<StreamEvent>) -> Result<()> {
        self.sum.push(&event)?;
        events.push(event);
        Ok(())
    }

    /// The answer's name, once it is known.
    pub(crate) fn id(&mut self) -> Option<&ResponseId> {
        self.sum.head().id.as_ref()
    }

    /// True once every answer that began said why it stopped.
    pub(crate) fn is_finished(&self) -> bool {
        !self.closed.is_empty() && self.begun.is_subset(&self.closed)
    }

    /// Marks the answer as one whose stream ended without its last word.
    pub(crate) const fn set_unterminated(&mut self) {
        self.outcome.unterminated = true;
    }

    /// The whole answer, if that is what there is.
    pub(crate) fn finish(self) -> Result<StandardResponse, Failure> {
        let failure = if self.begun.is_empty() && self.closed.is_empty() {
            Failure::blank()
        } else if !self.is_finished() && self.sum.has_tool_calls() {
            // Nobody said that they are whole.
            Failure::truncated()
        } else if self.sum.finish_reason() == Some(&FinishReason::Error) {
            Failure::upstream_failed()
        } else {
            return Ok(self.into_answer());
        };
        Err(self.broken(failure))
    }

    /// An answer that broke off: what there is of it is kept, and it is not asked for again. Where
    /// there is nothing yet, the failure stands as it is.
    pub(crate) fn broken(mut self, failure: Failure) -> Failure {
        let id = self.id().map(|id| scrub(id.as_str()));
        let failure = match id {
            Some(id) => failure.map_error(|error| error.with_response_id(id)),
            None => failure,
        };
        if self.begun.is_empty() {
            return failure;
        }
        let partial = self.with_outcome().into_partial();
        failure.once_made().map_error(|error| error.with_partial(partial))
    }

    /// One that calls tools ended for them, whatever the server calls it.
    fn into_answer(self) -> StandardResponse {
        let mut answer = self.with_outcome().finish();
        for choice in &mut answer.choices {
            if choice.finish_reason == Some(FinishReason::Stop)
                && !choice.message.tool_calls.is_empty()
            {
                choice.finish_reason = Some(FinishReason::ToolCalls);
            }
        }
        answer
    }

    fn with_outcome(mut self) -> Accumulator {
        if self.outcome != OpenAiOutcome::default() {
            self.sum.head().extensions.insert(self.outcome);
        }
        self.sum
    }
}

fn finish_reason(word: String) -> FinishReason {
    match word.as_str() {
        "stop" => FinishReason::Stop,
        "length" => FinishReason::Length,
        "tool_calls" => FinishReason::ToolCalls,
        "content_filter" => FinishReason::ContentFilter,
        "error" => FinishReason::Error,
        _ => FinishReason::Other(word),
    }
}

fn text(content: Content) -> String {
    match content {
        Content::Text(text) => text,
        Content::Parts(parts) => parts.iter().filter_map(|part| part["text"].as_str()).collect(),
    }
}

/// OpenAI nests a source in a member of its name.
fn annotation(annotation: Value) -> Annotation {
    let source = annotation.get("url_citation").cloned();
    match source.map(serde_json::from_value::<UrlCitation>) {
        Some(Ok(source)) => Annotation::UrlCitation(source),
        _ => Annotation::Other(annotation),
    }
}

fn tool_call(call: wire::ToolCall) -> ToolCallDelta {
    let wire::ToolCall { index, id, function } = call;
    let wire::Function { name, arguments } = function.unwrap_or_default();
    let arguments = match arguments {
        Value::Null => String::new(),
        Value::String(text) => text,
        json => json.to_string(),
    };
    let id = id.filter(|id| !id.is_empty()).map(Into::into);
    ToolCallDelta { index, id, name: name.filter(|name| !name.is_empty()), arguments }
}

fn logprobs(said: &Value) -> Logprobs {
    let mut logprobs = Logprobs::default();
    (logprobs.content, logprobs.refusal) = (tokens(&said["content"]), tokens(&said["refusal"]));
    logprobs
}

fn tokens(list: &Value) -> Vec<TokenLogprob> {
    let token = |said: &Value| {
        let mut token = TokenLogprob::default();
        said["token"].as_str().unwrap_or_default().clone_into(&mut token.token);
        token.logprob = said["logprob"].as_f64().unwrap_or_default();
        token.bytes = serde_json::from_value(said["bytes"].clone()).unwrap_or_default();
        token.top = tokens(&said["top_logprobs"]);
        token
    };
    list.as_array().into_iter().flatten().map(token).collect()
}
