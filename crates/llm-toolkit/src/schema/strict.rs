//! The schema that a provider can hold its model to.
//!
//! The rules are those that `OpenAI` published and others took over, as far as all keep to them:
//! the root is an object; every object lists its properties, requires all of them and allows no
//! others; alternatives are `anyOf`; and there are limits to the size of the whole. Of what limits
//! values, each provider knows something else, so all of it goes into the description, where it
//! is read and not enforced.

use std::fmt;

use serde_json::{Map, Value, json};

/// Why a type has no strict schema.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotStrict {
    /// Where in the type: `steps[].amounts`; empty for the type itself.
    pub place: String,
    /// What strict rules cannot say.
    pub reason: String,
}

impl fmt::Display for NotStrict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.place.is_empty() { "the type itself" } else { &self.place };
        write!(f, "no strict schema: {place}: {}", self.reason)
    }
}

impl std::error::Error for NotStrict {}

/// The most properties that a strict schema may have.
const MOST_PROPERTIES: usize = 5_000;
/// The most values of enums.
const MOST_VALUES: usize = 1_000;
/// How deep objects may stand in each other.
const DEEPEST: usize = 10;

/// Formats that every provider with strict schemas knows.
const FORMATS: [&str; 9] =
    ["date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"];

/// What limits a value, and can be said in words.
const LIMITS: [&str; 15] = [
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "contentEncoding",
    "contentMediaType",
    "default",
    "examples",
];

/// What says nothing about a value.
const SILENT: [&str; 6] = ["title", "$schema", "$comment", "deprecated", "readOnly", "writeOnly"];

/// The strict form of a schema whose root is an object.
pub(super) fn strict(plain: &Value) -> Result<Value, NotStrict> {
    let mut size = Size::default();
    let mut strict = convert(plain, &Place::default(), &mut size)?;
    if let (Some(Value::Object(definitions)), Value::Object(root)) =
        (plain.get("$defs"), &mut strict)
    {
        let converted = definitions
            .iter()
            .map(|(name, schema)| {
                let place = Place { path: name.clone(), depth: 0 };
                Ok((name.clone(), convert(schema, &place, &mut size)?))
            })
            .collect::<Result<Map<_, _>, _>>()?;
        root.insert("$defs".to_owned(), Value::Object(converted));
    }
    let refuse = |reason: String| Err(NotStrict { place: String::new(), reason });
    if size.properties > MOST_PROPERTIES {
        return refuse(format!("more than {MOST_PROPERTIES} properties"));
    }
    if size.values > MOST_VALUES {
        return refuse(format!("more than {MOST_VALUES} values of enums"));
    }
    Ok(strict)
}

#[derive(Default)]
struct Size {
    properties: usize,
    values: usize,
}

#[derive(Clone, Default)]
struct Place {
    path: String,
    /// In how many objects it is.
    depth: usize,
}

impl Place {
    fn property(&self, name: &str) -> Self {
        let dot = if self.path.is_empty() { "" } else { "." };
        Self { path: format!("{}{dot}{name}", self.path), depth: self.depth + 1 }
    }

    fn item(&self) -> Self {
        Self { path: format!("{}[]", self.path), depth: self.depth }
    }

    fn refuse<T>(&self, reason: impl Into<String>) -> Result<T, NotStrict> {
        Err(NotStrict { place: self.path.clone(), reason: reason.into() })
    }
}

fn convert(schema: &Value, place: &Place, size: &mut Size) -> Result<Value, NotStrict> {
    let Value::Object(schema) = schema else { return place.refuse("anything goes") };
    let mut strict = Map::new();
    let mut alternatives = None;
    let mut words = Vec::new();
    for (keyword, value) in schema {
        match keyword.as_str() {
            "type" | "$ref" | "const" => {
                strict.insert(keyword.clone(), value.clone());
            }
            "enum" => {
                size.values += value.as_array().map_or(0, Vec::len);
                strict.insert(keyword.clone(), value.clone());
            }
            "format" if value.as_str().is_some_and(|format| FORMATS.contains(&format)) => {
                strict.insert(keyword.clone(), value.clone());
            }
            "anyOf" | "oneOf" if alternatives.is_none() => {
                let branches = value.as_array().into_iter().flatten();
                let branches: Result<Vec<_>, _> =
                    branches.map(|branch| convert(branch, place, size)).collect();
                alternatives = Some(branches?);
            }
            "items" => {
                strict.insert(keyword.clone(), convert(value, &place.item(), size)?);
            }
            "prefixItems" => {
                strict.insert("items".to_owned(), tuple(value, place, size)?);
            }
            "additionalProperties" | "unevaluatedProperties" if *value != Value::Bool(false) => {
                return place.refuse("a map, whose keys are not known beforehand");
            }
            "format" => words.push(format!("format: {}", plain_words(value))),
            // These are converted below, or with the root.
            "properties"
            | "required"
            | "additionalProperties"
            | "unevaluatedProperties"
            | "description"
            | "$defs" => {}
            limit if LIMITS.contains(&limit) => {
                words.push(format!("{limit}: {}", plain_words(value)));
            }
            silent if SILENT.contains(&silent) => {}
            other => return place.refuse(format!("the keyword `{other}`")),
        }
    }
    let kinds = kinds(schema);
    if kinds.contains(&"object") {
        let (properties, required) = properties(schema, place, size)?;
        strict.insert("properties".to_owned(), Value::Object(properties));
        strict.insert("required".to_owned(), required);
        strict.insert("additionalProperties".to_owned(), json!(false));
    }
    if kinds.contains(&"array") && !strict.contains_key("items") {
        return place.refuse("a list of anything");
    }
    if let Some(alternatives) = alternatives {
        if !strict.is_empty() {
            return place.refuse("alternatives beside properties of their own (a flattened enum)");
        }
        strict.insert("anyOf".to_owned(), Value::Array(alternatives));
    }
    if strict.is_empty() {
        return place.refuse("anything goes");
    }
    Ok(described(split_null(strict, &kinds), schema.get("description"), &words))
}

