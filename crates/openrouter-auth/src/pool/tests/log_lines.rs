//! Counts what is logged.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{DefaultGuard, NoSubscriber};
use tracing::{Dispatch, Event, Level, Metadata, Subscriber};

/// Counts warnings.
#[derive(Debug, Clone, Default)]
pub(super) struct LogLines(Arc<AtomicUsize>);

impl LogLines {
    /// Listens on this thread until what is returned is dropped.
    pub(super) fn listen(&self) -> (DefaultGuard, Dispatch) {
        // While there is only one subscriber, tracing asks the thread that first comes to a line
        // whether anybody listens, and keeps its answer for all: with a second one it asks them.
        let second = Dispatch::new(NoSubscriber::new());
        (tracing::subscriber::set_default(self.clone()), second)
    }

    pub(super) fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

impl Subscriber for LogLines {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::WARN
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}
