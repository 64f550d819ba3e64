//! Chunks of a stream.

use llm_types::{
    Accumulator, AudioOutput, ContentPart, Error, ErrorKind, FinishReason, ReasoningContent,
    ResponseId, Result, StandardResponse, StreamEvent, ToolCallDelta, Usage,
};
use openrouter_wire::error::ApiError;
use openrouter_wire::{Count, chat as wire, headers};

use super::{annotation, content, finish_reason, logprobs, message, usage};
use crate::outcome::{OpenRouterOutcome, absorb};

/// Reads chunks into events, and into the whole answer.
///
/// Unary answers are read through it as well, so that both ways give the same.
#[derive(Debug, Default)]
pub(crate) struct ChunkReader {
    sum: Accumulator,
    outcome: OpenRouterOutcome,
    whole: bool,
    /// Choices that said something and not yet why they stopped, and those that did.
    open: Vec<u32>,
    closed: Vec<u32>,
    /// Something was handed out.
    said: bool,
}

/// What one chunk brought.
#[derive(Debug, Default)]
pub(crate) struct Step {
    /// The deltas in it, in order.
    pub(crate) events: Vec<StreamEvent>,
    /// The error in it; deltas beside it count as delivered.
    pub(crate) error: Option<ApiError>,
}

impl ChunkReader {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// For an answer that comes whole: its thoughts are not pieces to be joined.
    pub(super) fn for_whole_answer() -> Self {
        Self { whole: true, ..Self::default() }
    }

    /// Text, and nothing else new: the path of most chunks.
    pub(crate) fn text(&mut self, text: &str) -> Result<()> {
        self.begin(0);
        self.sum.push_text(0, text)
    }

    /// Reads a chunk.
    pub(crate) fn chunk(&mut self, chunk: wire::Chunk) -> Result<Step> {
        let wire::Chunk {
            id,
            object: _,
            created,
            model,
            provider,
            system_fingerprint,
            service_tier,
            choices,
            usage,
            error,
            user_id: _,
            openrouter_metadata,
            debug,
            extra,
        } = chunk;
        let head = self.sum.head();
        // The first id names the generation; the last model is the one that answered.
        if head.id.is_none() {
            head.id = id.map(Into::into);
        }
        if head.created.is_none() {
            head.created = created.as_ref().and_then(Count::get);
        }
        if let Some(model) = model
            && head.model.as_ref().is_none_or(|known| *known != *model)
        {
            head.model = Some(model.into());
        }
        if let Some(usage) = usage {
            head.usage = Some(usage::usage(&usage));
            self.outcome.usage = Some(usage);
        }
        if let Some(upstream) = provider.as_ref().and_then(wire::Upstream::name)
            && self.outcome.upstream.as_deref() != Some(upstream)
        {
            self.outcome.upstream = Some(upstream.to_owned());
        }
        keep(&mut self.outcome.system_fingerprint, system_fingerprint);
        keep(&mut self.outcome.service_tier, service_tier);
        keep(&mut self.outcome.router, openrouter_metadata);
        self.outcome.debug.extend(debug);
        absorb(&mut self.outcome.unknown.response, extra);
        let mut step = Step { error, ..Step::default() };
        for choice in choices.into_iter().flatten() {
            match self.choice(choice, &mut step) {
                // What stands beside an error need not make sense.
                Err(_) if step.error.is_some() => break,
                read => read?,
            }
        }
        Ok(step)
    }

