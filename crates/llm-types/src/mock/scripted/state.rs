//! [`State`]: what changes while a script is played.

use std::collections::BTreeSet;

use super::{Queue, RecordedCall, ScriptedAnswer};
use crate::{
    AuthMethod, CallState, EmbeddingRequest, EmbeddingResponse, ModelId, Result, StandardRequest,
};

#[derive(Debug)]
pub(super) struct State {
    pub(super) answers: Queue<ScriptedAnswer>,
    pub(super) repeats_last: bool,
    pub(super) calls: Vec<RecordedCall>,
    pub(super) embeddings: Queue<Result<EmbeddingResponse>>,
    pub(super) embedding_requests: Vec<EmbeddingRequest>,
    pub(super) auth: BTreeSet<AuthMethod>,
    pub(super) default_model: Option<ModelId>,
    pub(super) last_used_model: Option<ModelId>,
}

impl State {
    pub(super) fn new() -> Self {
        Self {
            answers: Queue::new(),
            repeats_last: false,
            calls: Vec::new(),
            embeddings: Queue::new(),
            embedding_requests: Vec::new(),
            auth: BTreeSet::from([AuthMethod::ApiKey]),
            default_model: None,
            last_used_model: None,
        }
    }

    /// Notes a request, and gives its place in the log.
    pub(super) fn begin(&mut self, request: StandardRequest) -> usize {
        self.calls.push(RecordedCall { request, state: CallState::UnderWay });
        self.calls.len() - 1
    }

    /// The call in this place is over.
    pub(super) fn end(&mut self, place: usize, state: CallState) {
        if let Some(call) = self.calls.get_mut(place) {
            call.state = state;
        }
    }

    pub(super) fn next_answer(&mut self) -> Option<ScriptedAnswer> {
        self.answers.next(self.repeats_last)
    }
}
