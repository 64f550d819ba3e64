//! Instances of JSON Schemas: the smallest documents that fit them.

use serde_json::{Map, Value, json};

/// How deep an instance may be: some schemas ask for what has no end.
const MOST_DEPTH: usize = 32;

/// Makes an instance of a schema, which says that it is simulated where it is text.
///
/// It knows the keywords that are used for tools and structured answers: types, enumerations,
/// lower bounds, objects with all their properties, arrays, combinations and local references.
pub(crate) fn instance(schema: &Value) -> Value {
    part(schema, schema, 0)
}

fn part(schema: &Value, root: &Value, depth: usize) -> Value {
    if depth > MOST_DEPTH {
        return Value::Null;
    }
    let deeper = |schema: &Value| part(schema, root, depth + 1);
    if let Some(reference) = schema["$ref"].as_str() {
        let target = reference.strip_prefix('#').and_then(|pointer| root.pointer(pointer));
        return target.map_or(Value::Null, deeper);
    }
    if let Some(constant) = schema.get("const") {
        return constant.clone();
    }
    if let Some(first) = schema["enum"].get(0) {
        return first.clone();
    }
    for keyword in ["anyOf", "oneOf"] {
        if let Some(branches) = schema[keyword].as_array() {
            let is_more = |branch: &&Value| branch["type"] != "null";
            let branch = branches.iter().find(is_more).or_else(|| branches.first());
            return branch.map_or(Value::Null, deeper);
        }
    }
    if let Some(parts) = schema["allOf"].as_array() {
        let members = parts.iter().map(deeper).filter_map(|part| part.as_object().cloned());
        return members.flatten().collect::<Map<_, _>>().into();
    }
    match type_of(schema) {
        "object" => {
            let properties = schema["properties"].as_object().into_iter().flatten();
            properties
                .map(|(name, schema)| (name.clone(), deeper(schema)))
                .collect::<Map<_, _>>()
                .into()
        }
        "array" => {
            let count = schema["minItems"].as_u64().unwrap_or(1).min(16);
            (0..count).map(|_| deeper(&schema["items"])).collect()
        }
        "integer" => schema.get("minimum").and_then(Value::as_i64).unwrap_or(1).into(),
        "number" => schema.get("minimum").and_then(Value::as_f64).unwrap_or(1.0).into(),
        "boolean" => true.into(),
        "null" => Value::Null,
        _ => text(schema),
    }
}

fn text(schema: &Value) -> Value {
    match schema["format"].as_str() {
        Some("date") => json!("2026-01-01"),
        Some("date-time") => json!("2026-01-01T00:00:00Z"),
        Some("uri") => json!("https://simulated.test/"),
        Some("email") => json!("simulated@example.test"),
        Some("uuid") => json!("00000000-0000-4000-8000-000000000000"),
        _ => {
            let least = usize::try_from(schema["minLength"].as_u64().unwrap_or(0)).unwrap_or(0);
            let most = schema["maxLength"].as_u64().and_then(|most| usize::try_from(most).ok());
            let text = format!("{:.<1$}", "simulated", least.min(1024));
            text.chars().take(most.unwrap_or(usize::MAX)).collect::<String>().into()
        }
    }
}

/// The type of a schema: the first that is not `null`, or what its keywords tell.
fn type_of(schema: &Value) -> &str {
    let named = match &schema["type"] {
        Value::Array(types) => types.iter().filter_map(Value::as_str).find(|name| *name != "null"),
        name => name.as_str(),
    };
    let has = |name: &str| schema.get(name).is_some();
    named.unwrap_or_else(|| match () {
        () if has("properties") => "object",
        () if has("items") => "array",
        () => "string",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_schema_asks_for_is_there() {
        let schema = json!({
            "type": "object",
            "$defs": {"City": {"type": "object", "properties": {"name": {"type": "string"}}}},
            "properties": {
                "cities": {"type": "array", "items": {"$ref": "#/$defs/City"}, "minItems": 2},
                "kind": {"enum": ["warm", "cold"]},
                "degrees": {"type": ["null", "integer"], "minimum": -5},
                "share": {"anyOf": [{"type": "null"}, {"type": "number"}]},
                "day": {"type": "string", "format": "date"},
                "code": {"type": "string", "minLength": 12},
                "short": {"type": "string", "maxLength": 3},
            },
        });
        assert_eq!(
            instance(&schema),
            json!({
                "cities": [{"name": "simulated"}, {"name": "simulated"}], "kind": "warm",
                "degrees": -5, "share": 1.0, "day": "2026-01-01", "code": "simulated...",
                "short": "sim",
            })
        );
    }

    #[test]
    fn a_schema_without_end_has_one() {
        let schema = json!({"type": "object", "properties": {"next": {"$ref": "#"}}});
        assert!(instance(&schema).to_string().len() < 1000);
    }
}
