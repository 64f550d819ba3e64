//! [`Reader`]: what makes items of the events of a stream.

use std::collections::VecDeque;
use std::fmt::Debug;

use llm_provider_base::SseEvent;
use llm_types::ModelId;
use openrouter_wire::error::{self, ApiError};
use openrouter_wire::headers;

use super::Step;
use crate::client::{Account, Client};
use crate::error::Failure;

/// How a stream came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Terminator {
    /// `[DONE]`.
    Done,
    /// The end of the body.
    Eof,
}

/// Makes items of the events of a stream, and knows what its end means.
pub(crate) trait Reader: Debug + Send + Unpin + Sized + 'static {
    /// What it makes.
    type Item: Debug + Send + Unpin;

    /// Reads one event; `None` if it says nothing, even if it leaves an item in `ready`.
    fn read(
        &mut self,
        event: &SseEvent<'_>,
        ready: &mut VecDeque<Self::Item>,
        client: &Client,
    ) -> Option<Step<Self::Item>>;

    /// True once the service has said that the answer is whole: only the end is missing.
    fn is_finished(&self) -> bool;

    /// True if the item is a part of the answer: after it nothing is tried again.
    fn is_content(item: &Self::Item) -> bool;

    /// The model that an item says it is by.
    fn model(_: &Self::Item) -> Option<&ModelId> {
        None
    }

    /// What the end means: the last item, if there is one more, or why the answer is none.
    fn end(
        self,
        end: Result<Terminator, Failure>,
        head: &headers::Reply,
    ) -> Result<Option<Self::Item>, Failure>;

    /// Takes note of the end of a whole answer, whose account is closed with it.
    fn close(last: Option<&mut Self::Item>, account: Option<Account>, client: &Client);
}

/// The error in an event of that name: in its envelope, bare, or as mere text.
pub(crate) fn api_error(data: &str) -> ApiError {
    if let Ok(error::Body { error, .. }) = openrouter_wire::decode(data.as_bytes()) {
        return error;
    }
    openrouter_wire::decode(data.as_bytes())
        .unwrap_or_else(|_| ApiError { message: Some(data.to_owned()), ..ApiError::default() })
}
