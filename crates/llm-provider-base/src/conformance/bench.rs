//! [`Bench`]: what a check has in its hands.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use llm_types::{
    Error, ErrorKind, Provider, StandardRequest, StandardResponse, StandardStream, StreamEvent,
};
use tokio::time::timeout;

use super::clause::{Finding, Verdict, ensure};
use super::{Scenario, Stage};

/// How long something may take that is to be at once, on a machine that is busy.
pub(super) const MOMENT: Duration = Duration::from_secs(5);

/// A provider in front of a service that behaves like a scenario.
pub(super) struct Bench {
    pub(super) scenario: Scenario,
    pub(super) stage: Stage,
    asked: AtomicUsize,
}

/// What came of a call.
pub(super) type End = Result<StandardResponse, Error>;

/// The answer of a call that should have one, for clauses that are about something else.
pub(super) fn answer(end: End) -> Verdict<StandardResponse> {
    end.map_err(|error| Finding::Unseen(format!("the call failed ({error}): see `answers`")))
}

/// The error of a call that should fail, for clauses that are about something else.
pub(super) fn failure(end: End, see: &str) -> Verdict<Error> {
    match end {
        Ok(_) => Err(Finding::Unseen(format!("the call gave an answer: see `{see}`"))),
        Err(error) => Ok(error),
    }
}

/// A stream that was read to its end.
#[derive(Debug)]
pub(super) struct Played {
    /// Whether there was a stream at all.
    pub(super) has_begun: bool,
    pub(super) deltas: Vec<StreamEvent>,
    pub(super) end: End,
}

impl Bench {
    pub(super) const fn new(scenario: Scenario, stage: Stage) -> Self {
        Self { scenario, stage, asked: AtomicUsize::new(1) }
    }

    pub(super) fn provider(&self) -> &dyn Provider {
        &*self.stage.provider
    }

    pub(super) fn request(&self) -> StandardRequest {
        // No two are alike: an answer that is remembered is another's.
        let number = self.asked.fetch_add(1, Ordering::Relaxed);
        StandardRequest::prompt(format!("{} ({number})", Self::PROMPT))
            .with_model(self.stage.model.clone())
    }

    /// What is asked; no error repeats it.
    pub(super) const PROMPT: &'static str = "Why is the sky blue, kit?";

    pub(super) async fn play(&self, request: StandardRequest) -> Played {
        let mut deltas = Vec::new();
        let mut stream = match self.provider().stream(request).await {
            Ok(stream) => stream,
            Err(error) => return Played { has_begun: false, deltas, end: Err(error) },
        };
        let end = loop {
            match stream.next_event().await {
                Ok(Some(StreamEvent::Finished(response))) => break Ok(*response),
                Ok(Some(delta)) => deltas.push(delta),
                Ok(None) => {
                    let message = "the stream ended without an answer or an error";
                    break Err(Error::new(ErrorKind::Interrupted, message));
                }
                Err(error) => break Err(error),
            }
        };
        Played { has_begun: true, deltas, end }
    }

    /// A stream of which a piece was read, for clauses that are about what follows.
    pub(super) async fn half_read(&self, request: StandardRequest) -> Verdict<StandardStream> {
        let read = async {
            let mut stream = self.provider().stream(request).await?;
            stream.next_event().await.map(|first| (stream, first))
        };
        match timeout(MOMENT, read).await {
            Ok(Ok((stream, Some(first)))) if first.as_finished().is_none() => Ok(stream),
            Ok(Ok(_)) => Err(Finding::Unseen("the stream has no piece: see `one-end`".to_owned())),
            Ok(Err(error)) => Err(Finding::Unseen(format!("there is no stream: {error}"))),
            Err(_) => Err(Finding::Unseen("no piece comes: see `as-it-comes`".to_owned())),
        }
    }

    pub(super) async fn complete(&self, request: StandardRequest) -> End {
        self.provider().complete(request).await
    }

    /// Both ways of asking, of one provider: the whole answer first.
    pub(super) async fn ends(&self) -> [(&'static str, End); 2] {
        let whole = self.complete(self.request()).await;
        [("complete", whole), ("stream", self.play(self.request()).await.end)]
    }

    /// How many requests the service has seen.
    pub(super) fn requests(&self) -> Verdict<usize> {
        let service = self.stage.service.as_ref();
        let reason = "the subject does not show what its service sees";
        service.map(|it| it.requests()).ok_or_else(|| Finding::Unseen(reason.to_owned()))
    }

    /// The service has nothing under way.
    pub(super) async fn idle(&self, after: &str) -> Verdict {
        let before = self.requests()?;
        if let Some(service) = &self.stage.service {
            let idle = timeout(MOMENT, service.idle()).await;
            ensure!(
                idle.is_ok(),
                "{after}, and the service is still at work on it {MOMENT:?} later"
            );
        }
        let requests = self.requests()?;
        ensure!(requests == before, "{after}, and {} more requests come", requests - before);
        Ok(())
    }
}
