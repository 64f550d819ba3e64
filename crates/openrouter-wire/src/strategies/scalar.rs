//! Strings, numbers and loose JSON.

use std::fmt;

use proptest::{collection, prelude::*, sample::select};
use serde_json::{Map, Number, Value};

use crate::{Amount, Count, Extra};

/// Makes short text: with quotes, escapes, control characters, several scripts.
pub(super) fn text() -> BoxedStrategy<String> {
    prop_oneof![
        3 => "[a-z0-9 /:_.-]{0,12}",
        1 => "\\PC{0,6}",
        1 => any::<[char; 3]>().prop_map(String::from_iter),
    ]
    .boxed()
}

/// Makes a list of short texts.
pub(super) fn texts() -> BoxedStrategy<Vec<String>> {
    collection::vec(text(), 0..3).boxed()
}

/// Makes a value of an open enum, known or not.
pub(super) fn name<T: From<String> + fmt::Debug + 'static>(
    names: &'static [&'static str],
) -> BoxedStrategy<T> {
    prop_oneof![3 => select(names).prop_map(str::to_owned), 1 => text()].prop_map(T::from).boxed()
}

/// Makes a number, whole or not, that JSON can hold.
pub(super) fn number() -> BoxedStrategy<Number> {
    prop_oneof![
        any::<i64>().prop_map(Number::from),
        any::<u64>().prop_map(Number::from),
        (-1.0e9..1.0e9).prop_filter_map("a finite number", Number::from_f64),
        any::<f64>().prop_filter_map("a finite number", Number::from_f64),
    ]
    .boxed()
}

/// Makes a count, mostly one that counts.
pub(super) fn count() -> BoxedStrategy<Count> {
    prop_oneof![
        4 => any::<u32>().prop_map(|number| u64::from(number).into()),
        1 => number().prop_map(Count::from),
    ]
    .boxed()
}

/// Makes an amount in either spelling.
pub(super) fn amount() -> BoxedStrategy<Amount> {
    prop_oneof![
        number().prop_map(Amount::Number),
        "-?[0-9]{1,3}\\.[0-9]{1,20}".prop_map(Amount::Text)
    ]
    .boxed()
}

/// Makes JSON that is not `null`.
pub(super) fn json() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::Bool),
        number().prop_map(Value::Number),
        text().prop_map(Value::String),
    ];
    leaf.prop_recursive(2, 6, 3, |value| {
        prop_oneof![
            collection::vec(value.clone(), 0..3).prop_map(Value::Array),
            collection::btree_map(text(), prop_oneof![value, Just(Value::Null)], 0..3)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
    .boxed()
}

/// Makes a JSON object.
pub(super) fn object() -> BoxedStrategy<Map<String, Value>> {
    collection::btree_map(text(), json(), 0..3)
        .prop_map(|fields| fields.into_iter().collect())
        .boxed()
}

/// Makes an object whose tag no union knows.
pub(super) fn unknown(tag: &'static str) -> BoxedStrategy<Value> {
    (object(), "x_[a-z]{1,4}")
        .prop_map(move |(mut fields, kind)| {
            fields.insert(tag.to_owned(), kind.into());
            Value::Object(fields)
        })
        .boxed()
}

/// Makes unknown fields, with names that no type has.
pub(super) fn extra() -> BoxedStrategy<Extra> {
    let fields =
        collection::btree_map("x_[a-z]{1,4}", prop_oneof![json(), Just(Value::Null)], 1..3);
    prop_oneof![4 => Just(Extra::default()), 1 => fields.prop_map(Extra::from_iter)].boxed()
}
