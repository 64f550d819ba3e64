//! [`EventReader`]: from the events of a stream to an operation's own.

use std::collections::VecDeque;
use std::fmt;
use std::marker::PhantomData;

use llm_provider_base::{Reader, SseEvent, Step, Terminator};
use openrouter_wire::error::{self, ApiError};
use openrouter_wire::{Stage, StreamedEvent, headers};
use serde::de::DeserializeOwned;

use crate::client::{Held, Stakes};
use crate::error::{Blamed, Failure, api_error, from_api_error};

/// Reads the events of one operation.
pub(super) struct EventReader<E> {
    /// How many last events a whole answer may have.
    most: u64,
    /// How many of them were there.
    last: u64,
    /// Content came after the latest of them.
    is_begun: bool,
    head: headers::Reply,
    held: Held,
    events: PhantomData<fn() -> E>,
}

impl<E> EventReader<E> {
    /// At the beginning of a stream whose answer may have so many last events.
    pub(super) const fn new(most: u64, head: headers::Reply, held: Held) -> Self {
        Self { most, last: 0, is_begun: false, head, held, events: PhantomData }
    }

    /// No last event is missing.
    const fn has_all(&self) -> bool {
        self.last > 0 && self.last >= self.most
    }
}

impl<E> fmt::Debug for EventReader<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventReader")
            .field("most", &self.most)
            .field("last", &self.last)
            .finish_non_exhaustive()
    }
}

impl<E> Reader for EventReader<E>
where
    E: DeserializeOwned + StreamedEvent + fmt::Debug + Send + Unpin + 'static,
{
    type Item = E;
    type Stake = Stakes;

    fn read(&mut self, event: &SseEvent<'_>, ready: &mut VecDeque<E>) -> Option<Step<E, Blamed>> {
        let data = event.data.trim_ascii();
        if data.is_empty() {
            return None;
        }
        if data == "[DONE]" {
            return Some(Step::Done);
        }
        let held = &self.held;
        let failed =
            |api: &ApiError| Some(Step::Failed(from_api_error(api, None, None, held.moment())));
        let is_error = event.event == "error";
        let item = match openrouter_wire::decode::<E>(data.as_bytes()) {
            Ok(item) => item,
            Err(_) if is_error => return failed(&api_error(data)),
            Err(error) => match openrouter_wire::decode::<error::Body>(data.as_bytes()) {
                Ok(body) => return failed(&body.error),
                Err(_) => {
                    return Some(Step::Failed(Failure::not_understood(
                        "an event of the stream",
                        error,
                    )));
                }
            },
        };
        match item.stage() {
            Stage::Failed(api) => return failed(&api),
            Stage::Preamble if is_error => return failed(&api_error(data)),
            Stage::Preamble => {
                // An event of no known kind may be an error in the shape of the other endpoints.
                if data.contains("\"error\"")
                    && let Ok(body) = openrouter_wire::decode::<error::Body>(data.as_bytes())
                {
                    return failed(&body.error);
                }
                // A sign of life says nothing.
                ready.push_back(item);
                return None;
            }
            Stage::Content => self.is_begun = true,
            Stage::Last => {
                self.last = self.last.saturating_add(1);
                self.is_begun = false;
            }
        }
        Some(Step::Item(item))
    }

    fn is_finished(&self) -> bool {
        self.has_all()
    }

    fn is_content(item: &E) -> bool {
        matches!(item.stage(), Stage::Content | Stage::Last)
    }

    fn committed(&mut self) {
        self.held.confirm();
    }

    fn end(self, end: Result<Terminator, Failure>) -> Result<Option<E>, Failure> {
        let ended = self.meaning_of(end);
        self.held.settle(ended)
    }
}

impl<E> EventReader<E> {
    fn meaning_of(&self, end: Result<Terminator, Failure>) -> Result<Option<E>, Failure> {
        let failure = match end {
            Ok(_) if self.has_all() => return Ok(None),
            // Fewer parts than were asked for are a whole answer, unless one of them was begun.
            Ok(Terminator::Done) if self.last > 0 => return Ok(None),
            Ok(Terminator::Eof) if self.last > 0 && !self.is_begun => return Ok(None),
            // `[DONE]` alone does not make an answer whole.
            Ok(_) => Failure::truncated(),
            Err(failure) => failure,
        };
        let is_made = self.is_begun || self.last > 0;
        let failure = if is_made { charged(failure) } else { failure };
        Err(match &self.head.generation_id {
            Some(id) => Failure { error: failure.error.with_response_id(id.as_str()), ..failure },
            None => failure,
        })
    }
}

/// A part of an answer was made, and costs what it costs, also if the rest failed.
fn charged(mut failure: Failure) -> Failure {
    failure.error = failure.error.with_maybe_billed(true);
    failure
}
