//! Compares what a description allows with what our types take.

mod objects;
mod operations;

pub(crate) use operations::differences;

use std::collections::BTreeSet;

use super::described::{self, SchemaAt, union};
use super::difference::{Difference, Differences, What};
use super::shape::{Kind, Object, Shape, Text};
use super::source::{TypeAt, Types};
use crate::openapi::Description;

/// What a type says more than, by name.
const ANY_TEXT: &str = "any text";
const ANY_OBJECT: &str = "any object";

/// Where one stands, for people.
#[derive(Debug, Clone, Copy)]
struct At<'s> {
    theirs: &'s str,
    ours: &'s str,
    /// The names of our types, or where they stand if they have none.
    types: &'s str,
}

/// The comparison of all operations.
struct Comparison<'a> {
    description: &'a Description,
    types: &'a Types<'a>,
    /// The operation that is compared.
    operation: String,
    /// Whether it is about a query or a path, where every value is text.
    in_query: bool,
    /// The pairs that were compared in it, or are being compared.
    seen: BTreeSet<String>,
    found: Differences,
    /// What our types have and the description has somewhere, by type and name: a type may stand
    /// in several places, and have more than some of them need.
    known: BTreeSet<(What, String, String)>,
}

impl<'a> Comparison<'a> {
    fn new(description: &'a Description, types: &'a Types<'a>) -> Self {
        Self {
            description,
            types,
            operation: String::new(),
            in_query: false,
            seen: BTreeSet::new(),
            found: Differences::new(),
            known: BTreeSet::new(),
        }
    }

    fn begin(&mut self, operation: &str) {
        operation.clone_into(&mut self.operation);
        self.seen.clear();
    }

    fn found(&mut self, what: What, name: &str, theirs: &str, ours: &str) {
        let described = if what.is_extra() { "" } else { theirs };
        let (name, ours) = (name.to_owned(), ours.to_owned());
        let difference = Difference { what, ours, theirs: described.to_owned(), name };
        let met = self.found.entry(difference).or_default();
        met.operations.extend((!self.operation.is_empty()).then(|| self.operation.clone()));
        if what.is_extra() {
            met.schemas.insert(theirs.to_owned());
        }
    }

    /// Remembers that the description has something, so that it is not extra elsewhere.
    fn knows(&mut self, what: What, name: &str, ours: &str) {
        self.known.insert((what, ours.to_owned(), name.to_owned()));
    }

    /// What was found, with a mark at what is extra in some places only.
    fn finish(self) -> Differences {
        let Self { mut found, known, .. } = self;
        for (difference, met) in &mut found {
            let Difference { what, ours, name, theirs: _ } = difference;
            met.is_shared = known.contains(&(*what, ours.clone(), name.clone()));
        }
        found
    }

