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
        self.end(|calls| {
            calls.succeeded += 1;
            calls.duration.record(duration);
            if let Some(usage) = usage {
                calls.usage += usage;
            }
        });
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
