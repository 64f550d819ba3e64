//! [`CallGuard`]: one call, counted from its start to its end.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use llm_types::{
    Attempt, AttemptOutcome, CallEnd, CallReport, DurationHistogram, ErrorKind, ModelId, Operation,
    Usage,
};
use tokio::time::Instant;

use super::accounts::Row;
#[cfg(feature = "metrics")]
use super::export::{Ended, Export};
use super::shard::Shard;
use super::tally::{Cause, Tally};

/// One call, counted from its start to its end.
///
/// It lives in what the call lives in: the future, then the stream. Dropped without a verdict, the
/// call counts as cancelled, and only its end is not timed.
#[derive(Debug)]
#[must_use = "dropping it counts the call as cancelled"]
pub struct CallGuard {
    shard: Arc<Shard>,
    operation: Operation,
    /// The model that is asked now.
    model: Option<ModelId>,
    /// Where the call is counted now.
    account: Row,
    answer: Answer,
    started: Instant,
    first_content: Option<Duration>,
    chunk_gap: DurationHistogram,
    /// Requests that went out, counted where they do.
    sent: AtomicU32,
    /// Those of them that are over.
    over: u32,
    /// Of the model that is asked now.
    tally: Tally,
    /// Of the models before it, which are in the accounts already.
    entered: (u32, u32, u32),
    /// How the last attempt failed.
    failure: Option<ErrorKind>,
    state: State,
    charge: Charge,
    from_cache: bool,
    #[cfg(feature = "metrics")]
    export: Export,
}

/// How far a call has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing has been tried.
    New,
    /// An attempt was made.
    Tried,
    /// Its answer has begun.
    Answering,
    Ended,
}

/// Whose answer it is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Answer {
    /// Nobody said.
    Unsigned,
    /// That of the model which was asked.
    AsAsked,
    By(ModelId),
}

/// Whether the account pays for a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Charge {
    Free,
    Charged,
}

impl CallGuard {
    pub(super) fn start(
        shard: Arc<Shard>,
        operation: Operation,
        model: Option<&ModelId>,
        now: Instant,
    ) -> Self {
        let mut accounts = shard.lock();
        let account = accounts.row(operation, model, &shard.shared.models);
        accounts.at(account).calls.started += 1;
        drop(accounts);
        Self {
            #[cfg(feature = "metrics")]
            export: Export::begin(&shard, account),
            shard,
            operation,
            model: model.cloned(),
            account,
            answer: Answer::Unsigned,
            started: now,
            first_content: None,
            chunk_gap: DurationHistogram::default(),
            sent: AtomicU32::new(0),
            over: 0,
            tally: Tally::default(),
            entered: (0, 0, 0),
            failure: None,
            state: State::New,
            charge: Charge::Free,
            from_cache: false,
        }
    }

    /// The account pays for the call, so that what is dropped may be billed all the same.
    pub const fn charged(&mut self) {
        self.charge = Charge::Charged;
    }

