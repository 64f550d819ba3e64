//! One schema: its examples and instances, there and back.

use std::collections::{BTreeMap, BTreeSet};

use jsonschema::Validator;
use serde_json::{Map, Value};

use super::row::{Back, Trip};
use crate::conformance::instances::{Instances, MADE_UP};
use crate::conformance::json_diff::{cut, difference_where};
use crate::conformance::unknown_fields::Unknown;

/// What a document must still be when it comes back.
#[derive(Debug)]
pub(super) struct Rules<'a> {
    pub(super) validator: Validator,
    /// The fields that the description names: all, and those that may be left out as well as
    /// null. Of these both mean the same.
    pub(super) fields: BTreeSet<&'a str>,
    pub(super) nullable: BTreeSet<&'a str>,
    /// The texts that the schema lists.
    pub(super) listed: BTreeSet<String>,
    /// A query, which is text.
    pub(super) is_query: bool,
    /// What to change: fields that are null differ from fields that are not there.
    pub(super) is_change: bool,
}

/// What came of the documents of a schema.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) cases: usize,
    /// What is wrong, once for each kind of fault.
    faults: BTreeMap<String, Fault>,
}

/// What is wrong with some documents: how it was said of the first one, and of how many.
#[derive(Debug)]
struct Fault {
    text: String,
    document: String,
    count: usize,
}

impl Outcome {
    fn fault(&mut self, text: String, document: &Value) {
        let fault = self.faults.entry(kind(&text)).or_insert_with(|| Fault {
            text,
            document: cut(&document.to_string()),
            count: 0,
        });
        fault.count += 1;
    }

    /// What is wrong, to be read.
    pub(super) fn faults(&self) -> impl Iterator<Item = String> {
        self.faults.values().map(|Fault { text, document, count }| {
            format!("{text} ({count}x)\n    first in {document}")
        })
    }
}

/// Sends all instances there and back.
pub(super) fn check(trip: Trip, instances: &Instances, rules: &Rules<'_>) -> Outcome {
    let mut outcome = Outcome::default();
    for instance in &instances.invalid {
        outcome.fault(why_invalid(instance, rules), instance);
    }
    for instance in &instances.valid {
        outcome.cases += 1;
        for fault in faults(trip, instance, rules) {
            outcome.fault(fault, instance);
        }
    }
    outcome
}

/// What is wrong with what comes back of a document.
fn faults(trip: Trip, document: &Value, rules: &Rules<'_>) -> Vec<String> {
    let text = if rules.is_query { typed(document).to_string() } else { document.to_string() };
    let back = match trip(&text) {
        Ok(back) => back,
        Err(error) => return vec![error],
    };
    let Back { json, unknown, stage: _ } = back;
    let expected = if rules.is_query { texts(document) } else { document.clone() };
    let difference = difference_where(&expected, &json, &|path, name| {
        let means_something = rules.is_query || name.starts_with(MADE_UP);
        // To say null of what is to be changed is to take it away.
        let is_change = rules.is_change && path == name;
        // A field that the description does not have may be written as null: the types know more.
        let may_be_null = rules.nullable.contains(name) || !rules.fields.contains(name);
        may_be_null && !means_something && !is_change
    });
    let mut faults: Vec<_> = difference.into_iter().collect();
    if faults.is_empty() && !rules.is_query && json != expected {
        faults.extend(rules.validator.validate(&json).err().map(|error| {
            format!("{}: no longer valid: {}", error.instance_path(), error.masked())
        }));
    }
    let named = unknown.iter().filter(|unknown| is_named(unknown, rules));
    faults.extend(named.map(|unknown| format!("kept as unknown: {unknown}")));
    faults
}

/// Types of which the description leaves some fields without a name, though it shows them in
/// examples.
const OPEN: [(&str, &str); 2] = [
    ("ImageGenerationParameters", "all but the model is whatever the image model knows"),
    ("Rows", "the columns are those that were asked for"),
];

/// True if what the types have no name for has one in the description.
fn is_named(unknown: &Unknown, rules: &Rules<'_>) -> bool {
    match unknown {
        Unknown::Field { owner, name } => {
            !name.starts_with(MADE_UP) && OPEN.iter().all(|(open, _)| open != owner)
        }
        Unknown::Text { text, .. } => rules.listed.contains(text),
        // A type that is free text is made up, and no variant is for it.
        Unknown::Value { kind, .. } => kind.as_ref().is_none_or(|kind| rules.listed.contains(kind)),
    }
}

/// The instance generator is at fault: its values are to be valid.
fn why_invalid(instance: &Value, rules: &Rules<'_>) -> String {
    let error = rules.validator.validate(instance).err();
    let why = error.map(|error| format!("{}: {}", error.instance_path(), error.masked()));
    format!("the instance is not valid: {}", why.unwrap_or_default())
}

/// A query as it is sent: a text for each field that has a value.
fn texts(query: &Value) -> Value {
    let fields = query.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
    fields.map(|(name, value)| (name.clone(), text(value).into())).collect::<Map<_, _>>().into()
}

/// A query of which true and false are no text, as the types have them: in an address they read the
/// same.
fn typed(query: &Value) -> Value {
    let fields = query.as_object().into_iter().flatten();
    let typed = |value: &Value| match value.as_str() {
        Some("true") => true.into(),
        Some("false") => false.into(),
        _ => value.clone(),
    };
    fields.map(|(name, value)| (name.clone(), typed(value))).collect::<Map<_, _>>().into()
}

/// A fault without what differs between documents: numbers of items, places, texts.
fn kind(fault: &str) -> String {
    let fault = fault.split(" at line ").next().unwrap_or(fault);
    let mut kind = String::with_capacity(fault.len());
    let mut in_text = false;
    let mut before = ' ';
    for c in fault.chars() {
        let is_mark = c == '"' && before != '\\';
        if is_mark || !(in_text || c.is_ascii_digit()) {
            kind.push(c);
        }
        in_text ^= is_mark;
        before = c;
    }
    kind
}
