//! Compares objects, of which there may be several forms in one place.

use std::collections::{BTreeMap, BTreeSet};

use super::super::described::{self, SchemaAt};
use super::super::difference::What;
use super::super::shape::{Object, Shape, Text};
use super::super::source::TypeAt;
use super::{ANY_OBJECT, ANY_TEXT, At, Comparison, joined};

type Theirs<'a> = Object<SchemaAt<'a>>;
type Ours = Object<TypeAt>;

/// A form that has no partner.
const ANOTHER: &str = "another object";

/// Forms by the values of a field, and those in which it has none.
type Apart<'f, P> = (BTreeMap<String, Vec<&'f Object<P>>>, Vec<&'f Object<P>>);

impl<'a> Comparison<'a> {
    /// Compares the objects that may stand in a place.
    ///
    /// Where both sides have several, a field that tells them apart pairs them, by its values;
    /// where there is none, those that have most fields in common are pairs. `falls_back` says
    /// that ours also take whatever comes.
    pub(super) fn objects(
        &mut self,
        theirs: &[Theirs<'a>],
        ours: &[Ours],
        falls_back: bool,
        at: At<'_>,
    ) {
        let theirs: Vec<&Theirs<'a>> = theirs.iter().collect();
        let ours: Vec<&Ours> = ours.iter().collect();
        let mut forms = Forms { falls_back, used: BTreeSet::new(), at };
        forms.compare(self, &theirs, &ours);
    }

    /// The values of a field of one of their forms.
    fn their_values(&self, form: &Theirs<'a>, name: &str) -> Option<BTreeSet<String>> {
        values(form, name, |place| described::shape(self.description, place))
    }

    fn our_values(&self, form: &Ours, name: &str) -> Option<BTreeSet<String>> {
        values(form, name, |place| self.types.shape(place))
    }

    /// The field that tells the forms apart: that with most values of its own on both sides.
    fn tag(
        &self,
        theirs: &[&Theirs<'a>],
        ours: &[&Ours],
        used: &BTreeSet<String>,
    ) -> Option<String> {
        let names: BTreeSet<&String> = theirs.iter().flat_map(|form| form.fields.keys()).collect();
        let unused = names.into_iter().filter(|name| !used.contains(*name));
        let candidates = unused.filter_map(|name| {
            let theirs: BTreeSet<_> =
                theirs.iter().filter_map(|form| self.their_values(form, name)).collect();
            let ours: BTreeSet<_> =
                ours.iter().filter_map(|form| self.our_values(form, name)).collect();
            let some = !theirs.is_empty() && !ours.is_empty();
            let is_usual = name == "type" || name == "role";
            (some && theirs.len() + ours.len() > 2).then_some((
                theirs.len() + ours.len(),
                is_usual,
                name,
            ))
        });
        candidates.max().map(|(_, _, name)| name.clone())
    }

    /// Compares the fields of all of their forms with those of all of ours.
    ///
    /// `used` are the fields that told them apart: their values have been compared.
    fn merged(
        &mut self,
        theirs: &[&Theirs<'a>],
        ours: &[&Ours],
        used: &BTreeSet<String>,
        at: At<'_>,
    ) {
        let names = |form: &Theirs<'a>| form.fields.keys().cloned().collect::<Vec<_>>();
        let their_names: BTreeSet<String> = theirs.iter().flat_map(|form| names(form)).collect();
        let their_names = &their_names - used;
        let our_names: BTreeSet<String> =
            ours.iter().flat_map(|form| form.fields.keys().cloned()).collect();
        let our_names = &our_names - used;
        let their_map: Vec<_> = theirs.iter().flat_map(|form| form.rest.clone()).collect();
        let our_map: Vec<_> = ours.iter().flat_map(|form| form.rest.clone()).collect();
        let theirs_open = their_map.is_empty() && theirs.iter().any(|form| form.open);
        if their_names.is_empty() && !our_names.is_empty() && theirs_open {
            return ours.iter().filter(|form| !form.is_nameless()).for_each(|form| {
                self.found(What::Structured, ANY_OBJECT, at.theirs, &form.at);
            });
        }
        if !their_names.is_empty() && !our_map.is_empty() && our_names.is_empty() {
            let maps = joined(ours.iter().map(|form| form.at.as_str()));
            let named = joined(theirs.iter().map(|form| form.at.as_str()));
            self.found(What::OpenMap, "fields", &named, &maps);
        }
        for name in &their_names {
            let place = field(theirs, name);
            if our_names.contains(name) {
                self.places(&place, &field(ours, name));
            } else if !our_map.is_empty() {
                self.places(&place, &our_map);
            } else {
                let types = joined(ours.iter().map(|form| form.at.as_str()));
                for form in theirs.iter().filter(|form| form.fields.contains_key(name)) {
                    self.found(What::FieldLacking, name, &form.at, &types);
                }
            }
        }
        let schemas = joined(theirs.iter().map(|form| form.at.as_str()));
        for form in ours {
            self.knows(What::KindExtra, ANOTHER, &form.at);
            if !their_names.is_empty() {
                self.knows(What::Structured, ANY_OBJECT, &form.at);
            }
            for name in form.fields.keys().filter(|name| !used.contains(*name)) {
                if their_names.contains(name) {
                    self.knows(What::FieldExtra, name, &form.at);
                } else {
                    self.found(What::FieldExtra, name, &schemas, &form.at);
                }
            }
        }
        let keeps_rest = ours.iter().any(|form| form.open);
        self.maps(&their_map, &our_map, keeps_rest, at);
    }

    fn maps(&mut self, theirs: &[SchemaAt<'a>], ours: &[TypeAt], keeps_rest: bool, at: At<'_>) {
        if theirs.is_empty() {
            return;
        }
        if !ours.is_empty() {
            return self.places(theirs, ours);
        }
        // Fields without a name are in `extra`, whatever they are.
        let is_free = theirs.iter().all(|place| self.is_free(place));
        match (keeps_rest, is_free) {
            (true, true) => {}
            (true, false) => self.found(What::Untyped, "fields without a name", at.theirs, at.ours),
            (false, _) => {
                self.found(What::KindLacking, "fields without a name", at.theirs, at.ours);
            }
        }
    }
}

/// The comparison of forms.
struct Forms<'s> {
    falls_back: bool,
    /// The fields that told forms apart on the way here.
    used: BTreeSet<String>,
    at: At<'s>,
}

impl Forms<'_> {
    fn compare<'a>(&mut self, into: &mut Comparison<'a>, theirs: &[&Theirs<'a>], ours: &[&Ours]) {
        if theirs.len() < 2 || ours.len() < 2 {
            return into.merged(theirs, ours, &self.used, self.at);
        }
        let Some(tag) = into.tag(theirs, ours, &self.used) else {
            return self.similar(into, theirs, ours);
        };
        self.used.insert(tag.clone());
        let (their_values, mut their_rest) = apart(theirs, |form| into.their_values(form, &tag));
        let (our_values, mut our_rest) = apart(ours, |form| into.our_values(form, &tag));
        let tagged = |forms: &[&Ours]| {
            let places = forms.iter().filter_map(|form| form.fields.get(&tag)).flatten();
            joined(places.map(|place| &*place.at))
        };
        let all_tagged = tagged(ours);
        let takes_any = |forms: &[&Ours]| forms.iter().any(|form| form.fields.contains_key(&tag));
        let values: BTreeSet<&String> = their_values.keys().chain(our_values.keys()).collect();
        for value in values {
            match (their_values.get(value), our_values.get(value)) {
                (Some(theirs), Some(ours)) => {
                    into.knows(What::ValueExtra, value, &tagged(ours));
                    into.knows(What::Structured, ANY_TEXT, &tagged(ours));
                    self.compare(into, theirs, ours);
                }
                (Some(theirs), None) if takes_any(&our_rest) => their_rest.extend(theirs),
                (Some(theirs), None) => {
                    let place = joined(theirs.iter().map(|form| form.at.as_str()));
                    into.found(What::ValueLacking, value, &place, &all_tagged);
                }
                (None, Some(ours)) if their_rest.iter().any(|f| f.fields.contains_key(&tag)) => {
                    our_rest.extend(ours);
                }
                (None, Some(ours)) => {
                    into.found(What::ValueExtra, value, self.at.theirs, &tagged(ours));
                }
                (None, None) => {}
            }
        }
        self.rest(into, &their_rest, &our_rest);
        self.used.remove(&tag);
    }

    /// The forms that no value told apart.
    fn rest<'a>(&mut self, into: &mut Comparison<'a>, theirs: &[&Theirs<'a>], ours: &[&Ours]) {
        if !theirs.is_empty() && !ours.is_empty() {
            return self.compare(into, theirs, ours);
        }
        // What is known by its tag only, and open, is what ours fall back to.
        let is_unknown = |form: &Theirs<'a>| {
            form.open
                && form.rest.is_empty()
                && form.fields.keys().all(|name| self.used.contains(name))
        };
        for form in theirs.iter().filter(|form| !(self.falls_back && is_unknown(form))) {
            let what = if self.falls_back { What::Untyped } else { What::KindLacking };
            into.found(what, ANOTHER, &form.at, self.at.ours);
        }
        for form in ours {
            into.found(What::KindExtra, ANOTHER, self.at.theirs, &form.at);
        }
    }

    /// Pairs each of their forms with that of ours which has most fields in common with it.
    fn similar<'a>(&self, into: &mut Comparison<'a>, theirs: &[&Theirs<'a>], ours: &[&Ours]) {
        let mut pairs: BTreeMap<usize, Vec<&Theirs<'a>>> = BTreeMap::new();
        for form in theirs {
            let likeness = |own: &Ours| {
                let common = own.fields.keys().filter(|name| form.fields.contains_key(*name));
                let common = common.count();
                let all = own.fields.len() + form.fields.len() - common;
                // In thousandths; two objects without fields are alike.
                (common * 1000).checked_div(all).unwrap_or(1000)
            };
            // The first of those that are equally like it.
            let best = ours.iter().enumerate().rev().max_by_key(|(_, own)| likeness(own));
            if let Some((index, _)) = best {
                pairs.entry(index).or_default().push(form);
            }
        }
        for (index, form) in ours.iter().enumerate() {
            match pairs.get(&index) {
                Some(theirs) => into.merged(theirs, &[form], &self.used, self.at),
                None => into.found(What::KindExtra, ANOTHER, self.at.theirs, &form.at),
            }
        }
    }
}

/// Tells forms apart by the values that they have in a field.
fn apart<'f, P>(
    forms: &[&'f Object<P>],
    values: impl Fn(&Object<P>) -> Option<BTreeSet<String>>,
) -> Apart<'f, P> {
    let mut by_value: BTreeMap<String, Vec<&Object<P>>> = BTreeMap::new();
    let mut rest = Vec::new();
    for form in forms {
        match values(form) {
            Some(values) => {
                for value in values {
                    by_value.entry(value).or_default().push(form);
                }
            }
            None => rest.push(*form),
        }
    }
    (by_value, rest)
}

/// All that may stand in a field.
fn field<P: Clone>(forms: &[&Object<P>], name: &str) -> Vec<P> {
    forms.iter().filter_map(|form| form.fields.get(name)).flatten().cloned().collect()
}

/// The values of a field, if it is a text that has only some.
fn values<P>(
    form: &Object<P>,
    name: &str,
    shape: impl Fn(&P) -> Shape<P>,
) -> Option<BTreeSet<String>> {
    let places = form.fields.get(name)?;
    let shape = places.iter().map(shape).reduce(Shape::or)?;
    let Text { any, names } = shape.text?;
    (!any && !names.is_empty()).then(|| names.into_keys().collect())
}