    fn choice(&mut self, choice: wire::ChunkChoice, step: &mut Step) -> Result<()> {
        let wire::ChunkChoice {
            index,
            delta,
            finish_reason,
            native_finish_reason,
            logprobs,
            text,
            error,
            extra,
        } = choice;
        let index = place("a choice", index.as_ref())?.unwrap_or(0);
        let before = step.events.len();
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            self.event(StreamEvent::Text { choice: index, text }, step)?;
        }
        if let Some(delta) = delta {
            self.delta(index, delta, step)?;
        }
        if let Some(logprobs) = logprobs {
            let logprobs = logprobs::logprobs(logprobs);
            if !logprobs.is_empty() {
                self.event(StreamEvent::Logprobs { choice: index, logprobs }, step)?;
            }
        }
        if step.events.len() > before {
            self.begin(index);
        }
        let reason = finish_reason::finish_reason(finish_reason, native_finish_reason.as_deref());
        if let Some(reason) = reason {
            self.sum.finish_choice(index, reason)?;
            self.open.retain(|open| *open != index);
            if !self.closed.contains(&index) {
                self.closed.push(index);
            }
        }
        keep(&mut self.outcome.native_finish_reason, native_finish_reason);
        absorb(&mut self.outcome.unknown.choice, extra);
        step.error = step.error.take().or(error);
        Ok(())
    }

    fn delta(&mut self, choice: u32, delta: wire::Delta, step: &mut Step) -> Result<()> {
        let wire::Delta {
            role: _,
            content,
            refusal,
            reasoning,
            reasoning_details,
            tool_calls,
            function_call,
            annotations,
            images,
            audio,
            extra,
        } = delta;
        for annotation in annotations.into_iter().flatten() {
            let annotation = annotation::answer_annotation(annotation);
            self.event(StreamEvent::Annotation { choice, annotation }, step)?;
        }
        self.thoughts(choice, reasoning, reasoning_details, step)?;
        match content {
            None => {}
            Some(wire::Content::Text(text)) if text.is_empty() => {}
            Some(wire::Content::Text(text)) => {
                self.event(StreamEvent::Text { choice, text }, step)?;
            }
            Some(wire::Content::Parts(parts)) => {
                for part in parts {
                    if let wire::ContentPart::Other(part) = part {
                        self.outcome.unknown.parts.push(part);
                    } else if let Some(event) = part_event(choice, part) {
                        self.event(event, step)?;
                    }
                }
            }
        }
        for image in images.into_iter().flatten() {
            let image = content::answer_image(image.image_url);
            self.event(StreamEvent::Image { choice, image }, step)?;
        }
        if let Some(text) = refusal.filter(|text| !text.is_empty()) {
            self.event(StreamEvent::Refusal { choice, text }, step)?;
        }
        if let Some(audio) = audio {
            let audio = audio_output(audio);
            self.event(StreamEvent::Audio { choice, audio }, step)?;
        }
        for (number, mut call) in tool_calls.into_iter().flatten().enumerate() {
            if self.whole {
                // What came whole is no piece of another call, whatever its number.
                call.index = u64::try_from(number).ok().map(Count::from);
            }
            let delta = tool_call(call)?;
            // `{"index":0,"function":null}` and the like begin no call.
            let ToolCallDelta { index: _, id, name, arguments } = &delta;
            if id.is_some() || name.is_some() || !arguments.is_empty() {
                self.event(StreamEvent::ToolCall { choice, delta }, step)?;
            }
        }
        if let Some(call) = function_call {
            let call = wire::ToolCall { function: Some(call), ..wire::ToolCall::default() };
            self.event(StreamEvent::ToolCall { choice, delta: tool_call(call)? }, step)?;
        }
        absorb(&mut self.outcome.unknown.message, extra);
        Ok(())
    }

    fn thoughts(
        &mut self,
        choice: u32,
        text: Option<String>,
        details: Option<Vec<wire::ReasoningDetail>>,
        step: &mut Step,
    ) -> Result<()> {
        let text = text.unwrap_or_default();
        let blocks: Option<Vec<_>> =
            details.map(|details| details.into_iter().map(message::block).collect());
        if text.is_empty() && blocks.is_none() {
            return Ok(());
        }
        if self.whole {
            self.sum.push_whole_reasoning(
                choice,
                &ReasoningContent::new(text.clone(), blocks.clone()),
            )?;
        } else {
            self.sum.push_reasoning(choice, &text, blocks.as_deref())?;
        }
        // An empty list is kept for the next turn, but is nothing to hand out.
        if !text.is_empty() || blocks.as_ref().is_some_and(|blocks| !blocks.is_empty()) {
            step.events.push(StreamEvent::Reasoning { choice, text, blocks });
        }
        Ok(())
    }

    fn event(&mut self, event: StreamEvent, step: &mut Step) -> Result<()> {
        self.sum.push(&event)?;
        step.events.push(event);
        Ok(())
    }

    /// Takes over what the reply's head says: the id counts where no chunk names one.
    pub(crate) fn set_head(&mut self, said: &headers::Reply) {
        self.outcome.cache.clone_from(&said.cache);
        let head = self.sum.head();
        if head.id.is_none() {
            head.id = said.generation_id.as_deref().map(Into::into);
        }
    }

    /// The generation's id, once it is known.
    pub(crate) fn id(&mut self) -> Option<ResponseId> {
        self.sum.head().id.clone()
    }

    /// Marks the answer as one whose stream ended without `[DONE]`.
    pub(crate) const fn set_unterminated(&mut self) {
        self.outcome.unterminated = true;
    }

    fn begin(&mut self, choice: u32) {
        self.said = true;
        if !self.closed.contains(&choice) && !self.open.contains(&choice) {
            self.open.push(choice);
        }
    }

    /// True once the service said of every choice why it stopped.
    pub(crate) const fn is_finished(&self) -> bool {
        self.open.is_empty() && !self.closed.is_empty()
    }

    /// True if an answer has begun, whatever is in it.
    pub(crate) fn has_choices(&self) -> bool {
        !(self.open.is_empty() && self.closed.is_empty())
    }

    /// True if a tool call has begun.
    pub(crate) fn has_tool_calls(&self) -> bool {
        self.sum.has_tool_calls()
    }

    /// True if it brought nothing that a user could see, and the service wrote no token: a cold
    /// start or a hiccup, which is not charged for.
    pub(crate) fn is_blank(&mut self) -> bool {
        self.is_empty() && self.usage().is_none_or(|usage| usage.output_tokens == 0)
    }

    /// True if nothing was said. An empty list of thoughts is kept, but says nothing.
    const fn is_empty(&self) -> bool {
        !self.said
    }

    /// What the call consumed, as far as it was said.
    pub(crate) fn usage(&mut self) -> Option<&Usage> {
        self.sum.head().usage.as_ref()
    }

    /// The whole answer.
    pub(crate) fn finish(mut self) -> StandardResponse {
        let outcome = std::mem::take(&mut self.outcome);
        self.sum.head().extensions.insert(outcome);
        self.sum.finish()
    }

    /// What there is of an answer that broke off; `None` if there is nothing of it.
    pub(crate) fn into_partial(mut self) -> Option<StandardResponse> {
        if self.is_empty() {
            return None;
        }
        let outcome = std::mem::take(&mut self.outcome);
        self.sum.head().extensions.insert(outcome);
        Some(self.sum.into_partial())
    }

    /// True if the model ran out of tokens, or a filter stopped it: then nothing can be all that
    /// there is.
    pub(crate) fn was_cut_off(&self) -> bool {
        matches!(
            self.sum.finish_reason(),
            Some(FinishReason::Length | FinishReason::ContentFilter | FinishReason::ToolCalls)
        )
    }

    /// True if the service says that it failed, although there is no error beside it.
    pub(crate) fn failed(&self) -> bool {
        self.sum.finish_reason() == Some(&FinishReason::Error)
    }
}

