//! [`CapturedLog`]: everything that is logged on this thread.

use std::fmt::{Debug, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{DefaultGuard, NoSubscriber};
use tracing::{Dispatch, Event, Metadata, Subscriber};

/// Everything that is logged on this thread, at any level, while it lives.
pub(super) struct CapturedLog {
    text: Arc<Mutex<String>>,
    _guard: DefaultGuard,
    /// As long as there is only one subscriber, a place that logs for the first time asks the
    /// subscriber of its own thread whether anybody listens, and keeps the answer for all threads:
    /// the other tests have none. With two it asks both.
    _second: Dispatch,
}

impl CapturedLog {
    pub(super) fn start() -> Self {
        let text = Arc::<Mutex<String>>::default();
        let capture = Capture { text: Arc::clone(&text), spans: AtomicU64::new(1) };
        let guard = tracing::subscriber::set_default(capture);
        Self { text, _guard: guard, _second: Dispatch::new(NoSubscriber::new()) }
    }

    pub(super) fn text(&self) -> String {
        self.text.lock().unwrap().clone()
    }
}

struct Capture {
    text: Arc<Mutex<String>>,
    spans: AtomicU64,
}

struct Fields<'a>(&'a mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {}={value:?}", field.name()).unwrap();
    }
}

impl Capture {
    fn line(&self, of: &str, record: impl FnOnce(&mut Fields<'_>)) {
        let mut text = self.text.lock().unwrap();
        text.push_str(of);
        record(&mut Fields(&mut text));
        text.push('\n');
    }
}

impl Subscriber for Capture {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.line(span.metadata().name(), |fields| span.record(fields));
        Id::from_u64(self.spans.fetch_add(1, Ordering::Relaxed))
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        self.line("span", |fields| values.record(fields));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.line(event.metadata().target(), |fields| event.record(fields));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}
