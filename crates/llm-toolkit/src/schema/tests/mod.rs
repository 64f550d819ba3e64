//! What the schemas of derived types accept, and what is read by them.

mod laws;

use insta::assert_snapshot as check;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

use super::*;

/// One step.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
struct Step {
    /// What to do.
    text: String,
    minutes: Option<u8>,
}

#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
struct Tree {
    /// What hangs on it.
    leaf: Option<Box<Self>>,
    branches: Vec<Self>,
}

#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
enum Sum {
    Number(i64),
    Of(Box<Self>, Box<Self>),
}

#[track_caller]
fn strict_of<T: JsonSchema>() -> Value {
    TypeSchema::of::<T>().strict().cloned().unwrap()
}

#[track_caller]
fn refused<T: JsonSchema>(line: &str) {
    assert_eq!(TypeSchema::of::<T>().strict().unwrap_err().to_string(), line);
}

#[test]
fn both_forms_of_a_struct() {
    let schema = TypeSchema::of::<Step>();
    assert_eq!((schema.name(), schema.description()), ("Step", Some("One step.")));
    assert!(!schema.is_wrapped());
    check!(schema.plain().to_string(), @r#"{"description":"One step.","type":"object","properties":{"text":{"description":"What to do.","type":"string"},"minutes":{"type":["integer","null"],"minimum":0,"maximum":255}},"required":["text"]}"#);
    check!(schema.strict().unwrap().to_string(), @r#"{"description":"One step.","type":"object","properties":{"text":{"description":"What to do.","type":"string"},"minutes":{"description":"(minimum: 0; maximum: 255)","type":["integer","null"]}},"required":["text","minutes"],"additionalProperties":false}"#);
}

#[test]
fn what_is_no_object_stands_in_one() {
    let schema = TypeSchema::of::<Vec<Step>>();
    assert_eq!((schema.name(), schema.is_wrapped()), ("Array_of_Step", true));
    assert_eq!(schema.plain()["properties"]["value"]["type"], "array");
    assert_eq!(schema.plain()["type"], "object");
    for json in [r#"{"value": [{"text": "a"}]}"#, r#"[{"text": "a", "minutes": null}]"#] {
        let steps: Vec<Step> = schema.read(json).unwrap();
        assert_eq!(steps, [Step { text: "a".to_owned(), minutes: None }], "{json}");
    }
    assert_eq!(TypeSchema::of::<u8>().read::<u8>(r#"{"value": 7}"#).unwrap(), 7);
}

#[test]
fn a_type_that_contains_itself_refers_to_its_definition() {
    let strict = strict_of::<Tree>();
    let reference = &strict["properties"]["leaf"];
    check!(reference.to_string(), @r##"{"description":"What hangs on it.","anyOf":[{"$ref":"#/$defs/Tree"},{"type":"null"}]}"##);
    assert_eq!(strict["$defs"]["Tree"]["required"], serde_json::json!(["leaf", "branches"]));
    let sum = TypeSchema::of::<Sum>();
    assert!(jsonschema::is_valid(
        sum.strict().unwrap(),
        &serde_json::json!({"value": {"Of": [{"Number": 1}, {"Of": [{"Number": 2}, {"Number": 3}]}]}}),
    ));
}

#[test]
fn what_strict_rules_cannot_say_is_named_with_its_place() {
    #[derive(Deserialize, JsonSchema)]
    struct Holder<T> {
        #[expect(dead_code, reason = "only its schema is looked at")]
        inner: Vec<T>,
    }
    #[derive(Deserialize, JsonSchema)]
    #[expect(dead_code, reason = "only its schema is looked at")]
    struct Flat {
        own: u8,
        #[serde(flatten)]
        other: Sum,
    }
    refused::<Holder<Value>>("no strict schema: inner[]: anything goes");
    refused::<Holder<BTreeMap<String, u8>>>(
        "no strict schema: inner[]: a map, whose keys are not known beforehand",
    );
    refused::<Holder<(u8, String)>>("no strict schema: inner[]: a tuple of several types");
    refused::<Flat>(
        "no strict schema: value: alternatives beside properties of their own (a flattened enum)",
    );
    refused::<BTreeMap<String, u8>>(
        "no strict schema: the type itself: a map, whose keys are not known beforehand",
    );
}

#[test]
fn a_null_counts_as_left_out_only_where_it_could_have_been() {
    #[derive(Debug, PartialEq, Deserialize, JsonSchema)]
    struct Settings {
        #[serde(default = "seven")]
        days: u8,
        #[serde(default)]
        steps: Vec<Step>,
        name: String,
    }
    fn seven() -> u8 {
        7
    }
    let schema = TypeSchema::of::<Settings>();
    let read: Settings = schema.read(r#"{"days": null, "steps": null, "name": "x"}"#).unwrap();
    assert_eq!(read, Settings { days: 7, steps: Vec::new(), name: "x".to_owned() });
    let misfit = schema.read::<Settings>("{\n\"days\": 1, \"name\": null}").unwrap_err();
    assert_eq!((misfit.kind(), misfit.path()), (MisfitKind::WrongShape, "name"));
    assert_eq!((misfit.line(), misfit.column()), (Some(2), Some(23)));
    assert_eq!(misfit.message(), "invalid type: null, expected a string");
}

#[test]
fn which_alternative_a_null_is_read_by_its_constant_says() {
    #[derive(Debug, PartialEq, Deserialize, JsonSchema)]
    #[serde(tag = "kind")]
    enum Wait {
        Any {
            days: Option<u8>,
        },
        Usual {
            #[serde(default = "seven")]
            days: u8,
        },
    }
    fn seven() -> u8 {
        7
    }
    let read = |json| TypeSchema::of::<Wait>().read::<Wait>(json).unwrap();
    assert_eq!(read(r#"{"value": {"kind": "Any", "days": null}}"#), Wait::Any { days: None });
    assert_eq!(read(r#"{"value": {"kind": "Usual", "days": null}}"#), Wait::Usual { days: 7 });
}

#[test]
fn a_root_that_contains_itself_has_its_definitions_once() {
    #[derive(Deserialize, JsonSchema)]
    #[expect(dead_code, reason = "only its schema is looked at")]
    struct Ledger {
        older: Option<Box<Self>>,
        sum: Sum,
    }
    let plain = TypeSchema::of::<Ledger>().plain().clone();
    let names: Vec<_> = plain["$defs"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["Sum", "Ledger"]);
    assert_eq!(plain["$defs"]["Ledger"].get("$defs"), None, "references begin at the root");
}

#[test]
fn a_misfit_says_where_and_shows_no_content() {
    let schema = TypeSchema::of::<Vec<Step>>();
    let misfit =
        schema.read::<Vec<Step>>(r#"{"value": [{"text": "a", "minutes": "canary"}]}"#).unwrap_err();
    assert_eq!(misfit.path(), "[0].minutes");
    assert_eq!(misfit.message(), r#"invalid type: string "canary", expected u8"#);
    assert_eq!(misfit.to_string(), "not of the expected shape at line 1 column 44");
    assert!(!format!("{misfit:?}").contains("canary"), "{misfit:?}");
    for cut in [r#"{"value": ["#, "", "[] []", "No."] {
        let misfit = schema.read::<Vec<Step>>(cut).unwrap_err();
        assert_eq!(misfit.kind(), MisfitKind::NotJson, "{cut}");
    }
}

mod namesake {
    #[derive(Debug, PartialEq, serde::Deserialize, schemars::JsonSchema)]
    pub(super) struct Tree {
        pub(super) height: u8,
        pub(super) roots: Vec<Self>,
    }
}

#[test]
fn two_types_that_contain_themselves_may_have_one_name() {
    #[derive(Debug, PartialEq, Deserialize, JsonSchema)]
    struct Tree {
        branches: Vec<Self>,
        below: Option<namesake::Tree>,
    }
    let schema = TypeSchema::of::<Tree>();
    let json = serde_json::json!({
        "branches": [{"branches": [], "below": null}],
        "below": {"height": 1, "roots": [{"height": 2, "roots": []}]},
    });
    for form in [schema.plain(), schema.strict().unwrap()] {
        let form = jsonschema::validator_for(form).unwrap();
        assert!(form.is_valid(&json), "{:?}", form.validate(&json));
    }
}

#[test]
fn a_struct_without_fields_lists_them() {
    #[derive(Debug, PartialEq, Deserialize, JsonSchema)]
    struct Nothing {}
    #[derive(Debug, PartialEq, Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    struct Closed {}
    check!(TypeSchema::of::<Nothing>().plain(), @r#"{"type":"object","properties":{}}"#);
    // Nothing tells it from one that stands for any object.
    TypeSchema::of::<Nothing>().strict().unwrap_err();
    check!(strict_of::<Closed>(), @r#"{"type":"object","properties":{},"required":[],"additionalProperties":false}"#);
    check!(TypeSchema::of::<BTreeMap<String, bool>>().plain(), @r#"{"type":"object","additionalProperties":{"type":"boolean"},"properties":{}}"#);
}
