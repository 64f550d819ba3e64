//! How the script is played.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use super::open_call::OpenCall;
use super::playback::Playback;
use super::{ScriptedAnswer, ScriptedProvider};
use crate::{
    Attempt, AttemptOutcome, CallState, ChatProvider, Error, ErrorKind, Operation, Receipt, Result,
    StandardRequest, StandardResponse, StandardStream,
};

#[async_trait]
impl ChatProvider for ScriptedProvider {
    async fn complete(&self, request: StandardRequest) -> Result<StandardResponse> {
        self.stream(request).await?.collect().await
    }

    async fn stream(&self, request: StandardRequest) -> Result<StandardStream> {
        let open = request.receipt.clone().unwrap_or_default().begin();
        let begun = match self.start(&request, &open.receipt()) {
            Ok(mut playback) => playback.begin().await.map(|()| playback),
            Err(error) => Err(error),
        };
        match begun {
            Ok(playback) => Ok(StandardStream::with_receipt(playback, open)),
            Err(error) => {
                open.close(false);
                Err(error)
            }
        }
    }
}

impl ScriptedProvider {
    /// Notes the request, and finds its answer.
    fn start(&self, request: &StandardRequest, receipt: &Receipt) -> Result<Playback> {
        if request.timeout == Some(Duration::ZERO) {
            let message = "the request has no time at all, so it was not sent";
            return Err(failure(ErrorKind::Timeout, message));
        }
        let timeout = request.timeout;
        let mut attempt = Attempt::new(AttemptOutcome::Unfinished, Duration::ZERO);
        let place = {
            let mut state = self.state();
            attempt.model = request.model.clone().or_else(|| state.default_model.clone());
            state.begin(request.clone())
        };
        let answer = self.answer(request, place).inspect_err(|_| {
            self.state().end(place, CallState::Failed);
        })?;
        let call =
            OpenCall::new(Arc::clone(&self.state), place, receipt, attempt, &answer.end.what);
        Ok(Playback::new(answer, self.timer.clone(), timeout, call))
    }

    fn answer(&self, request: &StandardRequest, place: usize) -> Result<ScriptedAnswer> {
        // The functions of the test are called without the lock: they may look into the log.
        let answer = self
            .rules
            .answer(request)
            .or_else(|| self.state().next_answer())
            .or_else(|| self.rules.other(request));
        let number = place + 1;
        match answer {
            None => {
                let message = format!("the script ends before request {number}");
                Err(failure(ErrorKind::Configuration, message))
            }
            Some(answer) if answer.waits() && self.timer.is_none() => {
                let message = format!(
                    "the answer to request {number} takes its time, and the provider has no timer: \
                     give it one, as in with_timer(tokio::time::sleep)"
                );
                Err(failure(ErrorKind::Configuration, message))
            }
            Some(answer) => Ok(answer),
        }
    }
}

fn failure(kind: ErrorKind, message: impl Into<String>) -> Error {
    Error::new(kind, message).with_operation(Operation::Chat)
}
