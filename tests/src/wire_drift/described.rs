//! The shapes that a description gives.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::Value;

use super::shape::{Object, Shape};
use crate::openapi::Description;

/// Schemas that hold at once, mostly one, and where they stand.
#[derive(Debug, Clone)]
pub(crate) struct SchemaAt<'a> {
    schemas: Vec<&'a Value>,
    /// The schema's name, or that of the one around it with the way from there.
    pub(crate) at: Rc<str>,
}

impl<'a> SchemaAt<'a> {
    pub(crate) fn new(schema: &'a Value, at: &str) -> Self {
        Self { schemas: vec![schema], at: at.into() }
    }

    /// What tells it from other schemas.
    pub(crate) fn key(&self) -> String {
        format!("{:?}", self.schemas.iter().map(|schema| &raw const **schema).collect::<Vec<_>>())
    }
}

/// What schemas allow.
///
/// Parts of `allOf` are joined: what any of them names is a field. A field that several of them
/// have may be what any of them says: the description widens as often as it narrows.
pub(crate) fn shape<'a>(description: &'a Description, place: &SchemaAt<'a>) -> Shape<SchemaAt<'a>> {
    let shapes = place.schemas.iter().map(|schema| one(description, schema, &place.at));
    let told = shapes.filter(|shape| !shape.anything);
    told.reduce(pool).unwrap_or_else(Shape::anything)
}

/// What one schema allows.
fn one<'a>(description: &'a Description, schema: &'a Value, at: &Rc<str>) -> Shape<SchemaAt<'a>> {
    let (schema, at) = resolve(description, schema, at);
    let listed = |key: &str| schema.get(key).and_then(Value::as_array).into_iter().flatten();
    let inner = |schema| one(description, schema, &at);
    let mut parts: Vec<Shape<_>> = listed("allOf").map(inner).collect();
    for key in ["anyOf", "oneOf"] {
        if schema.get(key).is_some() {
            parts.push(union(listed(key).map(inner)));
        }
    }
    parts.push(own(schema, &at));
    parts.retain(|part| !part.anything);
    let Some(mut joined) = parts.into_iter().reduce(join) else { return Shape::anything() };
    if schema.get("allOf").is_some() {
        joined.objects.iter_mut().for_each(|object| object.at = at.to_string());
    }
    joined
}

pub(crate) fn union<P>(shapes: impl IntoIterator<Item = Shape<P>>) -> Shape<P> {
    shapes.into_iter().fold(Shape::default(), Shape::or)
}

/// Follows references. The name is that of the first, as the description writes it.
fn resolve<'a>(
    description: &'a Description,
    schema: &'a Value,
    at: &Rc<str>,
) -> (&'a Value, Rc<str>) {
    let reference = schema.get("$ref").and_then(Value::as_str);
    let name = reference.and_then(|reference| reference.rsplit('/').next());
    let at = name.map_or_else(|| Rc::clone(at), Rc::from);
    (description.resolve(schema), at)
}

/// Both at once: the fields of both, and the kinds that either names.
fn join<'a>(left: Shape<SchemaAt<'a>>, right: Shape<SchemaAt<'a>>) -> Shape<SchemaAt<'a>> {
    if left.objects.is_empty() || right.objects.is_empty() {
        return pool(left, right);
    }
    let pairs = left.objects.iter().flat_map(|a| right.objects.iter().map(move |b| (a, b)));
    let objects = pairs.map(|(a, b)| both(a, b)).collect();
    Shape { objects, ..pool(left, right) }
}

/// What either allows; but where one names values and the other takes any text, the values.
fn pool<'a>(left: Shape<SchemaAt<'a>>, right: Shape<SchemaAt<'a>>) -> Shape<SchemaAt<'a>> {
    let names_some = |shape: &Shape<_>| shape.text.as_ref().is_some_and(|text| !text.any);
    let is_named = names_some(&left) || names_some(&right);
    let mut pooled = left.or(right);
    if let Some(text) = pooled.text.as_mut().filter(|_| is_named) {
        text.any = false;
    }
    pooled
}

/// An object with the fields of both; a field of both is what both say.
fn both<'a>(left: &Object<SchemaAt<'a>>, right: &Object<SchemaAt<'a>>) -> Object<SchemaAt<'a>> {
    let mut both = left.and(right);
    for places in both.fields.values_mut() {
        let schemas = places.iter().flat_map(|place| place.schemas.clone()).collect();
        if let Some(at) = places.last().map(|place| Rc::clone(&place.at)) {
            *places = vec![SchemaAt { schemas, at }];
        }
    }
    both
}

/// What a schema allows by itself, references and unions aside.
fn own<'a>(schema: &'a Value, at: &str) -> Shape<SchemaAt<'a>> {
    let types: Vec<&str> = match schema.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => implied(schema).into_iter().collect(),
    };
    if types.is_empty() {
        return Shape::anything();
    }
    union(types.into_iter().map(|name| match name {
        "null" => Shape::null(),
        "boolean" => Shape { boolean: true, ..Shape::default() },
        "integer" => Shape { integer: true, ..Shape::default() },
        "number" => Shape { number: true, ..Shape::default() },
        "string" => text(schema, at),
        "array" => {
            let items = schema.get("items");
            Shape::list(items.map(|items| inner(items, at, "[]")).into_iter().collect())
        }
        "object" => Shape::object(object(schema, at)),
        _ => Shape::anything(),
    }))
}

fn inner<'a>(schema: &'a Value, at: &str, step: &str) -> SchemaAt<'a> {
    SchemaAt::new(schema, &format!("{at}{step}"))
}

/// The type that a schema without one has.
fn implied(schema: &Value) -> Option<&'static str> {
    if schema.get("properties").is_some() || schema.get("additionalProperties").is_some() {
        Some("object")
    } else if schema.get("items").is_some() {
        Some("array")
    } else if values(schema).next().is_some() {
        Some("string")
    } else {
        None
    }
}

fn values(schema: &Value) -> impl Iterator<Item = &str> {
    let listed = schema.get("enum").and_then(Value::as_array).into_iter().flatten();
    listed.chain(schema.get("const")).filter_map(Value::as_str)
}

fn text<'a>(schema: &'a Value, at: &str) -> Shape<SchemaAt<'a>> {
    let names: Vec<String> = values(schema).map(str::to_owned).collect();
    if names.is_empty() { Shape::any_text() } else { Shape::names(names, at) }
}

fn object<'a>(schema: &'a Value, at: &str) -> Object<SchemaAt<'a>> {
    let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    let fields: BTreeMap<_, _> = properties
        .map(|(name, field)| (name.clone(), vec![inner(field, at, &format!(".{name}"))]))
        .collect();
    let (rest, open) = match schema.get("additionalProperties") {
        None => (Vec::new(), fields.is_empty()),
        Some(Value::Bool(open)) => (Vec::new(), *open),
        Some(Value::Object(any)) if any.is_empty() => (Vec::new(), true),
        Some(schema) => (vec![inner(schema, at, ".*")], false),
    };
    Object { at: at.to_owned(), fields, rest, open }
}
