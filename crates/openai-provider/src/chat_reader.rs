//! [`ChatReader`]: from the events of a stream to those of an answer.

use std::collections::VecDeque;

use llm_provider_base::{Echo, Failure, Naming, Reader, Reply, SseEvent, Step, Terminator};
use llm_types::{Operation, StandardResponse, StreamEvent};

use crate::client::LastModel;
use crate::convert::AnswerReader;
use crate::error::Problem;
use crate::wire::ChatAnswer;

/// Reads the pieces of an answer.
#[derive(Debug)]
pub(crate) struct ChatReader {
    reader: AnswerReader,
    /// Writes down what the answer is called, until it is.
    unnamed: Option<Naming>,
    /// What no error is to repeat.
    echo: Echo,
    last_model: LastModel,
}

impl ChatReader {
    /// At the beginning of a stream.
    pub(crate) fn new(reader: AnswerReader, reply: &Reply, last_model: LastModel) -> Self {
        Self { reader, unnamed: reply.naming.clone(), echo: reply.echo.clone(), last_model }
    }

    fn piece(&mut self, answer: ChatAnswer) -> Result<Vec<StreamEvent>, Failure> {
        let events = self.reader.read(answer).map_err(Failure::malformed)?;
        if let (Some(naming), Some(id)) = (&self.unnamed, self.reader.id()) {
            naming.name(id.as_str());
            self.unnamed = None;
        }
        Ok(events)
    }
}

impl Reader for ChatReader {
    type Item = StreamEvent;
    type Stake = ();

    fn read(
        &mut self,
        event: &SseEvent<'_>,
        ready: &mut VecDeque<StreamEvent>,
    ) -> Option<Step<StreamEvent>> {
        let data = event.data.trim();
        match data {
            "" => return None,
            "[DONE]" => return Some(Step::Done),
            _ => {}
        }
        // LM Studio names an event so; its error may be mere text.
        if event.event == "error" {
            return Some(Step::Failed(
                Problem::of_text_or_json(data).failure(Operation::Chat, None),
            ));
        }
        let answer = serde_json::from_str::<ChatAnswer>(data);
        let answer =
            answer.map_err(|error| Failure::not_understood("an event of the stream", error));
        let answer = answer.and_then(|answer| match Problem::of_answer(&answer) {
            Some(problem) => Err(problem.failure(Operation::Chat, None)),
            None => Ok(answer),
        });
        Some(match answer.and_then(|answer| self.piece(answer)) {
            Ok(events) => {
                ready.extend(events);
                Step::More
            }
            Err(failure) => Step::Failed(failure),
        })
    }

    fn is_finished(&self) -> bool {
        self.reader.is_finished()
    }

    fn end(self, end: Result<Terminator, Failure>) -> Result<Option<StreamEvent>, Failure> {
        let Self { mut reader, echo, last_model, .. } = self;
        let answer = match end {
            Ok(Terminator::Eof) if !reader.is_finished() => {
                Err(reader.broken(Failure::truncated()))
            }
            Ok(end) => {
                if end == Terminator::Eof {
                    reader.set_unterminated();
                }
                reader.finish()
            }
            Err(failure) => Err(reader.broken(failure)),
        };
        let answer = answer.map_err(|mut failure| {
            echo.take_out_of(&mut failure.error);
            failure
        })?;
        last_model.note(&answer);
        Ok(Some(StreamEvent::Finished(Box::new(answer))))
    }

    fn answer(last: &mut StreamEvent) -> Option<&mut StandardResponse> {
        match last {
            StreamEvent::Finished(answer) => Some(answer),
            _ => None,
        }
    }
}
