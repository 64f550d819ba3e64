//! The checker on a small description and small sources that agree, each changed in one place.

use std::path::Path;

use super::reasons::{Explanation, Reason, Reasons};
use super::source::Sources;
use super::{Drift, drift, wire_drift};
use crate::openapi::Description;

const SPEC: &str = include_str!("spec.yaml");
const SOURCES: &str = include_str!("sources.rs.txt");

fn check(spec: &str, sources: &str, reasons: &'static [Explanation]) -> Drift {
    let description = Description::parse(spec).unwrap();
    let sources = Sources::parse(sources).unwrap();
    drift(&description, &sources, Reasons::new(reasons)).unwrap()
}

/// A text with one place of it changed.
#[track_caller]
fn changed(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "{from}");
    text.replace(from, to)
}

/// The differences, each by its code and what it is about.
fn differences(drift: &Drift) -> Vec<String> {
    let json = drift.to_json();
    let rows = json["differences"].as_array().unwrap();
    let text = |row: &serde_json::Value, key: &str| row[key].as_str().unwrap().to_owned();
    rows.iter()
        .map(|row| {
            format!("{} {}: {}", text(row, "difference"), text(row, "type"), text(row, "name"))
        })
        .collect()
}

#[track_caller]
fn check_spec(from: &str, to: &str, expected: &[&str]) {
    let drift = check(&changed(SPEC, from, to), SOURCES, &[]);
    assert_eq!(differences(&drift), expected, "{from} -> {to}\n{drift}");
    assert_eq!(drift.is_explained(), expected.is_empty());
}

#[track_caller]
fn check_sources(from: &str, to: &str, expected: &[&str]) {
    let drift = check(SPEC, &changed(SOURCES, from, to), &[]);
    assert_eq!(differences(&drift), expected, "{from} -> {to}\n{drift}");
}

#[test]
fn what_agrees_has_no_differences() {
    let drift = check(SPEC, SOURCES, &[]);
    assert_eq!(differences(&drift), [""; 0], "{drift}");
    assert!(drift.is_explained());
    let lines = "3 operations; differences without a reason: 0; with one: none; stale reasons: 0\n";
    assert_eq!(drift.to_string(), lines);
}

#[test]
fn a_field_on_one_side_only_is_found() {
    check_spec("spokes: {", "x: {}\n        spokes: {", &["field-lacking things::Wheel: x"]);
    check_spec("        spokes: { type: integer }\n", "", &["field-extra things::Wheel: spokes"]);
    check_spec("price: {", "a: {}\n            price: {", &["field-lacking things::Create: a"]);
    check_sources("pub spokes: N,", "", &["field-lacking things::Wheel: spokes"]);
    check_sources(
        "pub id: String,",
        "pub id: String, pub age: u64,",
        &["field-extra things::Made: age"],
    );
}

#[test]
fn a_value_on_one_side_only_is_found() {
    check_spec("[red, blue]", "[red, blue, green]", &["value-lacking things::Colour: green"]);
    check_spec("[red, blue]", "[red]", &["value-extra things::Colour: blue"]);
    check_sources(
        r#"= "blue""#,
        r#"= "bleu""#,
        &["value-lacking things::Colour: blue", "value-extra things::Colour: bleu"],
    );
    check_spec("[newest, oldest]", "[newest, oldest, best]", &["value-lacking things::Sort: best"]);
    check_spec(
        "colour: { type: string, enum: [red, blue] }",
        "colour: { type: string }",
        &["structured things::Colour: any text"],
    );
}

#[test]
fn a_branch_on_one_side_only_is_found() {
    check_spec("enum: [bolt, nut]", "enum: [bolt, nut, cap]", &["value-lacking things::Part: cap"]);
    check_spec(
        "enum: [wheel]",
        "enum: [tyre]",
        &["value-lacking things::Part: tyre", "value-extra things::Part: wheel"],
    );
    check_sources("Bolt(Screw),", "", &["value-lacking things::Part: bolt"]);
    check_sources(
        "Bundle { parts: Vec<Part<N>> },",
        "Bundle { parts: Vec<Part<N>>, a: u8 },",
        &["field-extra things::Part: a"],
    );
    check_spec("    Wheel:\n", "    Spare:\n      type: object\n    Wheel:\n", &[]);
    check_sources("Begun(Begun),", "", &["field-lacking things::Event: begun"]);
    check_spec(
        "- properties: { begun: { type: boolean } }",
        "- properties: { begun: {}, x: {} }",
        &["field-lacking things::Begun: x"],
    );
}