/// Keeps the latest that was said.
fn keep<T>(slot: &mut Option<T>, said: Option<T>) {
    if said.is_some() {
        *slot = said;
    }
}

/// The place of a choice or of a tool call, if it is said. What makes no sense is not taken for
/// another place: the piece might be added to what it is no part of.
fn place(what: &str, index: Option<&Count>) -> Result<Option<u32>> {
    let Some(index) = index else { return Ok(None) };
    let place = index.get().and_then(|index| u32::try_from(index).ok());
    place.map(Some).ok_or_else(|| {
        Error::new(ErrorKind::Decode, format!("the index of {what} is not a small whole number"))
    })
}

fn part_event(choice: u32, part: wire::ContentPart) -> Option<StreamEvent> {
    Some(match content::answer_part(part)? {
        ContentPart::Text(part) if part.text.is_empty() => return None,
        ContentPart::Text(part) => StreamEvent::Text { choice, text: part.text },
        ContentPart::Image(image) => StreamEvent::Image { choice, image },
        part => StreamEvent::Part { choice, part },
    })
}

fn audio_output(audio: wire::Audio) -> AudioOutput {
    let wire::Audio { id, data, transcript, expires_at, extra: _ } = audio;
    AudioOutput {
        id,
        data: data.unwrap_or_default(),
        transcript: transcript.unwrap_or_default(),
        expires_at: expires_at.as_ref().and_then(Count::get),
    }
}

fn tool_call(call: wire::ToolCall) -> Result<ToolCallDelta> {
    let wire::ToolCall { index, id, kind: _, function, extra: _ } = call;
    let wire::FunctionCall { name, arguments, extra: _ } = function.unwrap_or_default();
    Ok(ToolCallDelta {
        index: place("a tool call", index.as_ref())?,
        id: id.map(Into::into),
        name,
        arguments: match arguments {
            None => String::new(),
            Some(wire::Arguments::Text(text)) => text,
            Some(wire::Arguments::Json(json)) if json.is_null() => String::new(),
            Some(wire::Arguments::Json(json)) => json.to_string(),
        },
    })
}
