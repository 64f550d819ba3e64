//! [`ChatReader`]: from the chunks of a chat to events.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;

use futures::Stream;
use llm_provider_base::SseEvent;
use llm_types::{ModelId, Result, StandardResponse, StreamEvent};
use openrouter_wire::chat::{ChunkDecoder, Payload};
use openrouter_wire::headers;
use tokio::time::Instant;

use crate::client::{Account, Client, Naming};
use crate::convert::ChunkReader;
use crate::ending::{broken, finish};
use crate::error::{Failure, error_beside, from_api_error, malformed, not_understood, truncated};
use crate::streaming::{Reader, Step, Streaming, Terminator, api_error};

/// An answer of a model as it comes.
pub(crate) type ChunkStream = Streaming<ChatReader>;

/// Reads the chunks of a chat.
#[derive(Debug)]
pub(crate) struct ChatReader {
    chunks: ChunkDecoder,
    reader: ChunkReader,
    /// Writes down what the answer is called, until it is.
    unnamed: Option<Naming>,
}

impl ChatReader {
    /// At the beginning of a stream, whose name is written down as soon as a chunk says it.
    pub(crate) fn new(unnamed: Option<Naming>) -> Self {
        Self { chunks: ChunkDecoder::new(), reader: ChunkReader::new(), unnamed }
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

    fn read(
        &mut self,
        event: &SseEvent<'_>,
        ready: &mut VecDeque<StreamEvent>,
        client: &Client,
    ) -> Option<Step<StreamEvent>> {
        let data = &*event.data;
        if data.trim_ascii().is_empty() {
            return None;
        }
        if event.event == "error" {
            let api = api_error(data);
            return Some(Step::Failed(from_api_error(&api, None, None, client.moment())));
        }
        let chunk = match self.chunks.decode(data) {
            Ok(Payload::Text(text)) if text.is_empty() => return Some(Step::More),
            Ok(Payload::Text(text)) => {
                return Some(match self.reader.text(&text) {
                    Ok(()) => Step::Item(StreamEvent::Text { choice: 0, text: text.into_owned() }),
                    Err(error) => Step::Failed(malformed(error)),
                });
            }
            Ok(Payload::Done) => return Some(Step::Done),
            Ok(Payload::Chunk(chunk)) => chunk,
            Err(error) => {
                let said = error_beside(data.as_bytes(), client.moment());
                let failure =
                    said.unwrap_or_else(|| not_understood("an event of the stream", error));
                return Some(Step::Failed(failure));
            }
        };
        let step = self.reader.chunk(*chunk);
        self.note_name();
        let step = match step {
            Ok(step) => step,
            Err(error) => return Some(Step::Failed(malformed(error))),
        };
        ready.extend(step.events);
        Some(match step.error {
            Some(api) => Step::Failed(from_api_error(&api, None, None, client.moment())),
            None => Step::More,
        })
    }

    fn is_finished(&self) -> bool {
        self.reader.is_finished()
    }

    fn is_content(item: &StreamEvent) -> bool {
        item.is_content()
    }

    fn model(item: &StreamEvent) -> Option<&ModelId> {
        match item {
            StreamEvent::Finished(answer) => answer.model.as_ref(),
            _ => None,
        }
    }

    fn end(
        self,
        end: Result<Terminator, Failure>,
        head: &headers::Reply,
    ) -> Result<Option<StreamEvent>, Failure> {
        let mut reader = self.reader;
        reader.set_head(head);
        let answer = match end {
            Ok(Terminator::Done) => finish(reader),
            Ok(Terminator::Eof) if reader.is_finished() => {
                reader.set_unterminated();
                finish(reader)
            }
            Ok(Terminator::Eof) => Err(broken(truncated(), reader)),
            Err(failure) => Err(broken(failure, reader)),
        }?;
        Ok(Some(StreamEvent::Finished(Box::new(answer))))
    }

    fn close(last: Option<&mut StreamEvent>, account: Option<Account>, client: &Client) {
        let Some(StreamEvent::Finished(answer)) = last else { return };
        if let Some(account) = account {
            let now = client.clock.now();
            account.call_span.answered(answer);
            answer.attempts = account.finished(answer.usage.as_ref(), answer.id.as_ref(), now);
        }
        client.note_answer(answer);
    }
}

impl ChunkStream {
    /// Reads to the end. At `deadline` the answer breaks off with this failure.
    pub(crate) async fn whole(
        mut self,
        deadline: Option<Instant>,
        late: impl Fn() -> Failure,
    ) -> Result<StandardResponse> {
        loop {
            let next = poll_fn(|cx| Pin::new(&mut self).poll_next(cx));
            let item = match deadline {
                Some(deadline) => {
                    let Ok(item) = tokio::time::timeout_at(deadline, next).await else {
                        self.close(Err(late()));
                        continue;
                    };
                    item
                }
                None => next.await,
            };
            match item {
                Some(Ok(StreamEvent::Finished(answer))) => return Ok(*answer),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error),
                // The end is an event or a failure, never nothing.
                None => return Err(truncated().error),
            }
        }
    }
}
