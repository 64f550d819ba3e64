//! Errors of any shape at all: none is lost, and none means one thing here and another there.

use proptest::prelude::*;
use serde_json::Value;

use super::error_places::{PLACES, is_the_same_in};

/// Anything that may stand in an error.
fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        prop_oneof![0..700_i64, any::<i64>()].prop_map(Value::from),
        prop_oneof!["[a-z_]{0,12}", Just("429".to_owned()), Just("<html>".to_owned())]
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec(("[a-z_]{1,12}", inner), 0..3)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// An object with some of these fields.
fn with_some(
    names: &'static [&'static str],
    value: impl Strategy<Value = Value>,
) -> impl Strategy<Value = Value> {
    let field = (prop::sample::select(names), value);
    prop::collection::vec(field, 0..6).prop_map(|fields| {
        let named = |(name, value): (&str, _)| (name.to_owned(), value);
        Value::Object(fields.into_iter().map(named).collect())
    })
}

/// The fields that an error is understood by.
const FIELDS: &[&str] =
    &["code", "message", "error_type", "http_status", "metadata", "availability"];

/// The fields of what stands in it.
const INNER_FIELDS: &[&str] = &[
    "provider_name",
    "raw",
    "error_type",
    "headers",
    "reasons",
    "limit_source",
    "retryable",
    "retry_after",
    "code",
];

/// An error with fields that are known, and anything in them.
fn any_error() -> impl Strategy<Value = Value> {
    with_some(FIELDS, prop_oneof![any_value(), with_some(INNER_FIELDS, any_value())])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn any_error_at_all_comes_to_the_same_wherever_it_stands(error in any_error()) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .start_paused(true)
            .build()
            .unwrap();
        let inside = runtime.block_on(is_the_same_in(&PLACES[1..], 0, &error));
        // And as a reply with the status that it stood for.
        let status = inside.status.unwrap();
        let mut named = error;
        named["code"] = status.into();
        runtime.block_on(is_the_same_in(&PLACES, status, &named));
    }
}
