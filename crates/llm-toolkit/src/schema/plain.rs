//! The schema as schemars makes it, without what only gets in the way.

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

use super::VALUE;

/// The longest name that every provider takes.
const LONGEST_NAME: usize = 64;

/// How the formats begin that are widths of numbers.
const WIDTHS: [&str; 4] = ["int", "uint", "float", "double"];

/// The name of a type: letters, digits, `_` and `-`.
pub(super) fn name<T: JsonSchema + ?Sized>() -> String {
    let name: String = T::schema_name()
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || letter == '-' { letter } else { '_' })
        .take(LONGEST_NAME)
        .collect();
    if name.is_empty() { VALUE.to_owned() } else { name }
}

/// The schema of a type. Types that stand in it are written where they stand, since a reference may
/// have nothing beside it, not even a description, and small servers know none; only what contains
/// itself is referred to, under `$defs`.
pub(super) fn schema<T: JsonSchema + ?Sized>(name: &str) -> Value {
    let settings = SchemaSettings::draft2020_12()
        .with(|settings| {
            settings.inline_subschemas = true;
            settings.meta_schema = None;
        })
        .with_transform(RecursiveTransform(tidy));
    let schema = settings.into_generator().into_root_schema_for::<T>();
    // Written out, the description of a thing stands before the thing.
    let mut schema = serde_json::to_value(&schema).unwrap_or_else(|_| schema.to_value());
    name_the_root(&mut schema, name);
    // A struct without fields; a few providers refuse an object that lists no properties.
    if is_object(&schema)
        && let Value::Object(root) = &mut schema
    {
        root.entry("properties").or_insert_with(|| json!({}));
    }
    schema
}

/// Takes out what tells a model nothing: the names of Rust's types, and its widths of numbers,
/// which a few providers refuse as unknown formats.
fn tidy(schema: &mut Schema) {
    let Some(members) = schema.as_object_mut() else { return };
    members.retain(|keyword, value| match (keyword.as_str(), value.as_str()) {
        ("title", _) => false,
        ("format", Some(format)) => !WIDTHS.iter().any(|width| format.starts_with(width)),
        _ => true,
    });
}

/// Gives a root that contains itself a name, so that it is still meant if it is no longer the root.
fn name_the_root(schema: &mut Value, name: &str) {
    // Another type that contains itself may have the same name.
    let mut name = name.to_owned();
    while schema["$defs"].get(&name).is_some() {
        name.push('_');
    }
    let name = &*name;
    let mut root = schema.clone();
    if !name_references(schema, name) {
        return;
    }
    name_references(&mut root, name);
    if let (Value::Object(root), Value::Object(schema)) = (root, schema) {
        let mut root = root;
        root.remove("$defs");
        let definitions = schema.entry("$defs").or_insert_with(|| json!({}));
        if let Value::Object(definitions) = definitions {
            definitions.insert(name.to_owned(), Value::Object(root));
        }
    }
}

/// Whether there was one.
fn name_references(schema: &mut Value, name: &str) -> bool {
    match schema {
        Value::Object(members) => {
            let mut found = false;
            if let Some(Value::String(reference)) = members.get_mut("$ref")
                && reference == "#"
            {
                *reference = format!("#/$defs/{name}");
                found = true;
            }
            name_all(members.values_mut(), name) || found
        }
        Value::Array(items) => name_all(items.iter_mut(), name),
        _ => false,
    }
}

fn name_all<'a>(inner: impl Iterator<Item = &'a mut Value>, name: &str) -> bool {
    inner.filter_map(|inner| name_references(inner, name).then_some(())).count() > 0
}

/// Whether a schema may be the root of what providers take: an object, and no choice of several.
pub(super) fn is_object(schema: &Value) -> bool {
    schema["type"] == "object"
        && ["anyOf", "oneOf", "allOf", "not", "enum", "$ref"]
            .iter()
            .all(|keyword| schema.get(keyword).is_none())
}

/// An object whose one member is what the schema describes.
pub(super) fn wrap(mut schema: Value) -> Value {
    let definitions = match &mut schema {
        Value::Object(schema) => schema.remove("$defs"),
        _ => None,
    };
    let mut wrapped = Map::new();
    wrapped.insert("type".to_owned(), json!("object"));
    wrapped.insert("properties".to_owned(), json!({ VALUE: schema }));
    wrapped.insert("required".to_owned(), json!([VALUE]));
    wrapped.insert("additionalProperties".to_owned(), json!(false));
    wrapped.extend(definitions.map(|definitions| ("$defs".to_owned(), definitions)));
    Value::Object(wrapped)
}
