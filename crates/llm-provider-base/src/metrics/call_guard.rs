//! [`CallGuard`]: one call, counted from its start to its end.

use llm_types::{CallMetrics, ErrorKind, ModelId, Operation, Usage};
use tokio::time::Instant;

use super::Metrics;

/// One call, counted from its start to its end.
///
/// It lives in what the call lives in: the future, then the stream. Dropped without a verdict, the
/// call counts as cancelled, and only its end is not timed.
#[derive(Debug)]
#[must_use = "dropping it counts the call as cancelled"]
pub struct CallGuard {
    metrics: Metrics,
    operation: Operation,
    model: Option<ModelId>,
    /// The model that answered, if it said who it is.
    answered_by: Option<ModelId>,
    started: Instant,
    attempts: u32,
    has_content: bool,
    has_ended: bool,
}

impl CallGuard {
    pub(super) fn start(
        metrics: Metrics,
        operation: Operation,
        model: Option<ModelId>,
        now: Instant,
    ) -> Self {
        let call = Self {
            metrics,
            operation,
            model,
            answered_by: None,
            started: now,
            attempts: 0,
            has_content: false,
            has_ended: false,
        };
        call.enter(|calls| {
            calls.started += 1;
            calls.in_flight += 1;
        });
        call
    }

    /// A request is about to be sent. From the second on they are retries.
    pub fn attempt(&mut self) {
        self.attempts = self.attempts.saturating_add(1);
        if self.attempts > 1 {
            self.enter(|calls| calls.retries += 1);
        }
    }

    /// The request that was about to be sent was not: there was no key to send it with, say.
    pub fn not_sent(&mut self) {
        if self.attempts > 1 {
            self.enter(|calls| calls.retries -= 1);
        }
        self.attempts = self.attempts.saturating_sub(1);
    }

    /// This model is asked now, which was not known when the call began, or was another; `after` is
    /// how the attempt before it failed. In the account of each model the call is one that began
    /// there, and failed where it was given up.
    pub fn asks(&mut self, model: &ModelId, after: Option<ErrorKind>) {
        let mut book = self.metrics.lock();
        let model = book.bucket(model);
        if self.model.as_ref() == Some(&model) {
            return;
        }
        if let Some(before) = &self.model {
            book.enter_model(before, |calls| {
                calls.in_flight -= 1;
                calls.failed += 1;
                *calls.errors.entry(after.unwrap_or(ErrorKind::Unavailable)).or_default() += 1;
            });
        }
        book.enter_model(&model, |calls| {
            calls.started += 1;
            calls.in_flight += 1;
        });
        drop(book);
        self.model = Some(model);
    }

    /// This model answered, which need not be the one that was asked: what was used is on its
    /// account.
    pub fn answered_by(&mut self, model: &ModelId) {
        let model = self.metrics.lock().bucket(model);
        self.answered_by = Some(model);
    }

    /// Content is there. Only the first time counts, so that it may be said of every chunk.
    pub fn first_content(&mut self, now: Instant) {
        if !std::mem::replace(&mut self.has_content, true) {
            let latency = now.saturating_duration_since(self.started);
            self.enter(|calls| calls.first_content.record(latency));
        }
    }

    /// The call gave its whole answer.
    pub fn finished(mut self, usage: Option<&Usage>, now: Instant) {
        let duration = now.saturating_duration_since(self.started);
        self.has_ended = true;
        let mut book = self.metrics.lock();
        book.enter(self.operation, self.model.as_ref(), |calls| {
            calls.in_flight -= 1;
            calls.succeeded += 1;
            calls.duration.record(duration);
        });
        if let Some(usage) = usage {
            let spender = self.answered_by.as_ref().or(self.model.as_ref());
            book.enter(self.operation, spender, |calls| calls.usage += usage);
        }
    }

    /// The call gave an error. [`ErrorKind::Cancelled`] is counted as the drop that it stands for.
    pub fn failed(mut self, kind: ErrorKind, now: Instant) {
        if kind == ErrorKind::Cancelled {
            return;
        }
        let duration = now.saturating_duration_since(self.started);
        self.end(|calls| {
            calls.failed += 1;
            calls.duration.record(duration);
            *calls.errors.entry(kind).or_default() += 1;
        });
    }

    fn end(&mut self, verdict: impl Fn(&mut CallMetrics)) {
        self.has_ended = true;
        self.enter(|calls| {
            calls.in_flight -= 1;
            verdict(calls);
        });
    }

    fn enter(&self, entry: impl Fn(&mut CallMetrics)) {
        self.metrics.lock().enter(self.operation, self.model.as_ref(), entry);
    }
}

impl Drop for CallGuard {
    fn drop(&mut self) {
        if !self.has_ended {
            self.end(|calls| calls.cancelled += 1);
        }
    }
}
