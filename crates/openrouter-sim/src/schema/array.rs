//! Arrays.

use serde_json::{Map, Value, json};

use super::{Instances, size};

/// How many items an array has if the schema does not say.
const ITEMS: usize = 2;

/// The longest array that is made to fit a `minItems`.
const MOST: usize = 1_000;

/// How often another item is tried where one must not come twice.
const TRIES: usize = 20;

impl Instances<'_> {
    /// Makes an array: the items of `prefixItems`, then of `items`.
    pub(super) fn array(&mut self, schema: &Map<String, Value>) -> Value {
        let prefix = schema.get("prefixItems").and_then(Value::as_array);
        let prefix = prefix.map(Vec::as_slice).unwrap_or_default();
        let any = json!({"type": "string"});
        let is_closed = schema.get("items") == Some(&Value::Bool(false));
        let rest = schema.get("items").filter(|items| items.is_object()).unwrap_or(&any);
        let least = size(schema, "minItems").unwrap_or(0).min(MOST);
        let most = size(schema, "maxItems").unwrap_or(usize::MAX);
        let wished = if self.has_room() { ITEMS.max(prefix.len()) } else { 0 };
        let wished = if is_closed { wished.min(prefix.len()) } else { wished };
        let len = wished.clamp(least.min(most), most.max(least));
        let is_set = schema.get("uniqueItems") == Some(&Value::Bool(true));

        let tries = if is_set { TRIES } else { 1 };
        let mut items: Vec<Value> = Vec::new();
        for index in 0..len {
            let part = prefix.get(index).unwrap_or(rest);
            let mut tried = (0..tries).map(|_| self.of(part));
            let item = tried.find(|item| !is_set || !items.contains(item));
            items.extend(item);
        }
        Value::Array(items)
    }
}
