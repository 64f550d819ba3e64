//! [`Tree`]: the spans and events that our crates make, as a tree.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex};
use std::thread::{self, ThreadId};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{DefaultGuard, NoSubscriber};
use tracing::{Dispatch, Event, Level, Metadata, Subscriber};

/// Spans and events of our crates, and of the tests.
#[derive(Debug, Clone)]
pub(super) struct Tree {
    book: Arc<Mutex<Book>>,
    level: Level,
}

#[derive(Debug, Default)]
struct Book {
    spans: Vec<Recorded>,
    entered: HashMap<ThreadId, Vec<usize>>,
}

/// A span.
#[derive(Debug, Clone, Default)]
pub(super) struct Recorded {
    pub(super) name: &'static str,
    pub(super) parent: Option<usize>,
    pub(super) fields: Fields,
    pub(super) events: Vec<Fields>,
    /// Fields that were told once more, which stand twice where spans are written out as text.
    pub(super) said_again: Vec<&'static str>,
    handles: usize,
    /// How often it was entered.
    pub(super) entered: usize,
}

impl Recorded {
    pub(super) const fn is_closed(&self) -> bool {
        self.handles == 0
    }

    /// The text of a field; empty, if there is none.
    pub(super) fn text(&self, name: &str) -> &str {
        self.fields.0.get(name).map_or("", String::as_str)
    }
}

/// Fields by name, as they would be shown; integers without a sign are marked, since exporters
/// make texts of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Fields(pub(super) BTreeMap<&'static str, String>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.0.insert(field.name(), format!("{value}u64"));
    }
}

/// While it lives, this thread's spans are recorded.
pub(super) type Listening = (DefaultGuard, Dispatch);

impl Tree {
    /// What is at least so important.
    pub(super) fn at(level: Level) -> Self {
        Self { book: Arc::default(), level }
    }

    /// Listens on this thread until what is returned is dropped.
    pub(super) fn listen(&self) -> Listening {
        // While there is only one subscriber, tracing asks the thread that first comes to a line
        // whether anybody listens, and keeps its answer for all: with a second one it asks them.
        let second = Dispatch::new(NoSubscriber::new());
        (tracing::subscriber::set_default(self.clone()), second)
    }

    /// All spans, in the order in which they began.
    pub(super) fn spans(&self) -> Vec<Recorded> {
        self.book.lock().unwrap().spans.clone()
    }

    /// The spans of this name.
    pub(super) fn named(&self, name: &str) -> Vec<Recorded> {
        self.spans().into_iter().filter(|span| span.name == name).collect()
    }

    /// The one span of this name.
    #[track_caller]
    pub(super) fn only(&self, name: &str) -> Recorded {
        let spans = self.named(name);
        assert_eq!(spans.len(), 1, "{spans:#?}");
        spans[0].clone()
    }

    /// The spans by their `otel.name`, those that are within another one further to the right.
    pub(super) fn outline(&self) -> String {
        let spans = self.spans();
        let mut outline = String::new();
        for (place, span) in spans.iter().enumerate() {
            if span.parent.is_none() {
                outline_of(&spans, place, 0, &mut outline);
            }
        }
        outline
    }
}

fn outline_of(spans: &[Recorded], place: usize, depth: usize, outline: &mut String) {
    let span = &spans[place];
    let name = span.fields.0.get("otel.name").map_or(span.name, String::as_str);
    outline.push_str(&"  ".repeat(depth));
    let outcome = ["llm.outcome", "composite.outcome"].map(|name| span.text(name)).concat();
    let words = [name, &outcome, span.text("error.type")];
    outline.push_str(words.join(" ").trim_end());
    outline.push('\n');
    for (child, span) in spans.iter().enumerate() {
        if span.parent == Some(place) {
            outline_of(spans, child, depth + 1, outline);
        }
    }
}

fn place(id: &Id) -> usize {
    usize::try_from(id.into_u64()).unwrap() - 1
}

impl Subscriber for Tree {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        let target = metadata.target();
        let ours = ["openrouter_", "llm_", "it::"];
        let is_ours = ours.iter().any(|ours| target.starts_with(ours));
        is_ours && *metadata.level() <= self.level
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut book = self.book.lock().unwrap();
        let current = book.entered.get(&thread::current().id()).and_then(|it| it.last().copied());
        let parent = if span.is_contextual() { current } else { span.parent().map(place) };
        let mut recorded = Recorded { parent, handles: 1, ..Recorded::default() };
        recorded.name = span.metadata().name();
        span.record(&mut recorded.fields);
        book.spans.push(recorded);
        Id::from_u64(book.spans.len() as u64)
    }

    fn record(&self, id: &Id, values: &Record<'_>) {
        let mut said = Fields::default();
        values.record(&mut said);
        let span = &mut self.book.lock().unwrap().spans[place(id)];
        for (name, text) in said.0 {
            if span.fields.0.insert(name, text).is_some() {
                span.said_again.push(name);
            }
        }
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let mut book = self.book.lock().unwrap();
        let current = book.entered.get(&thread::current().id()).and_then(|it| it.last().copied());
        if let Some(current) = current {
            book.spans[current].events.push(fields);
        }
    }

    fn enter(&self, id: &Id) {
        let mut book = self.book.lock().unwrap();
        book.spans[place(id)].entered += 1;
        book.entered.entry(thread::current().id()).or_default().push(place(id));
    }

    fn exit(&self, id: &Id) {
        let left = {
            let mut book = self.book.lock().unwrap();
            book.entered.entry(thread::current().id()).or_default().pop()
        };
        assert_eq!(left, Some(place(id)), "spans are left in the order in which they are entered");
    }

    fn clone_span(&self, id: &Id) -> Id {
        self.book.lock().unwrap().spans[place(id)].handles += 1;
        id.clone()
    }

    fn try_close(&self, id: Id) -> bool {
        let left = {
            let span = &mut self.book.lock().unwrap().spans[place(&id)];
            span.handles -= 1;
            span.handles
        };
        left == 0
    }
}
