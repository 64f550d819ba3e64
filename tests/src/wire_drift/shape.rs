//! What JSON may stand in a place: the form in which a description and a type are compared.

use std::collections::{BTreeMap, BTreeSet};

/// What JSON may stand in a place, as a union over everything that is allowed there.
///
/// `P` names a place further down, which is looked at only when it is needed: types and schemas
/// may contain themselves.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is allowed by itself, as in a schema")]
pub(crate) struct Shape<P> {
    /// Anything at all.
    pub(crate) anything: bool,
    pub(crate) null: bool,
    pub(crate) boolean: bool,
    /// Whole numbers.
    pub(crate) integer: bool,
    /// Numbers that may have a fraction.
    pub(crate) number: bool,
    pub(crate) text: Option<Text>,
    /// What the items of lists may be; a list of nothing has no items.
    pub(crate) list: Option<Vec<P>>,
    /// The objects, each an alternative.
    pub(crate) objects: Vec<Object<P>>,
    /// One value that is written in several ways: an amount is a number or its text.
    pub(crate) either: bool,
}

/// Text: some values, or any.
#[derive(Debug, Clone, Default)]
pub(crate) struct Text {
    /// Any text, also where values are named.
    pub(crate) any: bool,
    /// The values that are named, with the place that names them.
    pub(crate) names: BTreeMap<String, String>,
}

/// One form of an object.
#[derive(Debug, Clone)]
pub(crate) struct Object<P> {
    /// Where it is defined, for people.
    pub(crate) at: String,
    /// What each field may be.
    pub(crate) fields: BTreeMap<String, Vec<P>>,
    /// What the fields may be that have no name.
    pub(crate) rest: Vec<P>,
    /// Fields without a name may be anything.
    pub(crate) open: bool,
}

/// What JSON can be, null aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Boolean,
    Number,
    Text,
    List,
    Object,
}

impl Kind {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Number => "number",
            Self::Text => "text",
            Self::List => "list",
            Self::Object => "object",
        }
    }
}

impl<P> Default for Shape<P> {
    fn default() -> Self {
        Self {
            anything: false,
            null: false,
            boolean: false,
            integer: false,
            number: false,
            text: None,
            list: None,
            objects: Vec::new(),
            either: false,
        }
    }
}

impl<P> Shape<P> {
    pub(crate) fn anything() -> Self {
        Self { anything: true, ..Self::default() }
    }

    pub(crate) fn null() -> Self {
        Self { null: true, ..Self::default() }
    }

    pub(crate) fn any_text() -> Self {
        let text = Text { any: true, ..Text::default() };
        Self { text: Some(text), ..Self::default() }
    }

    /// Some values, all named at one place.
    pub(crate) fn names(names: impl IntoIterator<Item = String>, at: &str) -> Self {
        let names = names.into_iter().map(|name| (name, at.to_owned())).collect();
        Self { text: Some(Text { any: false, names }), ..Self::default() }
    }

    pub(crate) fn list(item: Vec<P>) -> Self {
        Self { list: Some(item), ..Self::default() }
    }

    pub(crate) fn object(object: Object<P>) -> Self {
        Self { objects: vec![object], ..Self::default() }
    }

    /// Allows what the other allows, too.
    pub(crate) fn or(mut self, other: Self) -> Self {
        self.anything |= other.anything;
        self.null |= other.null;
        self.boolean |= other.boolean;
        self.integer |= other.integer;
        self.number |= other.number;
        self.text = match (self.text, other.text) {
            (Some(mut text), Some(more)) => {
                text.any |= more.any;
                text.names.extend(more.names);
                Some(text)
            }
            (text, more) => text.or(more),
        };
        self.list = match (self.list, other.list) {
            (Some(mut items), Some(more)) => {
                items.extend(more);
                Some(items)
            }
            (items, more) => items.or(more),
        };
        self.objects.extend(other.objects);
        self.either |= other.either;
        self
    }

    pub(crate) fn kinds(&self) -> BTreeSet<Kind> {
        let kinds = [
            (self.boolean, Kind::Boolean),
            (self.integer || self.number, Kind::Number),
            (self.text.is_some(), Kind::Text),
            (self.list.is_some(), Kind::List),
            (!self.objects.is_empty(), Kind::Object),
        ];
        kinds.into_iter().filter_map(|(allowed, kind)| allowed.then_some(kind)).collect()
    }
}

impl<P> Object<P> {
    /// An object without fields.
    pub(crate) fn new(at: impl Into<String>) -> Self {
        Self { at: at.into(), fields: BTreeMap::new(), rest: Vec::new(), open: false }
    }

    /// Whether it names no field: a map, or an object of whatever one likes.
    pub(crate) fn is_nameless(&self) -> bool {
        self.fields.is_empty()
    }

    /// Whether it is an object of whatever one likes.
    pub(crate) fn is_free(&self) -> bool {
        self.fields.is_empty() && self.rest.is_empty() && self.open
    }
}

impl<P: Clone> Object<P> {
    /// The object with the fields of both.
    pub(crate) fn and(&self, other: &Self) -> Self {
        let mut both = self.clone();
        for (name, places) in &other.fields {
            both.fields.entry(name.clone()).or_default().extend(places.iter().cloned());
        }
        both.rest.extend(other.rest.iter().cloned());
        both.open |= other.open;
        both
    }
}
