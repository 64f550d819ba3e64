//! [`AnswerReader`]: answers, in pieces or whole.

use std::collections::BTreeSet;

use llm_types::{
    Accumulator, Annotation, AudioOutput, Error, ErrorKind, FinishReason, Logprobs, Operation,
    ResponseId, Result, Retry, StandardResponse, StreamEvent, TokenLogprob, ToolCallDelta,
    UrlCitation,
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
        head.usage = usage.map(|said| usage::usage(&said)).or_else(|| head.usage.take());
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
            Some(problem) => Err(problem.understood(Operation::Chat, None).0),
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
        let logprobs = logprobs.map(self::logprobs).filter(|logprobs| !logprobs.is_empty());
        if let Some(logprobs) = logprobs {
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
        if let Some(wire::Audio { id, data, transcript, expires_at }) = audio {
            let (data, transcript) = (data.unwrap_or_default(), transcript.unwrap_or_default());
            let audio = AudioOutput { id, data, transcript, expires_at };
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
    pub(crate) fn finish(self) -> Result<StandardResponse> {
        if self.begun.is_empty() && self.closed.is_empty() {
            let error = Error::new(ErrorKind::Unavailable, "the server answered with nothing");
            return Err(error.with_retry(Retry::Backoff));
        }
        if !self.is_finished() && self.sum.has_tool_calls() {
            let message = "the server did not say that the tool calls are whole";
            return Err(Error::new(ErrorKind::Interrupted, message));
        }
        Ok(self.into_answer())
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

    /// What there is of an answer that broke off; `None` if there is nothing of it.
    pub(crate) fn into_partial(self) -> Option<StandardResponse> {
        (!self.begun.is_empty()).then(|| self.with_outcome().into_partial())
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

fn logprobs(logprobs: wire::Logprobs) -> Logprobs {
    let wire::Logprobs { content, refusal } = logprobs;
    let mut sum = Logprobs::default();
    sum.content = content.into_iter().flatten().map(token).collect();
    sum.refusal = refusal.into_iter().flatten().map(token).collect();
    sum
}

fn token(token: wire::TokenLogprob) -> TokenLogprob {
    let wire::TokenLogprob { token, logprob, bytes, top_logprobs } = token;
    let mut sure = TokenLogprob::default();
    (sure.token, sure.logprob, sure.bytes) = (token, logprob.unwrap_or_default(), bytes);
    sure.top = top_logprobs.into_iter().flatten().map(self::token).collect();
    sure
}