/// The types that a schema names.
fn kinds(schema: &Map<String, Value>) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(kind)) => vec![kind],
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// The properties of an object, and that all of them are required.
fn properties(
    schema: &Map<String, Value>,
    place: &Place,
    size: &mut Size,
) -> Result<(Map<String, Value>, Value), NotStrict> {
    if place.depth >= DEEPEST {
        return place.refuse(format!("more than {DEEPEST} objects in each other"));
    }
    let closed = schema.get("additionalProperties") == Some(&Value::Bool(false));
    let none = Map::new();
    let listed = match schema.get("properties") {
        Some(Value::Object(listed)) if closed || !listed.is_empty() => listed,
        _ if closed => &none,
        // That of a struct without fields is no other.
        _ => {
            return place.refuse(
                "an object with any properties; `()` takes none, and so does a struct without \
                 fields that denies unknown ones",
            );
        }
    };
    let required: Vec<_> =
        schema.get("required").and_then(Value::as_array).into_iter().flatten().collect();
    size.properties += listed.len();
    let properties = listed
        .iter()
        .map(|(name, schema)| {
            let strict = convert(schema, &place.property(name), size)?;
            let is_required = required.iter().any(|required| *required == name);
            Ok((name.clone(), if is_required { strict } else { nullable(strict) }))
        })
        .collect::<Result<Map<_, _>, _>>()?;
    let names = properties.keys().cloned().map(Value::String).collect();
    Ok((properties, Value::Array(names)))
}

/// A list of as many items, if all of them are alike; strict rules know no others.
fn tuple(items: &Value, place: &Place, size: &mut Size) -> Result<Value, NotStrict> {
    let items = items.as_array().map_or(&[][..], Vec::as_slice);
    match items {
        [first, rest @ ..] if rest.iter().all(|item| item == first) => {
            convert(first, &place.item(), size)
        }
        _ => place.refuse("a tuple of several types"),
    }
}

/// Objects and lists that may be null become alternatives: a type that is an object among others is
/// not understood everywhere.
fn split_null(mut strict: Map<String, Value>, kinds: &[&str]) -> Value {
    let is_compound = kinds.contains(&"object") || kinds.contains(&"array");
    match kinds {
        [_, "null"] | ["null", _] if is_compound => {
            let kind = if kinds.contains(&"object") { "object" } else { "array" };
            strict.insert("type".to_owned(), json!(kind));
            json!({"anyOf": [strict, {"type": "null"}]})
        }
        _ => Value::Object(strict),
    }
}

/// Puts the words at the front, where models read them first. A reference has nothing beside it.
fn described(strict: Value, description: Option<&Value>, words: &[String]) -> Value {
    let mut text = description.and_then(Value::as_str).unwrap_or_default().to_owned();
    if !words.is_empty() {
        text.push_str(if text.is_empty() { "(" } else { " (" });
        text.push_str(&words.join("; "));
        text.push(')');
    }
    if text.is_empty() {
        return strict;
    }
    let strict = if strict.get("$ref").is_some() { json!({"anyOf": [strict]}) } else { strict };
    let mut members = Map::from_iter([("description".to_owned(), Value::String(text))]);
    if let Value::Object(strict) = strict {
        members.extend(strict);
    }
    Value::Object(members)
}

/// The same, or null.
fn nullable(strict: Value) -> Value {
    let Value::Object(mut members) = strict else { return strict };
    if accepts_null(&members) {
        return Value::Object(members);
    }
    let nothing = json!({"type": "null"});
    if let Some(Value::Array(alternatives)) = members.get_mut("anyOf") {
        alternatives.push(nothing);
        return Value::Object(members);
    }
    let is_listed = ["enum", "const", "properties", "items", "$ref"]
        .iter()
        .any(|keyword| members.contains_key(*keyword));
    if let (false, Some(kind @ Value::String(_))) = (is_listed, members.get_mut("type")) {
        *kind = json!([kind.take(), "null"]);
        return Value::Object(members);
    }
    let description = members.remove("description");
    let either = json!({"anyOf": [members, nothing]});
    described(either, description.as_ref(), &[])
}

pub(super) fn accepts_null(schema: &Map<String, Value>) -> bool {
    let is_null = |value: &Value| value == "null";
    let kind = schema.get("type").is_some_and(|kind| {
        is_null(kind) || kind.as_array().is_some_and(|kinds| kinds.iter().any(is_null))
    });
    let alternatives = ["anyOf", "oneOf"].iter().filter_map(|keyword| schema.get(*keyword));
    kind || alternatives
        .filter_map(Value::as_array)
        .flatten()
        .filter_map(Value::as_object)
        .any(accepts_null)
}

/// A value as words: text without its quotes.
fn plain_words(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
