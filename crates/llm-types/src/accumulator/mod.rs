//! [`Accumulator`]: folds deltas into the whole answer.

mod blocks;
mod tool_calls;

use blocks::Blocks;
use tool_calls::{Ending, ToolCalls};

use crate::{
    Annotation, AssistantMessage, AudioOutput, ContentPart, Error, ErrorKind, FinishReason,
    Logprobs, ReasoningBlock, ReasoningContent, ResponseId, Result, StandardChoice,
    StandardResponse, StreamEvent, TextPart, ToolCallDelta,
};

/// More answers, or tool calls in one, are taken for nonsense.
const MOST: usize = 128;

/// Folds deltas into the whole answer. A value: it does no I/O and knows no provider.
///
/// Providers feed it each event that they hand out, and what comes outside of events (id, model,
/// finish reasons, usage), and take the [`StandardResponse`] at the end, or the partial one when
/// the stream breaks.
#[derive(Debug, Clone, Default)]
pub struct Accumulator {
    head: StandardResponse,
    choices: Vec<Choice>,
}

#[derive(Debug, Clone, Default)]
struct Choice {
    index: u32,
    content: Vec<ContentPart>,
    reasoning_text: String,
    blocks: Option<Blocks>,
    reasoned: bool,
    refusal: Option<String>,
    tool_calls: ToolCalls,
    annotations: Vec<Annotation>,
    audio: Option<AudioOutput>,
    finish_reason: Option<FinishReason>,
    logprobs: Option<Logprobs>,
}

impl Accumulator {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The answer around the choices: id, model, usage, extensions. Set what is known.
    pub const fn head(&mut self) -> &mut StandardResponse {
        &mut self.head
    }

    /// Adds one event.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooLarge`] for more choices, tool calls or arguments than any model gives.
    pub fn push(&mut self, event: &StreamEvent) -> Result<()> {
        match event {
            StreamEvent::Text { choice, text } => self.push_text(*choice, text),
            StreamEvent::Reasoning { choice, text, blocks } => {
                self.push_reasoning(*choice, text, blocks.as_deref())
            }
            StreamEvent::Refusal { choice, text } => {
                self.choice(*choice)?.refusal.get_or_insert_default().push_str(text);
                Ok(())
            }
            StreamEvent::ToolCall { choice, delta } => self.push_tool_call(*choice, delta),
            StreamEvent::Annotation { choice, annotation } => {
                self.choice(*choice)?.annotations.push(annotation.clone());
                Ok(())
            }
            StreamEvent::Image { choice, image } => {
                self.choice(*choice)?.content.push(ContentPart::Image(image.clone()));
                Ok(())
            }
            StreamEvent::Part { choice, part } => {
                self.choice(*choice)?.content.push(part.clone());
                Ok(())
            }
            StreamEvent::Audio { choice, audio } => {
                let sum = self.choice(*choice)?.audio.get_or_insert_default();
                let AudioOutput { id, data, transcript, expires_at } = audio;
                sum.id = sum.id.take().or_else(|| id.clone());
                sum.data.push_str(data);
                sum.transcript.push_str(transcript);
                sum.expires_at = sum.expires_at.or(*expires_at);
                Ok(())
            }
            StreamEvent::Logprobs { choice, logprobs } => {
                let sum = self.choice(*choice)?.logprobs.get_or_insert_default();
                sum.extend(logprobs.clone());
                Ok(())
            }
            StreamEvent::Finished(_) => Ok(()),
        }
    }