    /// A request goes out now. Until it is [`over`](Self::over), it is under way. This is for the
    /// future of the call: of two threads that say it at once, one may not be heard.
    pub fn sending(&self) {
        // One future at a time: there is nothing to lock the bus for.
        self.sent.store(self.sent.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
    }

    /// An attempt that went out is over. Those that ran beside the one that decides how the call
    /// goes on come before it.
    pub fn over(&mut self, attempt: &Attempt) {
        self.over += 1;
        let cause = self.cause(attempt.is_hedge);
        self.tally.attempt(cause);
        self.tally.maybe_billed(u32::from(attempt.maybe_billed));
        match attempt.outcome {
            AttemptOutcome::Succeeded => self.state = State::Answering,
            AttemptOutcome::Failed(kind) => self.failure = Some(kind),
            _ => {}
        }
    }

    /// The answer that had begun broke off, and may be billed all the same.
    pub const fn maybe_billed(&mut self) {
        self.tally.maybe_billed(1);
    }

    /// The service had the answer in its cache of responses.
    pub const fn from_cache(&mut self) {
        self.from_cache = true;
    }

    /// This model is asked now, which was not known when the call began, or was another. In the
    /// account of each model the call is one that began there, and failed where it was given up, as
    /// the last attempt had failed.
    pub fn asks(&mut self, model: &ModelId) {
        if self.model.as_ref() == Some(model) {
            return;
        }
        let mut accounts = self.shard.lock();
        let account = accounts.row(self.operation, Some(model), &self.shard.shared.models);
        let had_model = self.model.replace(model.clone()).is_some();
        let before = std::mem::replace(&mut self.account, account);
        if before == account {
            return;
        }
        let tally = had_model.then(|| std::mem::take(&mut self.tally));
        let failure = tally.as_ref().map(|_| self.failure.unwrap_or(ErrorKind::Unavailable));
        let left = accounts.at(before);
        left.moves(failure);
        if let Some(tally) = &tally {
            tally.enter(&mut left.calls);
            let ((attempts, hedges, billed), more) = (self.entered, tally.counts());
            self.entered = (attempts + more.0, hedges + more.1, billed + more.2);
        }
        accounts.at(account).calls.started += 1;
        drop(accounts);
        #[cfg(feature = "metrics")]
        self.export.asks(&self.shard, account, tally.as_ref());
    }

    /// This model answered, which need not be the one that was asked: what was used is on its
    /// account.
    pub fn answered_by(&mut self, model: &ModelId) {
        let is_asked = self.model.as_ref() == Some(model);
        self.answer = if is_asked { Answer::AsAsked } else { Answer::By(model.clone()) };
    }

    /// The first content of a stream is there. Only the first time counts.
    pub fn first_content(&mut self, now: Instant) {
        if self.first_content.is_none() {
            self.first_content = Some(now.saturating_duration_since(self.started));
        }
    }

    /// One more chunk of a stream is there, after the reader waited so long for it. Takes no lock,
    /// and no memory.
    pub fn chunk(&mut self, waited: Duration) {
        self.chunk_gap.record(waited);
        #[cfg(feature = "metrics")]
        self.export.chunk(waited);
    }

    /// The call gave its whole answer.
    pub fn finished(mut self, usage: Option<&Usage>, now: Instant) {
        self.end(CallEnd::Succeeded, usage, Some(now));
    }

    /// The call gave an error. [`ErrorKind::Cancelled`] is counted as the drop that it stands for.
    pub fn failed(mut self, kind: ErrorKind, now: Instant) {
        if kind != ErrorKind::Cancelled {
            self.end(CallEnd::Failed(kind), None, Some(now));
        }
    }

    /// Why the next attempt is made.
    fn cause(&mut self, is_hedge: bool) -> Cause {
        match (is_hedge, self.state) {
            (true, _) => Cause::Hedge,
            (false, State::New) => {
                self.state = State::Tried;
                Cause::Call
            }
            (false, _) => Cause::Failure(self.failure.unwrap_or(ErrorKind::Unavailable)),
        }
    }

    fn end(&mut self, end: CallEnd, usage: Option<&Usage>, now: Option<Instant>) {
        self.state = State::Ended;
        let duration = now.map(|now| now.saturating_duration_since(self.started));
        let mut accounts = self.shard.lock();
        let calls = &mut accounts.at(self.account).calls;
        match end {
            CallEnd::Succeeded => calls.succeeded += 1,
            CallEnd::Failed(kind) => {
                calls.failed += 1;
                *calls.errors.entry(kind).or_default() += 1;
            }
            _ => calls.cancelled += 1,
        }
        self.tally.enter(calls);
        calls.cache_hits += u64::from(self.from_cache);
        if let Some(duration) = duration {
            calls.duration.record(duration);
        }
        if let Some(first_content) = self.first_content {
            calls.first_content.record(first_content);
        }
        calls.chunk_gap.merge(&self.chunk_gap);
        #[cfg_attr(not(feature = "metrics"), expect(unused_variables, reason = "only exported"))]
        let used = usage.map(|usage| {
            // On the account of the model that answered.
            let spender = match &self.answer {
                Answer::Unsigned | Answer::AsAsked => self.account,
                Answer::By(model) => {
                    accounts.row(self.operation, Some(model), &self.shard.shared.models)
                }
            };
            accounts.at(spender).calls.usage += usage;
            (usage, spender)
        });
        drop(accounts);
        #[cfg(feature = "metrics")]
        self.export.end(&self.shard, self.ended(end, duration), used);
        if !self.shard.shared.observers.is_empty() {
            let mut report = CallReport::new(self.operation, end);
            report.usage = usage.cloned();
            report.duration = duration;
            self.tell(report);
        }
    }

    /// The call, as far as it is exported.
    #[cfg(feature = "metrics")]
    const fn ended(&self, end: CallEnd, duration: Option<Duration>) -> Ended<'_> {
        Ended {
            end,
            duration,
            first_content: self.first_content,
            chunk_gaps: None,
            tally: &self.tally,
            is_from_cache: self.from_cache,
        }
    }

    /// Tells the observers.
    #[cold]
    fn tell(&self, mut report: CallReport) {
        let ((attempts, hedges, billed), more) = (self.entered, self.tally.counts());
        self.shard.shared.provider.clone_into(&mut report.provider);
        report.model.clone_from(&self.model);
        report.answered_by = match &self.answer {
            Answer::Unsigned => None,
            Answer::AsAsked => self.model.clone(),
            Answer::By(model) => Some(model.clone()),
        };
        report.attempts = attempts + more.0;
        report.hedges = hedges + more.1;
        report.maybe_billed = billed + more.2;
        report.from_cache = self.from_cache;
        report.first_content = self.first_content;
        for observer in &self.shard.shared.observers {
            observer.tell(&report);
        }
    }
}

impl Drop for CallGuard {
    fn drop(&mut self) {
        if self.state == State::Ended {
            return;
        }
        // The last one was begun beside the others.
        let under_way = self.sent.get_mut().saturating_sub(self.over);
        for place in 0..under_way {
            let cause = self.cause(place > 0);
            self.tally.attempt(cause);
        }
        if self.charge == Charge::Charged && !self.from_cache {
            let dropped = under_way + u32::from(self.state == State::Answering);
            self.tally.maybe_billed(dropped);
        }
        self.end(CallEnd::Cancelled, None, None);
    }
}