    /// Compares what may stand in one place: their schemas with our types.
    fn places(&mut self, theirs: &[SchemaAt<'a>], ours: &[TypeAt]) {
        if theirs.is_empty() || ours.is_empty() {
            return;
        }
        let mut keys: Vec<String> = theirs.iter().map(SchemaAt::key).collect();
        keys.sort();
        let mut types: Vec<String> = ours.iter().map(|place| format!("{:?}", place.ty)).collect();
        types.sort();
        keys.extend(types);
        if !self.seen.insert(keys.join(" ")) {
            return;
        }
        let at = (
            joined(theirs.iter().map(|place| &*place.at)),
            joined(ours.iter().map(|place| &*place.at)),
        );
        let types: Vec<String> = ours.iter().map(|place| self.types.name_or_place(place)).collect();
        let types = joined(types.iter().map(String::as_str));
        let theirs = union(theirs.iter().map(|place| described::shape(self.description, place)));
        let ours = union(ours.iter().map(|place| self.types.shape(place)));
        self.shapes(&theirs, &ours, At { theirs: &at.0, ours: &at.1, types: &types });
    }

    fn shapes(&mut self, theirs: &Shape<SchemaAt<'a>>, ours: &Shape<TypeAt>, at: At<'_>) {
        if theirs.kinds().is_empty() {
            if theirs.anything {
                self.says_more(ours, at.theirs);
            }
            return;
        }
        if ours.anything && ours.kinds().is_empty() {
            if !self.is_loose(theirs) {
                let kinds: Vec<_> = theirs.kinds().into_iter().map(Kind::name).collect();
                self.found(What::Untyped, &kinds.join(" or "), at.theirs, at.ours);
            }
            return;
        }
        self.kinds(theirs, ours, at);
        if let (Some(theirs), Some(ours)) = (&theirs.text, &ours.text) {
            self.texts(theirs, ours, at);
        }
        if let (Some(theirs), Some(ours)) = (&theirs.list, &ours.list) {
            self.places(theirs, ours);
        }
        if !theirs.objects.is_empty() && !ours.objects.is_empty() {
            self.objects(&theirs.objects, &ours.objects, ours.anything, at);
        }
    }

    fn kinds(&mut self, theirs: &Shape<SchemaAt<'a>>, ours: &Shape<TypeAt>, at: At<'_>) {
        if self.in_query && is_text_of(ours, theirs) {
            return;
        }
        for kind in theirs.kinds().difference(&ours.kinds()) {
            let is_free = match kind {
                Kind::Object => theirs.objects.iter().all(Object::is_free),
                Kind::List => theirs.list.iter().flatten().all(|item| self.is_free(item)),
                _ => false,
            };
            match (ours.anything, is_free) {
                (true, true) => {}
                (true, false) => self.found(What::Untyped, kind.name(), at.theirs, at.ours),
                (false, _) => self.found(What::KindLacking, kind.name(), at.theirs, at.ours),
            }
        }
        for kind in ours.kinds() {
            if theirs.kinds().contains(&kind) || ours.either {
                self.knows(What::KindExtra, kind.name(), at.types);
            } else {
                self.found(What::KindExtra, kind.name(), at.theirs, at.types);
            }
        }
        if theirs.number && ours.integer && !ours.number {
            self.found(What::KindLacking, "fractions", at.theirs, at.ours);
        }
        if theirs.null && !ours.null && !ours.anything {
            self.found(What::KindLacking, "null", at.theirs, at.ours);
        }
    }

    fn texts(&mut self, theirs: &Text, ours: &Text, at: At<'_>) {
        if ours.any {
            // A single value is a mark that never changes, and as good as any text.
            if !theirs.any && theirs.names.len() > 1 {
                self.found(What::OpenText, "values", at.theirs, at.ours);
            }
            return;
        }
        for (name, place) in &ours.names {
            if theirs.any && theirs.names.is_empty() {
                self.found(What::Structured, ANY_TEXT, at.theirs, place);
            } else if theirs.names.contains_key(name) {
                self.knows(What::ValueExtra, name, place);
                self.knows(What::Structured, ANY_TEXT, place);
            } else {
                self.found(What::ValueExtra, name, at.theirs, place);
            }
        }
        let enums = joined(ours.names.values().map(String::as_str));
        for (name, place) in &theirs.names {
            if !ours.names.contains_key(name) {
                self.found(What::ValueLacking, name, place, &enums);
            }
        }
    }

    /// Whether a schema allows anything, or any object.
    fn is_free(&self, place: &SchemaAt<'a>) -> bool {
        let shape = described::shape(self.description, place);
        shape.kinds().is_empty() || self.is_loose(&shape)
    }

    /// Whether a type can say no more than "anything": a free object, a list of anything, or a
    /// choice of three kinds and more that have no structure.
    fn is_loose(&self, shape: &Shape<SchemaAt<'a>>) -> bool {
        let objects = shape.objects.iter().all(|object| {
            object.is_nameless() && object.rest.iter().all(|place| self.is_free(place))
        });
        let items = shape.list.iter().flatten().all(|item| self.is_free(item));
        let texts = shape.text.as_ref().is_none_or(|text| text.any);
        let kinds = shape.kinds();
        let is_container = |kind: &Kind| matches!(kind, Kind::List | Kind::Object);
        objects && items && texts && (kinds.len() > 2 || kinds.iter().all(is_container))
    }

    /// Finds what a type says where the description leaves everything open.
    fn says_more(&mut self, shape: &Shape<TypeAt>, theirs: &str) {
        for form in shape.objects.iter().filter(|form| !form.is_nameless()) {
            self.found(What::Structured, ANY_OBJECT, theirs, &form.at);
        }
        for place in shape.text.iter().flat_map(|text| text.names.values()) {
            self.found(What::Structured, ANY_TEXT, theirs, place);
        }
        for item in shape.list.iter().flatten() {
            let item = self.types.shape(item);
            self.says_more(&item, theirs);
        }
    }
}

/// Whether the text of a number or of `true` and `false` is what they ask for.
fn is_text_of<O, T>(ours: &Shape<O>, theirs: &Shape<T>) -> bool {
    let Some(text) = &theirs.text else { return false };
    let is_boolean = text.names.keys().all(|name| name == "true" || name == "false");
    (ours.boolean && is_boolean) || (ours.integer && text.any)
}

/// Names without repetitions.
fn joined<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: BTreeSet<&str> = names.collect();
    names.into_iter().collect::<Vec<_>>().join(", ")
}
