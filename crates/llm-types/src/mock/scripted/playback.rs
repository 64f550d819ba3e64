//! [`Playback`]: a scripted answer as a stream.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;

use super::answer::{End, ScriptedAnswer, Step, with_sum};
use super::open_call::OpenCall;
use super::timer::{Timer, Wait};
use crate::{Error, ErrorKind, Result, StreamEvent};

pub(super) struct Playback {
    deltas: std::vec::IntoIter<Step<StreamEvent>>,
    end: Option<Step<End>>,
    timer: Option<Timer>,
    /// The wait for what comes next, if there is one.
    wait: Option<Wait>,
    deadline: Option<(Duration, Wait)>,
    given: Vec<StreamEvent>,
    /// How long the script has waited so far, with the wait that goes on.
    waited: Duration,
    call: OpenCall,
}

impl Playback {
    /// Plays this answer. Without a timer nothing is waited for.
    pub(super) fn new(
        answer: ScriptedAnswer,
        timer: Option<Timer>,
        timeout: Option<Duration>,
        call: OpenCall,
    ) -> Self {
        let ScriptedAnswer { deltas, end } = answer;
        let deadline = timer.as_ref().zip(timeout).map(|(timer, time)| (time, timer.start(time)));
        let (deltas, end, given) = (deltas.into_iter(), Some(end), Vec::new());
        let (wait, waited) = (None, Duration::ZERO);
        let mut playback = Self { deltas, end, timer, wait, deadline, given, waited, call };
        playback.start_wait();
        playback
    }

    /// Waits until there is content or an end: until then there is no stream.
    ///
    /// # Errors
    ///
    /// What ends the call before there is content.
    pub(super) async fn begin(&mut self) -> Result<()> {
        poll_fn(|cx| self.poll_ready(cx)).await?;
        let is_empty = self.deltas.as_slice().is_empty();
        let failed = self.end.take_if(|end| is_empty && matches!(end.what, End::Failed(_)));
        if let Some(Step { what: End::Failed(error), .. }) = failed {
            return Err(self.fail(error));
        }
        let id = match self.end.as_ref().map(|end| &end.what) {
            Some(End::Finished(response)) => response.id.clone(),
            Some(End::Failed(error)) => error.response_id().cloned(),
            Some(End::Hanging) | None => None,
        };
        self.call.began(self.waited, id);
        Ok(())
    }

    /// Waits until what comes next is there.
    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        if let Some((time, deadline)) = &mut self.deadline
            && deadline.as_mut().poll(cx).is_ready()
        {
            let time = *time;
            return Poll::Ready(Err(self.run_out_of(time)));
        }
        if let Some(wait) = &mut self.wait {
            ready!(wait.as_mut().poll(cx));
            self.wait = None;
        }
        match self.end.as_ref().map(|end| &end.what) {
            // Nobody will wake the caller but the deadline: that is what it is for.
            Some(End::Hanging) if self.deltas.as_slice().is_empty() => Poll::Pending,
            _ => Poll::Ready(Ok(())),
        }
    }

    /// The wait for what comes next begins when what is before it is given: who reads slowly finds
    /// it there.
    fn start_wait(&mut self) {
        let next = self.deltas.as_slice().first().map(|step| step.after);
        let after = next.or_else(|| self.end.as_ref().map(|end| end.after)).unwrap_or_default();
        let timer = self.timer.as_ref().filter(|_| !after.is_zero());
        self.wait = timer.map(|timer| timer.start(after));
        self.waited += after;
    }

    fn run_out_of(&mut self, time: Duration) -> Error {
        let head = match self.end.take().map(|end| end.what) {
            Some(End::Finished(response)) => Some(response),
            _ => None,
        };
        self.deltas = Vec::new().into_iter();
        self.deadline = None;
        self.waited = time;
        let message = format!("the answer was not whole in {time:?}");
        let error = Error::new(ErrorKind::Timeout, message).with_maybe_billed(true);
        self.fail(with_sum(error, self.given.iter(), head.as_deref()))
    }

    fn fail(&mut self, error: Error) -> Error {
        self.call.failed(self.waited, error)
    }
}

impl Stream for Playback {
    type Item = Result<StreamEvent>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Err(error) = ready!(self.poll_ready(cx)) {
            return Poll::Ready(Some(Err(error)));
        }
        if let Some(Step { what: delta, .. }) = self.deltas.next() {
            self.given.push(delta.clone());
            self.start_wait();
            return Poll::Ready(Some(Ok(delta)));
        }
        Poll::Ready(match self.end.take().map(|end| end.what) {
            Some(End::Finished(mut response)) => {
                self.call.answered(&mut response);
                Some(Ok(StreamEvent::Finished(response)))
            }
            Some(End::Failed(error)) => Some(Err(self.fail(error))),
            Some(End::Hanging) | None => None,
        })
    }
}

impl fmt::Debug for Playback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Playback")
            .field("deltas", &self.deltas.as_slice())
            .field("end", &self.end)
            .finish_non_exhaustive()
    }
}
