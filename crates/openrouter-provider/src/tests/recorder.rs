//! [`Recorder`]: what was traced.

use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{DefaultGuard, NoSubscriber};
use tracing::{Dispatch, Event, Metadata, Subscriber};

/// Writes down all that is traced, of every target and level.
#[derive(Debug, Clone, Default)]
pub(super) struct Recorder(Arc<Mutex<String>>);

impl Recorder {
    /// Listens on this thread until what is returned is dropped.
    pub(super) fn listen(&self) -> (DefaultGuard, Dispatch) {
        // While there is only one subscriber, tracing asks the thread that first comes to a line
        // whether anybody listens, and keeps its answer for all: with a second one it asks them.
        let second = Dispatch::new(NoSubscriber::new());
        (tracing::subscriber::set_default(self.clone()), second)
    }

    /// All of it so far, an event a line.
    pub(super) fn text(&self) -> String {
        self.0.lock().unwrap().clone()
    }
}

impl Visit for Recorder {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let _ = write!(self.0.lock().unwrap(), "{field}={value:?} ");
    }
}

impl Subscriber for Recorder {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let (level, target) = (event.metadata().level(), event.metadata().target());
        let _ = write!(self.0.lock().unwrap(), "\n{level} {target} ");
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}