#[test]
fn a_tag_of_another_name_is_found() {
    check_sources(
        r#"tag = "type", rename_all"#,
        r#"tag = "kind", rename_all"#,
        &[
            "field-lacking things::Part: type",
            "field-lacking things::Screw: type",
            "field-lacking things::Wheel: type",
            "field-extra things::Part: kind",
            "field-extra things::Screw: kind",
            "field-extra things::Wheel: kind",
            "kind-extra things::Screw: another object",
        ],
    );
}

#[test]
fn another_kind_of_json_is_found() {
    check_spec(
        "id: { type: string }",
        "id: { type: integer }",
        &["kind-lacking things::Made.id: number", "kind-extra things::Made.id: text"],
    );
    check_spec(
        "id: { type: string }",
        "id: { type: [string, \"null\"] }",
        &["kind-lacking things::Made.id: null"],
    );
    check_sources(
        "pub price: Number,",
        "pub price: u64,",
        &["kind-lacking things::Rest.price: fractions"],
    );
    check_sources("Many(Vec<String>),", "", &["kind-lacking things::Rest.shape: list"]);
    check_spec(
        "additionalProperties: { type: string }",
        "additionalProperties: { type: boolean }",
        &["kind-lacking things::Rest.labels.*: boolean", "kind-extra things::Rest.labels.*: text"],
    );
}

#[test]
fn a_type_that_takes_anything_is_found() {
    check_sources(
        "pub colour: Option<Colour>,",
        "pub colour: Option<String>,",
        &["open-text things::Rest.colour: values"],
    );
    check_sources(
        "pub parts: Vec<Part<u64>>,",
        "pub parts: Value,",
        &["untyped things::Rest.parts: list"],
    );
    check_sources(
        "Wheel(Box<Wheel<N>>),",
        "Wheel(BTreeMap<String, u64>),",
        &["open-map things::Part: fields"],
    );
    check_sources("pub free: Value,", "pub free: Sort,", &["structured things::Sort: any text"]);
    check_spec("free: {}", "free: { type: object }", &[]);
    check_spec(
        "free: {}",
        "free: { properties: { a: {} } }",
        &["untyped things::Rest.free: object"],
    );
}

#[test]
fn an_operation_on_one_side_only_is_found() {
    check_spec(
        "operationId: makeThing",
        "operationId: doThing",
        &["operation-lacking : doThing", "operation-extra things::Create: makeThing"],
    );
    check_sources(
        r#"= "/things/{thingId}""#,
        r#"= "/thing/{thingId}""#,
        &["sent-otherwise things::Create: POST /thing/{thingId}"],
    );
    check_sources("Method::Put", "Method::Patch", &["sent-otherwise things::Send: PATCH /things"]);
}

#[test]
fn parameters_are_compared() {
    check_spec("thingId, in: path", "other, in: path", &["field-lacking things::Create: other"]);
    check_spec("name: X-Loud", "name: X-Quiet", &["header-lacking headers: X-Quiet"]);
    check_spec(
        "name: sort, in",
        "name: order, in",
        &["field-lacking things::List: order", "field-extra things::List: sort"],
    );
    check_spec(
        r#"enum: ["true", "false"]"#,
        r#"enum: ["yes", "no"]"#,
        &["kind-lacking things::List.full: text", "kind-extra things::List.full: boolean"],
    );
}

