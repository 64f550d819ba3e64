//! [`State`]: what changes while a script is played.

use std::collections::{BTreeSet, VecDeque};

use super::ScriptedAnswer;
use crate::{
    AuthMethod, EmbeddingRequest, EmbeddingResponse, Error, ErrorKind, ModelId, Operation, Result,
    StandardRequest,
};

#[derive(Debug)]
pub(super) struct State {
    pub(super) answers: VecDeque<ScriptedAnswer>,
    pub(super) repeats_last: bool,
    pub(super) requests: Vec<StandardRequest>,
    pub(super) embeddings: VecDeque<Result<EmbeddingResponse>>,
    pub(super) embedding_requests: Vec<EmbeddingRequest>,
    pub(super) auth: BTreeSet<AuthMethod>,
    pub(super) default_model: Option<ModelId>,
    pub(super) last_used_model: Option<ModelId>,
}

impl State {
    pub(super) fn new() -> Self {
        Self {
            answers: VecDeque::new(),
            repeats_last: false,
            requests: Vec::new(),
            embeddings: VecDeque::new(),
            embedding_requests: Vec::new(),
            auth: BTreeSet::from([AuthMethod::ApiKey]),
            default_model: None,
            last_used_model: None,
        }
    }

    /// Notes the request, and takes its answer from the script.
    pub(super) fn play(&mut self, request: StandardRequest) -> Result<ScriptedAnswer> {
        self.requests.push(request);
        let answer = if self.repeats_last && self.answers.len() == 1 {
            self.answers.front().cloned()
        } else {
            self.answers.pop_front()
        };
        answer.ok_or_else(|| {
            let request = self.requests.len();
            let message = format!("the script ends before request {request}");
            Error::new(ErrorKind::Configuration, message).with_operation(Operation::Chat)
        })
    }
}
