//! [`Problem`]: what is wrong with a configuration, and where. It never repeats a value.

use std::fmt;

use llm_types::{Error, ErrorKind};
use serde::de::{self, Unexpected};

use super::node::Place;

/// What is wrong with a configuration, and where. It never repeats a value, which may be a secret in
/// the wrong place; only names that somebody gave to keys.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    /// From the inside out.
    path: Vec<Step>,
    place: Option<Place>,
    message: String,
}

#[derive(Debug, Clone)]
enum Step {
    Key(String),
    Index(usize),
}

impl Problem {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { path: Vec::new(), place: None, message: message.into() }
    }

    /// In the value of this key.
    pub(super) fn under(mut self, key: &str) -> Self {
        self.path.push(Step::Key(key.to_owned()));
        self
    }

    /// In this item of a list.
    pub(super) fn item(mut self, index: usize) -> Self {
        self.path.push(Step::Index(index));
        self
    }

    /// There, unless a place within it is known.
    pub(super) fn at(mut self, place: Option<Place>) -> Self {
        self.place = self.place.or(place);
        self
    }

    /// As an error, of what was read from there.
    pub(super) fn in_source(self, source: &str) -> Error {
        let place = self.place.map(|place| format!(":{place}")).unwrap_or_default();
        Error::new(ErrorKind::Configuration, format!("{source}{place}: {self}"))
    }
}

/// The key, with dots, and the message.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (step, place) in self.path.iter().rev().zip(0..) {
            match step {
                Step::Key(key) if place == 0 => f.write_str(key)?,
                Step::Key(key) => write!(f, ".{key}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        if !self.path.is_empty() {
            f.write_str(": ")?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}

/// The usual messages quote what they found. These say of what kind it is.
impl de::Error for Problem {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message.to_string())
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::new(format!("expected {expected}, found {}", kind(&found)))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::new(format!("expected {expected}, found {} that is none", kind(&found)))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self::new(format!("no such key{}", allowed(field, expected)))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self::new(format!("no such value{}", allowed(variant, expected)))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(format!("{field} is missing"))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new(format!("{field} stands there twice"))
    }
}

const fn kind(found: &Unexpected<'_>) -> &'static str {
    match found {
        Unexpected::Bool(_) => "true or false",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) | Unexpected::Float(_) => "a number",
        Unexpected::Char(_) | Unexpected::Str(_) => "a string",
        Unexpected::Unit | Unexpected::Option => "null",
        Unexpected::Seq => "a list",
        Unexpected::Map => "a table",
        _ => "something else",
    }
}

/// What may stand there, with the nearest spelling first, as the end of a sentence.
pub(super) fn allowed<'a>(
    written: &str,
    all: impl IntoIterator<Item = &'a (impl AsRef<str> + ?Sized + 'a)>,
) -> String {
    let all: Vec<_> = all.into_iter().map(AsRef::as_ref).collect();
    let likeness = |name: &str| strsim::normalized_damerau_levenshtein(written, name);
    let near = all.iter().copied().filter(|name| likeness(name) > 0.6);
    let nearest = near.max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    let hint = nearest.map(|name| format!("; did you mean {name}")).unwrap_or_default();
    let list = if all.is_empty() { "none".to_owned() } else { all.join(", ") };
    format!("{hint}; allowed: {list}")
}
