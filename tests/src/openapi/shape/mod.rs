//! [`Shapes`]: schemas in a form that values can be made from.
//!
//! A JSON Schema is a list of conditions. Here it is a graph of choices: each reference is
//! followed, each `allOf` merged, each `oneOf`, `anyOf` and list of types one choice among shapes.

mod accept;
mod build;
mod parts;

use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value};

use parts::Parts;

use super::Description;

/// The place of a shape in its [`Shapes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ShapeId(usize);

/// What a value may look like.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shape<'a> {
    /// Anything.
    Any,
    /// One of these. None of them is no value at all.
    Values(Vec<Value>),
    Number(NumberRules),
    Text(TextRules<'a>),
    List {
        items: ShapeId,
        min: usize,
        max: Option<usize>,
    },
    Object {
        fields: Vec<Field<'a>>,
        /// What a field without a name may be, where the schema says so.
        others: Option<ShapeId>,
    },
    Union(Vec<ShapeId>),
}

/// What a number must keep to. Both ends belong to it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct NumberRules {
    pub(crate) whole: bool,
    pub(crate) min: Option<f64>,
    pub(crate) max: Option<f64>,
}

/// What text must keep to. Lengths are in characters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct TextRules<'a> {
    pub(crate) format: Option<&'a str>,
    pub(crate) pattern: Option<&'a str>,
    pub(crate) min: usize,
    pub(crate) max: Option<usize>,
}

/// A field of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Field<'a> {
    pub(crate) name: &'a str,
    pub(crate) shape: ShapeId,
    pub(crate) required: bool,
}

/// The shapes of a description; made where they are asked for.
#[derive(Debug)]
pub(crate) struct Shapes<'a> {
    description: &'a Description,
    all: Vec<Shape<'a>>,
    /// The values that the schemas of a shape give as examples, and that it accepts.
    examples: Vec<Vec<&'a Value>>,
    /// What the smallest value of a shape costs; nothing if it has none.
    costs: Vec<Option<u64>>,
    known: HashMap<Parts<'a>, ShapeId>,
}

impl<'a> Shapes<'a> {
    pub(crate) fn new(description: &'a Description) -> Self {
        let (all, examples, costs) = (Vec::new(), Vec::new(), Vec::new());
        Self { description, all, examples, costs, known: HashMap::new() }
    }

    /// The shape of a schema.
    pub(crate) fn of(&mut self, schema: &'a Value) -> ShapeId {
        let from = self.all.len();
        let id = self.build(Parts::of(schema));
        self.settle(from);
        id
    }

    /// The shape of an object with these fields: name, schema, and whether it must be there.
    pub(crate) fn of_fields(&mut self, fields: &[(&'a str, &'a Value, bool)]) -> ShapeId {
        let from = self.all.len();
        let fields: Vec<_> = fields
            .iter()
            .map(|&(name, schema, required)| {
                let shape = self.build(Parts::of(schema));
                Field { name, shape, required }
            })
            .collect();
        let id = self.push(if fields.is_empty() {
            Shape::Values(vec![Value::Object(Map::new())])
        } else {
            Shape::Object { fields, others: None }
        });
        self.settle(from);
        id
    }

