//! Text, numbers and untyped JSON.

use proptest::collection::{btree_map, vec};
use proptest::num::f64;
use proptest::prelude::*;
use serde_json::Value;

use crate::Extensions;

/// Text with what breaks naive code: quotes, escapes, several bytes a character. Never empty.
pub fn text() -> impl Strategy<Value = String> {
    "[a-z \"\\\\\n\u{e9}\u{1f980}\u{2028}]{1,12}"
}

/// A number that JSON can hold.
pub fn finite() -> impl Strategy<Value = f64> {
    f64::NORMAL | f64::SUBNORMAL | f64::ZERO
}

/// Any JSON, not deep.
pub fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        finite().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::from),
            btree_map(text(), inner, 0..3).prop_map(|map| map.into_iter().collect()),
        ]
    })
}

/// Extensions of types that nobody here knows, as an application reads them from its store.
pub fn extensions() -> impl Strategy<Value = Extensions> {
    btree_map("[a-z]{1,4}\\.[a-z]{1,4}", json(), 0..2).prop_map(|stored| {
        let stored: Value = stored.into_iter().collect();
        serde_json::from_value(stored).unwrap_or_default()
    })
}
