//! From schemas to shapes.

use serde_json::Value;

use super::parts::{Parts, TYPES};
use super::{Field, NumberRules, Shape, ShapeId, Shapes, TextRules};

impl<'a> Shapes<'a> {
    pub(super) fn build(&mut self, parts: Parts<'a>) -> ShapeId {
        let parts = parts.flat(self.description);
        if let Some(id) = self.known.get(&parts) {
            return *id;
        }
        // Its place is taken before its parts are built: they may lead back to it.
        let id = self.push(Shape::Any);
        self.known.insert(parts.clone(), id);
        self.examples[id.0] = examples(&parts);
        self.all[id.0] = self.shape(&parts);
        id
    }

    fn shape(&mut self, parts: &Parts<'a>) -> Shape<'a> {
        if let Some(branches) = parts.branches() {
            return Shape::Union(branches.into_iter().map(|parts| self.build(parts)).collect());
        }
        let types = parts.types();
        if let Some(values) = values(parts, &types) {
            return Shape::Values(values);
        }
        match types.as_slice() {
            [kind] => self.shape_of(kind, parts),
            types if types.len() == TYPES.len() - 1 => {
                // Nothing is said about the type. Who lists fields means an object.
                let is = |name| parts.schemas().any(|schema| schema.get(name).is_some());
                if is("properties") || is("required") { self.object(parts) } else { Shape::Any }
            }
            types => {
                Shape::Union(types.iter().map(|kind| self.build(parts.of_type(kind))).collect())
            }
        }
    }

    fn shape_of(&mut self, kind: &str, parts: &Parts<'a>) -> Shape<'a> {
        match kind {
            "null" => Shape::Values(vec![Value::Null]),
            "boolean" => Shape::Values(vec![true.into(), false.into()]),
            "integer" => Shape::Number(number(parts, true)),
            "number" => Shape::Number(number(parts, false)),
            "string" => Shape::Text(text(parts)),
            "array" => self.list(parts),
            _ => self.object(parts),
        }
    }

    fn list(&mut self, parts: &Parts<'a>) -> Shape<'a> {
        let items =
            self.build(Parts::all(parts.schemas().filter_map(|schema| schema.get("items"))));
        let (min, max) = (most(parts, "minItems"), least(parts, "maxItems"));
        Shape::List { items, min: min.unwrap_or(0), max }
    }

    fn object(&mut self, parts: &Parts<'a>) -> Shape<'a> {
        let mut names: Vec<&'a str> = Vec::new();
        let mut add = |name: &'a str| {
            if !names.contains(&name) {
                names.push(name);
            }
        };
        for schema in parts.schemas() {
            schema["properties"].as_object().into_iter().flatten().for_each(|(name, _)| add(name));
        }
        for schema in parts.schemas() {
            strings(&schema["required"]).for_each(&mut add);
        }
        let fields = names.into_iter().map(|name| self.field(name, parts)).collect();
        let others: Vec<_> =
            parts.schemas().filter_map(|schema| schema.get("additionalProperties")).collect();
        let says = others.iter().any(|other| other.is_object() || **other == Value::Bool(true));
        let others = says.then(|| self.build(Parts::all(others)));
        Shape::Object { fields, others }
    }

    fn field(&mut self, name: &'a str, parts: &Parts<'a>) -> Field<'a> {
        let said = parts.schemas().filter_map(|schema| {
            let properties = schema.get("properties");
            let said = properties.and_then(|properties| properties.get(name));
            said.or_else(|| schema.get("additionalProperties"))
        });
        let shape = self.build(Parts::all(said));
        let required = parts
            .schemas()
            .any(|schema| strings(&schema["required"]).any(|required| required == name));
        Field { name, shape, required }
    }
}

/// The values that schemas list, if they do: those on all lists, and of an allowed type.
fn values(parts: &Parts<'_>, types: &[&str]) -> Option<Vec<Value>> {
    let mut lists = parts.schemas().filter_map(|schema| {
        // Of a schema that is no object: `false` allows nothing.
        if *schema == Value::Bool(false) {
            return Some(Vec::new());
        }
        let one = schema.get("const").map(|value| vec![value]);
        one.or_else(|| Some(schema["enum"].as_array()?.iter().collect()))
    });
    let mut values = lists.next()?;
    for list in lists {
        values.retain(|value| list.contains(value));
    }
    values.retain(|value| {
        types.contains(&type_of(value)) || (value.is_i64() && types.contains(&"number"))
    });
    Some(values.into_iter().cloned().collect())
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn number(parts: &Parts<'_>, whole: bool) -> NumberRules {
    // An end that is not part of the range is kept away from by one. Some descriptions say so in
    // the manner of an older version: `exclusiveMinimum: true`, beside the `minimum`.
    let said = |name: &'static str, exclusive: &'static str, away: f64| {
        parts.schemas().flat_map(move |schema| {
            let step = if schema[exclusive] == true { away } else { 0.0 };
            let inclusive = schema[name].as_f64().map(|end| end + step);
            inclusive.into_iter().chain(schema[exclusive].as_f64().map(|end| end + away))
        })
    };
    let min = said("minimum", "exclusiveMinimum", 1.0);
    let max = said("maximum", "exclusiveMaximum", -1.0);
    NumberRules { whole, min: min.reduce(f64::max), max: max.reduce(f64::min) }
}

fn text<'a>(parts: &Parts<'a>) -> TextRules<'a> {
    let said = |name| parts.schemas().find_map(|schema| schema.get(name)?.as_str());
    TextRules {
        format: said("format"),
        pattern: said("pattern"),
        min: most(parts, "minLength").unwrap_or(0),
        max: least(parts, "maxLength"),
    }
}

fn most(parts: &Parts<'_>, name: &str) -> Option<usize> {
    lengths(parts, name).max()
}

fn least(parts: &Parts<'_>, name: &str) -> Option<usize> {
    lengths(parts, name).min()
}

fn lengths(parts: &Parts<'_>, name: &str) -> impl Iterator<Item = usize> {
    parts.schemas().filter_map(move |schema| usize::try_from(schema[name].as_u64()?).ok())
}

fn strings(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str)
}

/// The examples that the schemas give.
fn examples<'a>(parts: &Parts<'a>) -> Vec<&'a Value> {
    let mut found: Vec<&'a Value> = Vec::new();
    for schema in parts.whole() {
        let one = schema.get("example");
        for example in one.into_iter().chain(schema["examples"].as_array().into_iter().flatten()) {
            if !found.contains(&example) {
                found.push(example);
            }
        }
    }
    found
}