    /// Adds text.
    ///
    /// # Errors
    ///
    /// As [`push`](Self::push).
    pub fn push_text(&mut self, choice: u32, text: &str) -> Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        let content = &mut self.choice(choice)?.content;
        match content.last_mut() {
            Some(ContentPart::Text(TextPart { text: sum, cache_control: None })) => {
                sum.push_str(text);
            }
            _ => content.push(ContentPart::text(text)),
        }
        Ok(())
    }

    /// Adds thoughts that come in pieces: a block of the same kind and index as an earlier one goes
    /// on with it, unless a signature or an id tells them apart.
    ///
    /// # Errors
    ///
    /// As [`push`](Self::push).
    pub fn push_reasoning(
        &mut self,
        choice: u32,
        text: &str,
        blocks: Option<&[ReasoningBlock]>,
    ) -> Result<()> {
        let choice = self.choice(choice)?;
        choice.reasoned = true;
        choice.reasoning_text.push_str(text);
        if let Some(blocks) = blocks {
            let sum = choice.blocks.get_or_insert_default();
            for block in blocks {
                sum.merge(block);
            }
        }
        Ok(())
    }

    /// Adds thoughts that came whole: each block stays as it is, whatever its kind and index.
    ///
    /// # Errors
    ///
    /// As [`push`](Self::push).
    pub fn push_whole_reasoning(
        &mut self,
        choice: u32,
        reasoning: &ReasoningContent,
    ) -> Result<()> {
        let choice = self.choice(choice)?;
        choice.reasoned = true;
        choice.reasoning_text.push_str(&reasoning.text);
        if let Some(blocks) = &reasoning.blocks {
            choice.blocks.get_or_insert_default().extend(blocks);
        }
        Ok(())
    }

    /// Adds a piece of a tool call.
    ///
    /// # Errors
    ///
    /// As [`push`](Self::push).
    pub fn push_tool_call(&mut self, choice: u32, delta: &ToolCallDelta) -> Result<()> {
        self.choice(choice)?.tool_calls.push(delta)
    }

    /// Says why a choice stopped. Providers may say it twice; the last word stands.
    ///
    /// # Errors
    ///
    /// As [`push`](Self::push).
    pub fn finish_choice(&mut self, choice: u32, reason: FinishReason) -> Result<()> {
        self.choice(choice)?.finish_reason = Some(reason);
        Ok(())
    }

    /// Why the first choice stopped, once it said so.
    pub fn finish_reason(&self) -> Option<&FinishReason> {
        self.choices.first()?.finish_reason.as_ref()
    }

    /// True once a choice said why it stopped.
    pub fn is_finished(&self) -> bool {
        self.choices.iter().any(|choice| choice.finish_reason.is_some())
    }

    /// True if a tool call has begun.
    pub fn has_tool_calls(&self) -> bool {
        self.choices.iter().any(|choice| !choice.tool_calls.is_empty())
    }

    /// True if there is nothing in it that a user could see or a program act on.
    pub fn is_empty(&self) -> bool {
        self.choices.iter().all(|choice| {
            choice.content.is_empty()
                && choice.reasoning_text.is_empty()
                && choice.blocks.as_ref().is_none_or(Blocks::is_empty)
                && choice.refusal.is_none()
                && choice.tool_calls.is_empty()
                && choice.annotations.is_empty()
                && choice.audio.is_none()
        })
    }

    /// The whole answer. A tool call is whole if its arguments are JSON, and the choice was not cut
    /// off (by length or by a filter) while it was the last one, and did not fail; otherwise it
    /// becomes a [`PartialToolCall`](crate::PartialToolCall).
    ///
    /// A whole call without an id gets one, which is
    /// [made up](crate::ToolCallId::is_made_up), and unlike those of other answers if the
    /// [`head`](Self::head) has the answer's own id.
    pub fn finish(self) -> StandardResponse {
        self.into_response(false)
    }

    /// What there is of an answer that broke off: no tool call of it is whole, unless the choice
    /// had said why it stopped.
    pub fn into_partial(self) -> StandardResponse {
        self.into_response(true)
    }

    fn into_response(self, broken: bool) -> StandardResponse {
        let Self { mut head, mut choices } = self;
        choices.sort_by_key(|choice| choice.index);
        let id = head.id.as_ref();
        head.choices = choices.into_iter().map(|choice| choice.finish(broken, id)).collect();
        head
    }

    fn choice(&mut self, index: u32) -> Result<&mut Choice> {
        let place = match self.choices.iter().position(|choice| choice.index == index) {
            Some(place) => place,
            None if self.choices.len() == MOST => return Err(too_many("choices")),
            None => {
                self.choices.push(Choice { index, ..Choice::default() });
                self.choices.len() - 1
            }
        };
        Ok(&mut self.choices[place])
    }
}

fn too_many(what: &str) -> Error {
    Error::new(ErrorKind::TooLarge, format!("the answer has more than {MOST} {what}"))
}

impl Choice {
    fn finish(self, broken: bool, response: Option<&ResponseId>) -> StandardChoice {
        let Self {
            index,
            content,
            reasoning_text,
            blocks,
            reasoned,
            refusal,
            tool_calls,
            annotations,
            audio,
            finish_reason,
            logprobs,
        } = self;
        let ending = match &finish_reason {
            None if broken => Ending::Broken,
            Some(FinishReason::Error) => Ending::Broken,
            Some(FinishReason::Length | FinishReason::ContentFilter) => Ending::CutOff,
            _ => Ending::Done,
        };
        let (tool_calls, partial_tool_calls) = tool_calls.finish(ending, response);
        let message = AssistantMessage {
            content,
            reasoning: reasoned
                .then(|| ReasoningContent::new(reasoning_text, blocks.map(Blocks::finish))),
            refusal,
            tool_calls,
            partial_tool_calls,
            annotations,
            audio,
            name: None,
            model: None,
        };
        StandardChoice { index, message, finish_reason, logprobs }
    }
}

#[cfg(test)]
mod tests;
