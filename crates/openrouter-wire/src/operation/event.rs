//! Operations whose answer can be streamed.

use std::borrow::Cow;

use super::Operation;
use crate::error::ApiError;

/// An operation whose answer can be streamed as server-sent events.
pub trait StreamedOperation: Operation {
    /// The payload of one event.
    type Event: StreamedEvent;

    /// Returns the operation that asks for a stream.
    #[must_use]
    fn streamed(&self) -> Self
    where
        Self: Sized;

    /// Returns how many last events a whole answer may have. After so many, only the end of the
    /// stream is missing; after fewer, another one may follow.
    fn last_events(&self) -> u64 {
        1
    }

    /// Returns the events that stand for an answer that came whole although a stream was asked
    /// for; nothing if it has no such form.
    fn events_of(answer: Self::Response) -> Option<Vec<Self::Event>>
    where
        Self: Sized,
    {
        drop(answer);
        None
    }
}

/// The payload of one server-sent event.
pub trait StreamedEvent {
    /// Returns where in the stream the event stands, which tells a client what it may do: before
    /// any content it may ask again, and without a last event the stream was cut.
    fn stage(&self) -> Stage<'_>;
}

/// Where in a stream an event stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage<'a> {
    /// Before or beside the answer: it has been begun, here is a sign of life.
    Preamble,
    /// A part of the answer.
    Content,
    /// The end of a whole answer.
    Last,
    /// The end of an answer that failed.
    Failed(Cow<'a, ApiError>),
}
