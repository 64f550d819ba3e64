//! Laws for values of derived types, and for every strict schema.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::TypeSchema;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Everything {
    /// A number.
    small: u8,
    wide: i64,
    ratio: f32,
    letter: char,
    maybe: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    list: Vec<Inner>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    inner: Option<Inner>,
    #[serde(default, skip_serializing_if = "is_zero")]
    count: u32,
    pair: [i8; 2],
    set: BTreeSet<i16>,
    plain: Plain,
    tagged: Tagged,
    either: Either,
    unit: (),
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// Stands in others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Inner {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    plain: Option<Plain>,
    yes: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
enum Plain {
    /// The first.
    One,
    Two,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind")]
enum Tagged {
    Nothing,
    Number {
        value: i32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<String>,
    },
    Other(Inner),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
enum Either {
    Left(Box<Self>),
    Right { inner: Option<Inner> },
    Both(u8, u8),
    Neither,
}

fn plain() -> impl Strategy<Value = Plain> {
    prop_oneof![Just(Plain::One), Just(Plain::Two)]
}

fn inner() -> impl Strategy<Value = Inner> {
    (option::of(plain()), any::<bool>()).prop_map(|(plain, yes)| Inner { plain, yes })
}

fn tagged() -> impl Strategy<Value = Tagged> {
    prop_oneof![
        Just(Tagged::Nothing),
        (any::<i32>(), option::of(".{0,3}"))
            .prop_map(|(value, unit)| Tagged::Number { value, unit }),
        inner().prop_map(Tagged::Other),
    ]
}

fn either() -> impl Strategy<Value = Either> {
    let leaf = prop_oneof![
        option::of(inner()).prop_map(|inner| Either::Right { inner }),
        any::<(u8, u8)>().prop_map(|(left, right)| Either::Both(left, right)),
        Just(Either::Neither),
    ];
    leaf.prop_recursive(4, 4, 1, |inner| inner.prop_map(|inner| Either::Left(Box::new(inner))))
}

fn everything() -> impl Strategy<Value = Everything> {
    let numbers = (any::<u8>(), any::<i64>(), -1.0e3_f32..1.0e3, any::<char>());
    let lists = (
        option::of(".{0,3}"),
        vec(inner(), 0..3),
        option::of(inner()),
        0_u32..3,
        btree_set(any::<i16>(), 0..3),
    );
    (numbers, lists, any::<[i8; 2]>(), plain(), tagged(), either()).prop_map(
        |((small, wide, ratio, letter), lists, pair, plain, tagged, either)| {
            let (maybe, list, inner, count, set) = lists;
            Everything {
                small,
                wide,
                ratio,
                letter,
                maybe,
                list,
                inner,
                count,
                pair,
                set,
                plain,
                tagged,
                either,
                unit: (),
            }
        },
    )
}

/// As a model that is held to the strict schema writes it: with a null for all that is left out.
fn filled(value: &Value, schema: &Value, root: &Value) -> Value {
    let schema = match schema["$ref"].as_str() {
        Some(reference) => root.pointer(reference.trim_start_matches('#')).unwrap(),
        None => schema,
    };
    if let Some(branches) = schema["anyOf"].as_array() {
        let mut forms = branches.iter().map(|branch| filled(value, branch, root));
        return forms
            .find(|form| jsonschema::is_valid(&with_definitions(schema, root), form))
            .unwrap_or_else(|| value.clone());
    }
    match value {
        Value::Object(members) if schema["properties"].is_object() => {
            let mut all: Map<_, _> = members.clone();
            for (name, schema) in schema["properties"].as_object().unwrap() {
                let member = all.entry(name).or_insert(Value::Null);
                *member = filled(member, schema, root);
            }
            Value::Object(all)
        }
        Value::Array(items) => {
            items.iter().map(|item| filled(item, &schema["items"], root)).collect()
        }
        other => other.clone(),
    }
}

fn with_definitions(schema: &Value, root: &Value) -> Value {
    let mut schema = schema.clone();
    if let Some(definitions) = root.get("$defs") {
        schema["$defs"] = definitions.clone();
    }
    schema
}

#[track_caller]
fn check<T>(value: &T)
where
    T: std::fmt::Debug + PartialEq + Serialize + DeserializeOwned + JsonSchema,
{
    let schema = TypeSchema::of::<T>();
    let mut json = serde_json::to_value(value).unwrap();
    if schema.is_wrapped() {
        json = json!({"value": json});
    }
    let fault = jsonschema::validate(schema.plain(), &json).err().map(|error| error.to_string());
    assert_eq!(fault, None, "{json}");
    assert_eq!(schema.read::<T>(&json.to_string()).unwrap(), *value);
    let Ok(strict) = schema.strict() else { return };
    let full = filled(&json, strict, strict);
    let fault = jsonschema::validate(strict, &full).err().map(|error| error.to_string());
    assert_eq!(fault, None, "{full}");
    assert_eq!(schema.read::<T>(&full.to_string()).unwrap(), *value, "{full}");
}

/// The rules, told another way than the code that keeps them.
fn keeps_the_rules(schema: &Value, is_root: bool) {
    let allowed = [
        "type",
        "description",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "anyOf",
        "enum",
        "const",
        "format",
        "$ref",
        "$defs",
    ];
    let members = schema.as_object().unwrap();
    for keyword in members.keys() {
        assert!(allowed.contains(&keyword.as_str()), "{keyword} in {schema}");
    }
    assert!(!is_root || schema["type"] == "object", "{schema}");
    assert!(members.len() == 1 || !members.contains_key("$ref"), "{schema}");
    if schema["type"] == "object" {
        let names: Vec<_> = schema["properties"].as_object().unwrap().keys().collect();
        assert_eq!(schema["required"], json!(names));
        assert_eq!(schema["additionalProperties"], json!(false));
    }
    for inner in ["properties", "$defs"].iter().filter_map(|keyword| schema[*keyword].as_object()) {
        inner.values().for_each(|schema| keeps_the_rules(schema, false));
    }
    for branch in schema["anyOf"].as_array().into_iter().flatten() {
        keeps_the_rules(branch, false);
    }
    if let Some(items) = schema.get("items") {
        keeps_the_rules(items, false);
    }
}

#[test]
fn every_strict_schema_keeps_the_rules() {
    fn check<T: JsonSchema>() {
        keeps_the_rules(TypeSchema::of::<T>().strict().unwrap(), true);
    }
    check::<Everything>();
    check::<Option<Everything>>();
    check::<Vec<Tagged>>();
    check::<Tagged>();
    check::<Either>();
    check::<Plain>();
    check::<bool>();
    check::<()>();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn both_schemas_accept_what_serde_writes_and_it_is_read_back(
        value in everything(),
        map in btree_map("[a-z]{0,3}", option::of(inner()), 0..3),
    ) {
        check(&value);
        check(&Some(value.clone()));
        check(&vec![value.tagged.clone()]);
        check(&value.either);
        check(&value.plain);
        check(&value.count);
        check::<BTreeMap<_, _>>(&map);
    }
}
