//! The formats of configurations: TOML and JSON.

use std::collections::BTreeMap;
use std::fmt;

use llm_types::Secret;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use toml::de::{DeTable, DeValue};

use super::node::{Key, Lines, Node, Place, Value};
use super::problem::Problem;

/// How a configuration is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Toml,
    Json,
}

impl Format {
    pub(super) fn parse(self, text: &str) -> Result<Node, Problem> {
        // Some editors put it there, and it shows nowhere.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        match self {
            Self::Toml => toml(text),
            Self::Json => json(text),
        }
    }
}

fn toml(text: &str) -> Result<Node, Problem> {
    let lines = Lines::new(text);
    // `Display` of the error shows the line that it is about.
    let table = DeTable::parse(text).map_err(|error| {
        let place = error.span().map(|span| lines.place(span.start));
        Problem::new(format!("is no TOML: {}", error.message())).at(place)
    })?;
    Ok(toml_table(table.get_ref(), None, &lines))
}

fn toml_table(table: &DeTable<'_>, place: Option<Place>, lines: &Lines<'_>) -> Node {
    let entries = table.iter().map(|(key, value)| {
        let name = key.get_ref().to_string();
        let key = Key { place: Some(lines.place(key.span().start)), name };
        (key, toml_value(value.get_ref(), lines.place(value.span().start), lines))
    });
    Node { place, value: Value::Table(entries.collect()) }
}

fn toml_value(value: &DeValue<'_>, place: Place, lines: &Lines<'_>) -> Node {
    let value = match value {
        DeValue::String(text) => Value::Text(Secret::new(&**text)),
        DeValue::Integer(number) => {
            let (digits, radix) = (number.as_str(), number.radix());
            let unsigned = u64::from_str_radix(digits, radix).map(Value::Unsigned);
            let signed = || i64::from_str_radix(digits, radix).map(Value::Signed);
            unsigned.or_else(|_| signed()).unwrap_or(Value::Other)
        }
        DeValue::Float(number) => number.as_str().parse().map_or(Value::Other, Value::Float),
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::Datetime(_) => Value::Other,
        DeValue::Array(items) => {
            let items = items.iter();
            let items =
                items.map(|it| toml_value(it.get_ref(), lines.place(it.span().start), lines));
            Value::List(items.collect())
        }
        DeValue::Table(table) => return toml_table(table, Some(place), lines),
    };
    Node { place: Some(place), value }
}

fn json(text: &str) -> Result<Node, Problem> {
    serde_json::from_str(text).map_err(|error| {
        let place = Place { line: error.line(), column: error.column() };
        let message = error.to_string();
        // It says the place by itself, and less well.
        let message = message.split(" at line ").next().unwrap_or(&message);
        Problem::new(format!("is no JSON: {message}")).at((place.line > 0).then_some(place))
    })
}

/// Takes whatever stands there, but a key that stands there twice.
impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = deserializer.deserialize_any(AnyValue)?;
        Ok(Self { place: None, value })
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Unsigned(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Signed(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Float(value))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(Secret::new(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = items.next_element()? {
            nodes.push(node);
        }
        Ok(Value::List(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut entries = BTreeMap::new();
        while let Some(name) = map.next_key::<String>()? {
            if entries.insert(name, map.next_value()?).is_some() {
                return Err(A::Error::custom("duplicate key"));
            }
        }
        let entries = entries.into_iter();
        Ok(Value::Table(entries.map(|(name, node)| (Key { place: None, name }, node)).collect()))
    }
}
