//! Objects.

use serde_json::{Map, Value};

use super::{Instances, size};

impl Instances<'_> {
    /// Makes an object with all its properties, and with those alone that it must have once the
    /// instance is deep.
    pub(super) fn object(&mut self, schema: &Map<String, Value>) -> Value {
        let no_properties = Map::new();
        let properties = schema.get("properties").and_then(Value::as_object);
        let properties = properties.unwrap_or(&no_properties);
        let required: Vec<&str> = schema
            .get("required")
            .and_then(Value::as_array)
            .map(|names| names.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default();

        let mut object = Map::new();
        for (name, part) in properties {
            let is_possible = *part != Value::Bool(false);
            if is_possible && (self.has_room() || required.contains(&name.as_str())) {
                object.insert(name.clone(), self.of(part));
            }
        }
        let others = schema.get("additionalProperties").filter(|part| part.is_object());
        for name in required {
            if !object.contains_key(name) {
                let value = match others {
                    Some(part) => self.of(part),
                    None => self.material.word().into(),
                };
                object.insert(name.to_owned(), value);
            }
        }
        // A map such as `{"additionalProperties": {"type": "integer"}}` shows what it holds.
        let least = size(schema, "minProperties").unwrap_or(0).max(usize::from(others.is_some()));
        let others = others.cloned().unwrap_or_else(|| serde_json::json!({"type": "string"}));
        let is_closed = schema.get("additionalProperties") == Some(&Value::Bool(false));
        for number in 1..=least {
            if object.len() < least && !is_closed && self.has_room() {
                object.insert(format!("key_{number}"), self.of(&others));
            }
        }
        Value::Object(object)
    }
}