    pub(crate) fn get(&self, id: ShapeId) -> &Shape<'a> {
        &self.all[id.0]
    }

    pub(crate) fn examples(&self, id: ShapeId) -> &[&'a Value] {
        &self.examples[id.0]
    }

    /// What the smallest value costs, in values; nothing if there is none.
    pub(crate) fn cost(&self, id: ShapeId) -> Option<u64> {
        self.costs[id.0]
    }

    /// All shapes that values of a shape are made of, itself first.
    pub(crate) fn reachable(&self, root: ShapeId) -> Vec<ShapeId> {
        let mut seen = BTreeSet::from([root]);
        let mut found = vec![root];
        let mut next = 0;
        while let Some(&id) = found.get(next) {
            next += 1;
            found.extend(self.children(id).into_iter().filter(|child| seen.insert(*child)));
        }
        found
    }

    /// The shapes that stand in a shape, where they have values.
    pub(crate) fn children(&self, id: ShapeId) -> Vec<ShapeId> {
        let children = match self.get(id) {
            Shape::List { items, .. } => vec![*items],
            Shape::Object { fields, others } => {
                fields.iter().map(|field| field.shape).chain(*others).collect()
            }
            Shape::Union(branches) => branches.clone(),
            Shape::Any | Shape::Values(_) | Shape::Number(_) | Shape::Text(_) => Vec::new(),
        };
        children.into_iter().filter(|child| self.cost(*child).is_some()).collect()
    }

    /// True if `null` is a value.
    pub(crate) fn has_null(&self, id: ShapeId) -> bool {
        self.accepts(id, &Value::Null)
    }

    /// The fields of all objects in a shape.
    pub(crate) fn fields(&self, root: ShapeId) -> Vec<Field<'a>> {
        let objects = self.reachable(root).into_iter().filter_map(|id| match self.get(id) {
            Shape::Object { fields, .. } => Some(fields),
            _ => None,
        });
        objects.flatten().copied().collect()
    }

    /// The texts that a shape lists.
    pub(crate) fn listed_texts(&self, root: ShapeId) -> BTreeSet<&str> {
        let shapes = self.reachable(root).into_iter().map(|id| self.get(id));
        let values = shapes.filter_map(|shape| match shape {
            Shape::Values(values) => Some(values),
            _ => None,
        });
        values.flatten().filter_map(Value::as_str).collect()
    }

    fn push(&mut self, shape: Shape<'a>) -> ShapeId {
        self.all.push(shape);
        self.examples.push(Vec::new());
        self.costs.push(None);
        ShapeId(self.all.len() - 1)
    }

    /// Finds out which of the shapes from `from` on have values, and drops the examples that are
    /// none.
    fn settle(&mut self, from: usize) {
        loop {
            let mut changed = false;
            for index in from..self.all.len() {
                let cost = self.smallest(index);
                if cost != self.costs[index] {
                    self.costs[index] = cost;
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
        for index in from..self.all.len() {
            let mut examples = std::mem::take(&mut self.examples[index]);
            examples.retain(|example| self.accepts(ShapeId(index), example));
            self.examples[index] = examples;
        }
    }

    /// The cost of the smallest value, as far as the costs of its parts are known.
    fn smallest(&self, index: usize) -> Option<u64> {
        match &self.all[index] {
            Shape::Values(values) => (!values.is_empty()).then_some(1),
            Shape::Any | Shape::Number(_) | Shape::Text(_) => Some(1),
            Shape::List { min: 0, .. } => Some(1),
            Shape::List { items, min, .. } => {
                let count = u64::try_from(*min).unwrap_or(u64::MAX);
                Some(self.cost(*items)?.saturating_mul(count).saturating_add(1))
            }
            Shape::Object { fields, .. } => fields
                .iter()
                .filter(|field| field.required)
                .try_fold(1u64, |sum, field| Some(sum.saturating_add(self.cost(field.shape)?))),
            Shape::Union(branches) => branches.iter().filter_map(|id| self.cost(*id)).min(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn description(schemas: &Value) -> Description {
        let document = json!({"paths": {}, "components": {"schemas": schemas}});
        Description::parse(&document.to_string()).unwrap()
    }

    fn schema<'a>(description: &'a Description, name: &str) -> &'a Value {
        &description.named_schemas().unwrap()[name]
    }

    #[test]
    fn conditions_that_hold_at_once_are_merged() {
        let description = description(&json!({
            "Base": {
                "type": "object",
                "properties": {"kind": {"type": "string", "enum": ["a", "b"]}, "id": {"type": "string"}},
                "required": ["kind"],
            },
            "Sure": {
                "allOf": [
                    {"$ref": "#/components/schemas/Base"},
                    {"properties": {"kind": {"enum": ["b", "c"]}, "n": {"type": "integer"}}},
                ],
            },
        }));
        let mut shapes = Shapes::new(&description);
        let sure = shapes.of(schema(&description, "Sure"));
        let Shape::Object { fields, others: None } = shapes.get(sure) else { panic!() };
        let names: Vec<_> = fields.iter().map(|field| (field.name, field.required)).collect();
        assert_eq!(names, [("kind", true), ("id", false), ("n", false)]);
        assert_eq!(shapes.get(fields[0].shape), &Shape::Values(vec!["b".into()]));
        assert!(shapes.accepts(sure, &json!({"kind": "b", "n": 1})));
        for wrong in [json!({"kind": "a"}), json!({}), json!({"kind": "b", "n": "1"})] {
            assert!(!shapes.accepts(sure, &wrong), "{wrong}");
        }
    }

    #[test]
    fn branches_types_and_null_are_choices() {
        let description = description(&json!({
            "Either": {
                "oneOf": [{"type": ["string", "null"]}, {"$ref": "#/components/schemas/Number"}],
            },
            "Number": {"type": "integer", "minimum": 3},
            "Never": {"allOf": [{"type": "string"}, {"type": "integer"}]},
        }));
        let mut shapes = Shapes::new(&description);
        let either = shapes.of(schema(&description, "Either"));
        for (value, fits) in
            [(json!("a"), true), (json!(null), true), (json!(3), true), (json!(2), false)]
        {
            assert_eq!(shapes.accepts(either, &value), fits, "{value}");
        }
        assert!(shapes.has_null(either));
        let never = shapes.of(schema(&description, "Never"));
        assert_eq!(shapes.cost(never), None);
    }

    #[test]
    fn a_schema_within_itself_ends_and_one_without_a_value_is_known() {
        let description = description(&json!({
            "List": {"type": "array", "items": {"$ref": "#/components/schemas/List"}},
            "Endless": {
                "type": "object",
                "properties": {"next": {"$ref": "#/components/schemas/Endless"}},
                "required": ["next"],
            },
            "Tree": {
                "allOf": [
                    {"oneOf": [
                        {"type": "string"},
                        {"type": "array", "minItems": 2, "items": {"$ref": "#/components/schemas/Tree"}},
                    ]},
                    {"description": "One of two."},
                ],
            },
        }));
        let mut shapes = Shapes::new(&description);
        let ids = ["List", "Endless", "Tree"].map(|name| shapes.of(schema(&description, name)));
        let costs = ids.map(|id| shapes.cost(id));
        assert_eq!(costs, [Some(1), None, Some(1)]);
    }

    #[test]
    fn examples_that_the_schema_does_not_allow_are_none() {
        let description = description(&json!({
            "Text": {"type": "string", "example": "a", "examples": ["b", 1, null]},
        }));
        let mut shapes = Shapes::new(&description);
        let text = shapes.of(schema(&description, "Text"));
        assert_eq!(shapes.examples(text), [&json!("a"), &json!("b")]);
    }
}
