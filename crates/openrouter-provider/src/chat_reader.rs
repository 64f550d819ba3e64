//! [`ChatReader`]: from the chunks of a chat to events.

use llm_provider_base::{Naming, Reader, SseEvent, Step, Terminator};
use llm_types::{StandardResponse, StreamEvent};
use openrouter_wire::chat::{ChunkDecoder, Payload};
use openrouter_wire::headers;
use std::collections::VecDeque;

use crate::client::{Held, Stakes};
use crate::convert::ChunkReader;
use crate::ending::{broken, finish};
use crate::error::{Blamed, Failure, api_error, error_beside, from_api_error};

/// Reads the chunks of a chat.
#[derive(Debug)]
pub(crate) struct ChatReader {
    chunks: ChunkDecoder,
    reader: ChunkReader,
    /// Writes down what the answer is called, until it is.
    unnamed: Option<Naming>,
    head: headers::Reply,
    held: Held,
}

impl ChatReader {
    /// At the beginning of a stream, whose name is written down as soon as a chunk says it.
    pub(crate) fn new(unnamed: Option<Naming>, head: headers::Reply, held: Held) -> Self {
        let (chunks, reader) = (ChunkDecoder::new(), ChunkReader::new());
        Self { chunks, reader, unnamed, head, held }
    }

    /// Writes the name down. Most chunks are text that follows text, and do not come here.
    fn note_name(&mut self) {
        let Some(id) = self.unnamed.as_ref().and_then(|_| self.reader.id()) else { return };
        if let Some(naming) = self.unnamed.take() {
            naming.name(id.as_str());
        }
    }
}

impl Reader for ChatReader {
    type Item = StreamEvent;
    type Stake = Stakes;

    fn read(
        &mut self,
        event: &SseEvent<'_>,
        ready: &mut VecDeque<StreamEvent>,
    ) -> Option<Step<StreamEvent, Blamed>> {
        let data = &*event.data;
        if data.trim_ascii().is_empty() {
            return None;
        }
        if event.event == "error" {
            let api = api_error(data);
            return Some(Step::Failed(from_api_error(&api, None, None, self.held.moment())));
        }
        let chunk = match self.chunks.decode(data) {
            Ok(Payload::Text(text)) if text.is_empty() => return Some(Step::More),
            Ok(Payload::Text(text)) => {
                return Some(match self.reader.text(&text) {
                    Ok(()) => Step::Item(StreamEvent::Text { choice: 0, text: text.into_owned() }),
                    Err(error) => Step::Failed(Failure::malformed(error)),
                });
            }
            Ok(Payload::Done) => return Some(Step::Done),
            Ok(Payload::Chunk(chunk)) => chunk,
            Err(error) => {
                let said = error_beside(data.as_bytes(), self.held.moment());
                let failure = said
                    .unwrap_or_else(|| Failure::not_understood("an event of the stream", error));
                return Some(Step::Failed(failure));
            }
        };
        let step = self.reader.chunk(*chunk);
        self.note_name();
        let step = match step {
            Ok(step) => step,
            Err(error) => return Some(Step::Failed(Failure::malformed(error))),
        };
        ready.extend(step.events);
        Some(match step.error {
            Some(api) => Step::Failed(from_api_error(&api, None, None, self.held.moment())),
            None => Step::More,
        })
    }

    fn is_finished(&self) -> bool {
        self.reader.is_finished()
    }

    fn is_content(item: &StreamEvent) -> bool {
        item.is_content()
    }

    fn committed(&mut self) {
        self.held.confirm();
    }

    fn end(self, end: Result<Terminator, Failure>) -> Result<Option<StreamEvent>, Failure> {
        let Self { mut reader, head, held, .. } = self;
        reader.set_head(&head);
        let answer = held.settle(match end {
            Ok(Terminator::Done) => finish(reader),
            Ok(Terminator::Eof) if reader.is_finished() => {
                reader.set_unterminated();
                finish(reader)
            }
            Ok(Terminator::Eof) => Err(broken(Failure::truncated(), reader)),
            Err(failure) => Err(broken(failure, reader)),
        })?;
        Ok(Some(StreamEvent::Finished(Box::new(answer))))
    }

    fn answer(last: &mut StreamEvent) -> Option<&mut StandardResponse> {
        match last {
            StreamEvent::Finished(answer) => Some(answer),
            _ => None,
        }
    }
}
