//! The reply that a stream amounts to.

mod block;
mod error;
mod merge;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use error::AccumulateError;

use super::{ContentBlockStart, Event, MessageDelta, MessageStart, MessageStop, Response};
use crate::{Count, Stage, StreamedEvent};
use block::Block;
use merge::{merged, object};

/// Makes the reply of a stream: what the same call would have given without `stream`.
///
/// It holds no more than what came. Events that cannot belong to an answer, or not there, are an
/// error, which changes nothing: what came before can still be had.
///
/// ```
/// use openrouter_wire::{decode, messages::Accumulator};
///
/// let mut accumulator = Accumulator::new();
/// for data in [
///     r#"{"type":"message_start","message":{"id":"gen-1","content":[]}}"#,
///     r#"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#,
///     r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}"#,
///     r#"{"type":"content_block_stop","index":0}"#,
///     r#"{"type":"message_delta","delta":{"stop_reason":"end_turn"}}"#,
///     r#"{"type":"message_stop"}"#,
/// ] {
///     accumulator.push(decode(data.as_bytes())?)?;
/// }
/// assert_eq!(accumulator.finish()?.text(), "Hi");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Accumulator {
    /// The answer without its blocks, once it has begun.
    head: Option<Response>,
    blocks: BTreeMap<u64, Block>,
    stopped: bool,
    skipped: u64,
}

impl Accumulator {
    /// Creates an accumulator of a stream that has yet to begin.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next event.
    ///
    /// # Errors
    ///
    /// An [`AccumulateError`] if the answer failed, or if the event makes no sense where it stands.
    pub fn push(&mut self, event: Event) -> Result<(), AccumulateError> {
        if let Stage::Failed(error) = event.stage() {
            return Err(AccumulateError::Failed(Box::new(error.into_owned())));
        }
        match event {
            Event::Ping(_) | Event::Error(_) => Ok(()),
            Event::Other(_) => self.skip(&event),
            _ if self.stopped => Err(AccumulateError::AfterEnd),
            Event::MessageStart(event) => self.start(*event),
            _ if self.head.is_none() => Err(AccumulateError::BeforeStart),
            Event::ContentBlockStart(event) => self.start_block(event),
            Event::ContentBlockDelta(event) => {
                let understood = self.block(&event.index)?.apply(event.delta)?;
                self.skipped += u64::from(!understood);
                Ok(())
            }
            Event::ContentBlockStop(event) => {
                self.block(&event.index)?.close();
                Ok(())
            }
            Event::MessageDelta(event) => self.change(*event),
            Event::MessageStop(event) => self.stop(&event),
        }
    }

    /// Returns whether the whole answer is there.
    pub fn is_finished(&self) -> bool {
        self.stopped
    }

    /// Returns how many events and deltas were left out because this version does not know their
    /// type. The reply may lack something then.
    pub fn skipped(&self) -> u64 {
        self.skipped
    }

    /// Returns the whole reply.
    ///
    /// # Errors
    ///
    /// [`AccumulateError::Truncated`] if the answer did not end.
    pub fn finish(self) -> Result<Response, AccumulateError> {
        if !self.stopped {
            return Err(AccumulateError::Truncated);
        }
        self.into_partial().ok_or(AccumulateError::Truncated)
    }

    /// Returns as much of the reply as there is; nothing if it has not begun. Arguments of a call
    /// that is not whole are text.
    pub fn into_partial(self) -> Option<Response> {
        let content = self.blocks.into_values().map(Block::into_content).collect();
        self.head.map(|head| Response { content: Some(content), ..head })
    }

    /// What is no event of an answer is left out; a part of the answer must not be.
    fn skip(&mut self, event: &Event) -> Result<(), AccumulateError> {
        match event.stage() {
            Stage::Preamble => {
                self.skipped += 1;
                Ok(())
            }
            _ => Err(AccumulateError::Shape),
        }
    }

    fn start(&mut self, event: MessageStart) -> Result<(), AccumulateError> {
        if self.head.is_some() {
            return Err(AccumulateError::SecondStart);
        }
        let MessageStart { mut message, extra } = event;
        let blocks = message.content.take().unwrap_or_default();
        self.head = Some(merged(object(&message)?, object(&extra)?)?);
        self.blocks = (0..).zip(blocks.into_iter().map(Block::closed)).collect();
        Ok(())
    }

    fn start_block(&mut self, event: ContentBlockStart) -> Result<(), AccumulateError> {
        let index = event.index.get().ok_or(AccumulateError::Block)?;
        if self.blocks.contains_key(&index) {
            return Err(AccumulateError::Block);
        }
        self.blocks.insert(index, Block::open(event.content_block));
        Ok(())
    }

    /// Returns a block that has begun and not ended.
    fn block(&mut self, index: &Count) -> Result<&mut Block, AccumulateError> {
        let block = index.get().and_then(|index| self.blocks.get_mut(&index));
        block.filter(|block| block.is_open()).ok_or(AccumulateError::Block)
    }

    fn change(&mut self, event: MessageDelta) -> Result<(), AccumulateError> {
        let MessageDelta { delta, usage, extra } = event;
        let head = self.head.as_ref().ok_or(AccumulateError::BeforeStart)?;
        let mut changes = object(&extra)?;
        changes.extend(object(&delta)?);
        if let Some(usage) = usage {
            let before = head.usage.as_ref().map(object).transpose()?.unwrap_or_default();
            changes.insert("usage".to_owned(), merged(before, object(&usage)?)?);
        }
        self.head = Some(merged(object(head)?, changes)?);
        Ok(())
    }

    fn stop(&mut self, event: &MessageStop) -> Result<(), AccumulateError> {
        if self.blocks.values().any(Block::is_open) {
            return Err(AccumulateError::Block);
        }
        let head = self.head.as_ref().ok_or(AccumulateError::BeforeStart)?;
        self.head = Some(merged(object(head)?, object(event)?)?);
        self.stopped = true;
        Ok(())
    }
}