#[test]
fn another_sort_of_reply_is_found() {
    check_sources(
        "type Response = Binary;",
        "type Response = Made;",
        &["reply-otherwise things::Send: bytes", "reply-otherwise things::Send: no JSON"],
    );
    check_spec(
        "            text/event-stream:\n",
        "            text/plain:\n",
        &["reply-otherwise things::Create: bytes", "reply-otherwise things::Create: no stream"],
    );
    check_sources(
        "type Event = Event;",
        "type Event = Begun;",
        &["field-lacking things::Begun: done", "field-lacking things::Begun: thing"],
    );
    check_spec(
        "error: { type: string }",
        "error: { type: string }\n        code: {}",
        &["field-lacking error::Body: code"],
    );
    check_spec(
        "note: { type: string }",
        "note: { type: string }\n                more: {}",
        &["field-lacking things::Send: more"],
    );
}

const REASONS: &[Explanation] = &[
    Explanation {
        reason: Reason::DocsOnly,
        ours: "things::Made",
        names: &["age", "weight"],
        because: "the guide has it",
    },
    Explanation { reason: Reason::Open, ours: "things::Made.id", names: &[], because: "it grows" },
];

#[test]
fn a_reason_explains_what_it_names_and_nothing_else() {
    let spec = changed(SPEC, "id: { type: string }", "id: { type: string, enum: [a, b] }");
    let all = changed(SOURCES, "pub id: String,", "pub id: String, pub age: u64, pub weight: u64,");
    let drift = check(&spec, &all, REASONS);
    assert!(drift.is_explained(), "{drift}");
    assert_eq!(drift.to_json()["explained"], 3);

    let more = changed(&all, "pub weight: u64,", "pub weight: u64, pub height: u64,");
    let drift = check(&spec, &more, REASONS);
    assert!(!drift.is_explained());
    assert!(drift.to_string().contains("! things::Made has the field `height`"), "{drift}");
    assert!(drift.to_string().contains("docs-only: the guide has it"), "{drift}");
}

#[test]
fn a_reason_without_a_difference_is_stale() {
    let sources = changed(SOURCES, "pub id: String,", "pub id: String, pub age: u64,");
    let drift = check(SPEC, &sources, REASONS);
    assert!(!drift.is_explained());
    let stale = ["things::Made: `weight` (docs-only)", "things::Made.id (open)"];
    assert_eq!(drift.to_json()["stale"], serde_json::json!(stale));
    assert_eq!(drift.to_json()["unexplained"], 0);
}

#[test]
fn nothing_excuses_what_is_lacking() {
    let spec = changed(SPEC, "id: { type: string }", "id: { type: string }\n        age: {}");
    let drift = check(&spec, SOURCES, REASONS);
    assert_eq!(drift.to_json()["unexplained"], 1, "{drift}");
}

#[test]
fn sources_that_are_not_understood_are_told() {
    check_sources(
        "#[derive(Deserialize)]\n    pub struct Begun",
        "pub struct Begun",
        &[
            "field-lacking things::Event: begun",
            "unreadable : things::Begun: its serde is written by hand, and no stand-in says how",
        ],
    );
    check_sources(
        "pub begun: bool",
        "pub begun: Duration",
        &[
            "untyped things::Begun.begun: boolean",
            "unreadable : things::Begun.begun: `Duration` is not known to the checker",
        ],
    );
}

#[test]
fn what_is_described_in_one_place_of_a_type_is_shared() {
    let spec = changed(
        SPEC,
        "type: { enum: [bolt, nut] }",
        "type: { const: bolt }\n        - properties:\n            type: { const: nut }",
    );
    let drift = check(&spec, SOURCES, &[]);
    assert!(drift.is_explained(), "{drift}");
    let shared = "= things::Screw has the field `width`, not described by Part; also in listThings\n      shared:";
    assert!(drift.to_string().contains(shared), "{drift}");
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let error = wire_drift(Path::new("no/such.yaml"), Path::new("")).unwrap_err();
    assert!(error.starts_with("no/such.yaml cannot be read"), "{error}");
    let own = Path::new(file!()).file_name().unwrap();
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/wire_drift/tests").join(own);
    let error = wire_drift(&here, Path::new("")).unwrap_err();
    assert!(error.contains("mod.rs: "), "{error}");
}
