//! [`Playback`]: a scripted answer as a stream.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use futures_core::Stream;

use super::answer::{End, ScriptedAnswer};
use super::state::State;
use crate::{Result, StreamEvent};

#[derive(Debug)]
pub(super) struct Playback {
    deltas: std::vec::IntoIter<StreamEvent>,
    end: Option<End>,
    state: Arc<Mutex<State>>,
}

impl Playback {
    pub(super) fn new(answer: ScriptedAnswer, state: Arc<Mutex<State>>) -> Self {
        let ScriptedAnswer { deltas, end } = answer;
        Self { deltas: deltas.into_iter(), end: Some(end), state }
    }
}

impl Stream for Playback {
    type Item = Result<StreamEvent>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(delta) = self.deltas.next() {
            return Poll::Ready(Some(Ok(delta)));
        }
        match self.end.take() {
            Some(End::Finished(response)) => {
                let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
                state.last_used_model.clone_from(&response.model);
                drop(state);
                Poll::Ready(Some(Ok(StreamEvent::Finished(response))))
            }
            Some(End::Failed(error)) => Poll::Ready(Some(Err(error))),
            Some(End::Hanging) => {
                self.end = Some(End::Hanging);
                // Nobody will wake the caller: that is what it is for.
                Poll::Pending
            }
            None => Poll::Ready(None),
        }
    }
}
