//! Instances of JSON Schemas: documents that fit them.

mod array;
mod combined;
mod material;
mod number;
mod object;
mod text;

use serde_json::{Map, Value};

pub(crate) use material::Material;

use crate::seed::Seed;

/// How deep an instance may be. Beyond it, optional parts are left out, or null where only that is
/// allowed.
const DEPTH: usize = 8;

/// How many parts an instance may have. Beyond it, optional parts are left out.
const PARTS: usize = 500;

/// How deep it may be, and how many parts it may have, at the very most: some schemas ask for
/// instances that have no end.
const MOST_DEPTH: usize = 24;
const MOST_PARTS: usize = 20_000;

/// Makes instances of the parts of one schema.
///
/// It knows the keywords that are used for tools and structured answers: types, enumerations,
/// bounds, `format`, objects, arrays, combinations and local references. `pattern` and `not` are
/// ignored. The same schema, material and seed give the same instance.
#[derive(Debug)]
pub(crate) struct Instances<'a> {
    root: &'a Value,
    material: Material,
    seed: Seed,
    depth: usize,
    parts: usize,
}

/// Makes an instance of a schema.
pub(crate) fn instance(schema: &Value, material: Material, seed: Seed) -> Value {
    Instances { root: schema, material, seed, depth: 0, parts: 0 }.of(schema)
}

impl Instances<'_> {
    /// Makes an instance of a part of the schema.
    fn of(&mut self, schema: &Value) -> Value {
        self.depth += 1;
        self.parts += 1;
        if !self.has_room() && combined::allows_null(schema) {
            self.depth -= 1;
            return Value::Null;
        }
        let is_small = self.depth <= MOST_DEPTH && self.parts <= MOST_PARTS;
        let schema = is_small.then(|| combined::resolve(schema, self.root)).flatten();
        // `true` and what is no schema allow `null`; what has no end must have one.
        let instance = schema.map_or(Value::Null, |schema| self.of_resolved(&schema));
        self.depth -= 1;
        instance
    }

    fn of_resolved(&mut self, schema: &Map<String, Value>) -> Value {
        if let Some(constant) = schema.get("const") {
            return constant.clone();
        }
        if let Some(value) = schema.get("enum").and_then(Value::as_array) {
            return self.seed.pick(value).cloned().unwrap_or(Value::Null);
        }
        match type_of(schema) {
            "object" => self.object(schema),
            "array" => self.array(schema),
            "integer" => self.integer(schema),
            "number" => self.number(schema),
            "boolean" => Value::Bool(self.seed.below(2) == 1),
            "null" => Value::Null,
            _ => self.text(schema),
        }
    }

    /// Returns whether optional parts still have room.
    fn has_room(&self) -> bool {
        self.depth < DEPTH && self.parts < PARTS
    }
}

/// Returns the type of a schema: the first that is not `null`, or what its keywords tell.
fn type_of(schema: &Map<String, Value>) -> &str {
    let named = match schema.get("type") {
        Some(Value::Array(types)) => {
            let mut types = types.iter().filter_map(Value::as_str);
            let first = types.clone().next();
            types.find(|name| *name != "null").or(first)
        }
        Some(name) => name.as_str(),
        None => None,
    };
    named.unwrap_or_else(|| {
        let has = |names: &[&str]| names.iter().any(|name| schema.contains_key(*name));
        if has(&["properties", "required", "additionalProperties"]) {
            "object"
        } else if has(&["items", "prefixItems", "minItems"]) {
            "array"
        } else if has(&["minimum", "maximum", "multipleOf"]) {
            "number"
        } else {
            "string"
        }
    })
}

/// Reads a keyword that is a whole number, such as `minLength`.
fn size(schema: &Map<String, Value>, keyword: &str) -> Option<usize> {
    schema.get(keyword)?.as_u64()?.try_into().ok()
}

#[cfg(test)]
mod tests;
