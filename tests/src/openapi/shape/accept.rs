//! Whether a value has a shape.

use serde_json::{Map, Value};

use super::{Field, NumberRules, Shape, ShapeId, Shapes, TextRules};

impl Shapes<'_> {
    /// True if a value has a shape. Formats and patterns are not looked at.
    pub(crate) fn accepts(&self, id: ShapeId, value: &Value) -> bool {
        match (self.get(id), value) {
            (Shape::Any, _) => true,
            (Shape::Values(values), _) => values.contains(value),
            (Shape::Union(branches), _) => {
                branches.iter().any(|branch| self.accepts(*branch, value))
            }
            (Shape::Number(rules), Value::Number(number)) => {
                number.as_f64().is_some_and(|number| rules.accept(number))
            }
            (Shape::Text(rules), Value::String(text)) => rules.accept(text),
            (Shape::List { items, min, max }, Value::Array(list)) => {
                (*min..=max.unwrap_or(usize::MAX)).contains(&list.len())
                    && list.iter().all(|item| self.accepts(*items, item))
            }
            (Shape::Object { fields, others }, Value::Object(object)) => {
                self.accepts_object(fields, *others, object)
            }
            _ => false,
        }
    }

    fn accepts_object(
        &self,
        fields: &[Field<'_>],
        others: Option<ShapeId>,
        object: &Map<String, Value>,
    ) -> bool {
        let known = fields.iter().all(|field| match object.get(field.name) {
            Some(value) => self.accepts(field.shape, value),
            None => !field.required,
        });
        let is_other = |name: &str| fields.iter().all(|field| field.name != name);
        known
            && others.is_none_or(|others| {
                let rest = object.iter().filter(|(name, _)| is_other(name));
                rest.map(|(_, value)| value).all(|value| self.accepts(others, value))
            })
    }
}

impl NumberRules {
    fn accept(&self, number: f64) -> bool {
        (!self.whole || number.fract() == 0.0)
            && self.min.is_none_or(|min| min <= number)
            && self.max.is_none_or(|max| number <= max)
    }
}

impl TextRules<'_> {
    fn accept(&self, text: &str) -> bool {
        let length = text.chars().count();
        self.min <= length && self.max.is_none_or(|max| length <= max)
    }
}
