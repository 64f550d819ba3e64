//! From what a model wrote to a value.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::error::Category;

use super::nulls::drop_nulls;
use super::{Misfit, MisfitKind, TypeSchema, VALUE};

/// A type that is no object.
#[derive(Deserialize)]
struct Wrapped<T> {
    value: T,
}

impl TypeSchema {
    /// Reads a value of the type from JSON that was written by either form of the schema: what is
    /// null and could have been left out counts as left out.
    ///
    /// # Errors
    ///
    /// Where it is no JSON, or of another shape.
    pub fn read<T: DeserializeOwned>(&self, json: &str) -> Result<T, Misfit> {
        let direct = if self.is_wrapped {
            parse::<Wrapped<T>>(json).map(|wrapped| wrapped.value)
        } else {
            parse(json)
        };
        direct.or_else(|misfit| {
            if misfit.kind == MisfitKind::NotJson {
                return Err(misfit);
            }
            let value: Value = parse(json)?;
            self.read_value(value).map_err(|mut later: Misfit| {
                let path = misfit.path.strip_prefix(VALUE).unwrap_or(&misfit.path);
                let path =
                    if self.is_wrapped { path.trim_start_matches('.') } else { &misfit.path };
                // What is wrong in both ways of reading it is wrong there.
                if later.path == path {
                    later.position = misfit.position;
                }
                later
            })
        })
    }

    /// The same, from JSON that is a value already.
    ///
    /// # Errors
    ///
    /// Where it is of another shape; there is no line and no column to it.
    pub fn read_value<T: DeserializeOwned>(&self, value: Value) -> Result<T, Misfit> {
        let mut own = match value {
            Value::Object(mut members)
                if self.is_wrapped && members.len() == 1 && members.contains_key(VALUE) =>
            {
                members.remove(VALUE).unwrap_or_default()
            }
            other => other,
        };
        drop_nulls(&mut own, self.own(), &self.plain);
        serde_path_to_error::deserialize(own)
            .map_err(|error| misfit(&error.path().to_string(), error.inner()))
    }
}

fn parse<T: DeserializeOwned>(json: &str) -> Result<T, Misfit> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let value = serde_path_to_error::deserialize(&mut deserializer)
        .map_err(|error| misfit(&error.path().to_string(), error.inner()))?;
    deserializer.end().map_err(|error| misfit("", &error))?;
    Ok(value)
}

fn misfit(path: &str, error: &serde_json::Error) -> Misfit {
    let kind = match error.classify() {
        Category::Data => MisfitKind::WrongShape,
        Category::Io | Category::Syntax | Category::Eof => MisfitKind::NotJson,
    };
    let position = (error.line() > 0).then(|| (error.line(), error.column()));
    let mut message = error.to_string();
    if let Some((line, column)) = position {
        let place = format!(" at line {line} column {column}");
        message.truncate(message.strip_suffix(&place).unwrap_or(&message).len());
    }
    // The path of the whole.
    let path = if path == "." { "" } else { path };
    Misfit { kind, path: path.to_owned(), position, message }
}
