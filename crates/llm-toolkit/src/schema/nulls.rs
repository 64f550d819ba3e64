//! Nulls that stand for what was left out.

use serde_json::{Map, Value};

use super::strict::accepts_null;

/// How deep references are followed: serde reads no deeper.
const DEEPEST: usize = 128;

/// Takes out what is null where the schema would have had it left out. Strict rules know no other
/// way of leaving something out, and models that are held to nothing do the same.
pub(super) fn drop_nulls(value: &mut Value, schema: &Value, root: &Value) {
    walk(value, schema, root, 0);
}

fn walk(value: &mut Value, schema: &Value, root: &Value, depth: usize) {
    let Some(schema) = resolve(schema, root) else { return };
    if depth > DEEPEST {
        return;
    }
    for keyword in ["anyOf", "oneOf"] {
        let branches = schema.get(keyword).and_then(Value::as_array);
        let mut branches = branches.into_iter().flatten();
        if let Some(branch) = branches.find(|branch| may_be(value, branch, root)) {
            walk(value, branch, root, depth + 1);
        }
    }
    match value {
        Value::Object(members) => walk_members(members, schema, root, depth),
        Value::Array(items) => {
            let places = schema.get("prefixItems").and_then(Value::as_array);
            for (place, item) in items.iter_mut().enumerate() {
                let own = places.and_then(|places| places.get(place));
                if let Some(schema) = own.or_else(|| schema.get("items")) {
                    walk(item, schema, root, depth + 1);
                }
            }
        }
        _ => {}
    }
}

fn walk_members(
    members: &mut Map<String, Value>,
    schema: &Map<String, Value>,
    root: &Value,
    depth: usize,
) {
    let required = schema.get("required").and_then(Value::as_array);
    let is_required = |name: &str| {
        required.is_some_and(|required| required.iter().any(|required| required == name))
    };
    let properties = schema.get("properties").and_then(Value::as_object);
    members.retain(|name, value| {
        let own = properties.and_then(|properties| properties.get(name));
        let stays = !value.is_null()
            || is_required(name)
            || own.is_none_or(|own| resolve(own, root).is_none_or(accepts_null));
        if let Some(own) = own.or_else(|| schema.get("additionalProperties")) {
            walk(value, own, root, depth + 1);
        }
        stays
    });
}

fn resolve<'a>(schema: &'a Value, root: &'a Value) -> Option<&'a Map<String, Value>> {
    let schema = schema.as_object()?;
    match schema.get("$ref").and_then(Value::as_str) {
        Some(reference) => root.pointer(reference.strip_prefix('#')?)?.as_object(),
        None => Some(schema),
    }
}

/// Whether an alternative is meant, as far as its constants and names tell.
fn may_be(value: &Value, branch: &Value, root: &Value) -> bool {
    let Some(branch) = resolve(branch, root) else { return false };
    match value {
        Value::Object(members) => {
            let properties = branch.get("properties").and_then(Value::as_object);
            properties.is_some_and(|properties| {
                members.iter().all(|(name, value)| {
                    properties.get(name).is_some_and(|property| {
                        property.get("const").is_none_or(|constant| constant == value)
                    })
                })
            })
        }
        Value::Array(_) => branch.get("type").is_some_and(|kind| kind == "array"),
        _ => false,
    }
}
