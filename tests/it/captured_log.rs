//! [`CapturedLog`]: everything that is logged.

use std::collections::HashSet;
use std::fmt::{Debug, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{DefaultGuard, NoSubscriber};
use tracing::{Dispatch, Event, Metadata, Subscriber};

/// Everything that is logged on this thread, by any crate and at any level, while it lives.
///
/// Crates log by `tracing`, or by `log`: reqwest and rustls do.
pub(crate) struct CapturedLog {
    text: Arc<Mutex<String>>,
    _guard: DefaultGuard,
    /// As long as there is only one subscriber, a place that logs for the first time asks the
    /// subscriber of its own thread whether anybody listens, and keeps the answer for all threads:
    /// the other tests have none. With two it asks both.
    _second: Dispatch,
}

impl CapturedLog {
    pub(crate) fn start() -> Self {
        let text = Arc::<Mutex<String>>::default();
        let capture = Capture { text: Arc::clone(&text), spans: AtomicU64::new(1) };
        let guard = tracing::subscriber::set_default(capture);
        forward_log();
        Self { text, _guard: guard, _second: Dispatch::new(NoSubscriber::new()) }
    }

    /// Each line once: servers and clients repeat themselves.
    pub(crate) fn text(&self) -> String {
        let text = self.text.lock().unwrap().clone();
        let mut seen = HashSet::new();
        let lines = text.split_inclusive('\n').filter(|line| seen.insert(*line));
        lines.collect()
    }
}

/// Has what comes by `log` go to the thread's subscriber of `tracing`.
fn forward_log() {
    static INSTALLED: OnceLock<()> = OnceLock::new();
    INSTALLED.get_or_init(|| {
        log::set_logger(&Forward).unwrap();
        log::set_max_level(log::LevelFilter::Trace);
    });
}

struct Forward;

impl log::Log for Forward {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        tracing::trace!(from = record.target(), "{}", record.args());
    }

    fn flush(&self) {}
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
        // What is captured is no memory of what is tested.
        allocation_counter::opt_out(|| {
            let mut text = self.text.lock().unwrap();
            text.push_str(of);
            record(&mut Fields(&mut text));
            text.push('\n');
        });
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
