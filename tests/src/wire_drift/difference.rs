//! One difference between the description and the types.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A difference: what, where in the description, and where in the types.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Difference {
    pub(crate) what: What,
    /// The type, perhaps with a field; nothing where the crate has none.
    pub(crate) ours: String,
    /// The schema, with the way from it; nothing for what the description does not have.
    pub(crate) theirs: String,
    /// A field, a value of an enum, a kind of JSON; or the name of the operation.
    pub(crate) name: String,
}

/// Where a difference was met.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Met {
    /// The schemas that do not have what our type has.
    pub(crate) schemas: BTreeSet<String>,
    pub(crate) operations: BTreeSet<String>,
    /// Whether it is described in another place where our type stands.
    pub(crate) is_shared: bool,
}

/// Each difference once, and where it was met.
pub(crate) type Differences = BTreeMap<Difference, Met>;

/// What differs. The order is that of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum What {
    /// The description has an operation that the crate has not.
    OperationLacking,
    /// The crate sends it another way.
    SentOtherwise,
    /// The crate has no name for a header.
    HeaderLacking,
    /// The reply is of another sort: a stream, bytes, nothing.
    ReplyOtherwise,
    FieldLacking,
    ValueLacking,
    /// A kind of JSON that our type does not take.
    KindLacking,
    /// Where the description has structure, our type takes whatever comes.
    Untyped,
    /// Where the description lists values, our type takes any text.
    OpenText,
    /// Where the description names fields, our type is a map.
    OpenMap,
    /// The crate has an operation that the description has not.
    OperationExtra,
    FieldExtra,
    ValueExtra,
    /// A kind of JSON that the description does not have here.
    KindExtra,
    /// Where the description leaves everything open, our type has structure.
    Structured,
    /// The sources say something that the checker does not understand.
    Unreadable,
}

impl What {
    /// Whether our types take more than the description has, on purpose or not.
    pub(crate) const fn is_open(self) -> bool {
        matches!(self, Self::Untyped | Self::OpenText | Self::OpenMap)
    }

    /// Whether our types have something that the description lacks.
    pub(crate) const fn is_extra(self) -> bool {
        matches!(
            self,
            Self::OperationExtra
                | Self::FieldExtra
                | Self::ValueExtra
                | Self::KindExtra
                | Self::Structured
        )
    }

    /// As programs read it.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::OperationLacking => "operation-lacking",
            Self::SentOtherwise => "sent-otherwise",
            Self::HeaderLacking => "header-lacking",
            Self::ReplyOtherwise => "reply-otherwise",
            Self::FieldLacking => "field-lacking",
            Self::ValueLacking => "value-lacking",
            Self::KindLacking => "kind-lacking",
            Self::Untyped => "untyped",
            Self::OpenText => "open-text",
            Self::OpenMap => "open-map",
            Self::OperationExtra => "operation-extra",
            Self::FieldExtra => "field-extra",
            Self::ValueExtra => "value-extra",
            Self::KindExtra => "kind-extra",
            Self::Structured => "structured",
            Self::Unreadable => "unreadable",
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, ours, theirs, name } = self;
        match what {
            What::OperationLacking => write!(f, "no type for the operation `{name}`, {theirs}"),
            What::SentOtherwise => write!(f, "{ours} is sent as {name}, described as {theirs}"),
            What::HeaderLacking => write!(f, "no constant for the header `{name}`"),
            What::ReplyOtherwise => write!(f, "{ours} does not say that the reply is {name}"),
            What::FieldLacking => write!(f, "{ours} lacks the field `{name}` of {theirs}"),
            What::ValueLacking => write!(f, "{ours} lacks the value `{name}` of {theirs}"),
            What::KindLacking => write!(f, "{ours} does not take {name}, {theirs} does"),
            What::Untyped => write!(f, "{ours} takes anything, {theirs} is {name}"),
            What::OpenText => write!(f, "{ours} takes any text, {theirs} lists values"),
            What::OpenMap => write!(f, "{ours} takes any field, {theirs} names fields"),
            What::OperationExtra => write!(f, "{ours} is not described: `{name}`"),
            What::FieldExtra => write!(f, "{ours} has the field `{name}`, not described"),
            What::ValueExtra => write!(f, "{ours} has the value `{name}`, not described"),
            What::KindExtra => write!(f, "{ours} takes {name}, not described"),
            What::Structured => write!(f, "{ours} says more than `{name}`, as described"),
            What::Unreadable => write!(f, "cannot be read: {name}"),
        }
    }
}
