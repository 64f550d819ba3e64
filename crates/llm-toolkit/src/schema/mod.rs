//! [`TypeSchema`]: the JSON Schema of a Rust type, as models are given it.

mod misfit;
pub use misfit::{Misfit, MisfitKind};
mod nulls;
mod plain;
mod read;
mod strict;
pub use strict::NotStrict;

use schemars::JsonSchema;
use serde_json::Value;

/// The member under which a value that is no object stands in one.
const VALUE: &str = "value";

/// The JSON Schema of a Rust type, in the two forms that models are given, and the way back from
/// what a model writes.
///
/// Both forms are of type `object`, since no provider takes another: a type that is none, a list
/// say, is the member `value` of one. The [strict](Self::strict) form is the one that a provider
/// can hold its model to; not every type has one, and [`NotStrict`] says why.
///
/// ```
/// use llm_toolkit::TypeSchema;
/// use schemars::JsonSchema;
/// use serde::Deserialize;
///
/// #[derive(Debug, PartialEq, Deserialize, JsonSchema)]
/// struct Place {
///     /// The city's name.
///     city: String,
///     #[serde(default)]
///     days: u8,
/// }
///
/// let schema = TypeSchema::of::<Place>();
/// assert_eq!(schema.name(), "Place");
/// assert_eq!(schema.plain()["required"], serde_json::json!(["city"]));
/// assert_eq!(schema.strict()?["required"], serde_json::json!(["city", "days"]));
///
/// // What may be left out is null in the strict form, and read as if it had been left out.
/// let place: Place = schema.read(r#"{"city": "Rome", "days": null}"#)?;
/// assert_eq!(place, Place { city: "Rome".to_owned(), days: 0 });
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct TypeSchema {
    name: String,
    plain: Value,
    strict: Result<Value, NotStrict>,
    is_wrapped: bool,
}

impl TypeSchema {
    /// That of a type: of what serde reads as one.
    pub fn of<T: JsonSchema + ?Sized>() -> Self {
        let name = plain::name::<T>();
        let own = plain::schema::<T>(&name);
        let is_wrapped = !plain::is_object(&own);
        let plain = if is_wrapped { plain::wrap(own) } else { own };
        let strict = strict::strict(&plain);
        Self { name, plain, strict, is_wrapped }
    }

    /// The type's name, in letters that every provider takes.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the type's documentation says, without what it says of its fields.
    pub fn description(&self) -> Option<&str> {
        self.own()["description"].as_str()
    }

    /// The schema as it is: what may be left out is not required, and every limit of a value is
    /// said. It names no draft and has no title.
    pub const fn plain(&self) -> &Value {
        &self.plain
    }

    /// The schema for a provider that holds its model to it: every property is required, and may be
    /// null where it could have been left out; no others are allowed; and what the rules of such
    /// providers do not know, such as the limits of a number, is said in the description.
    ///
    /// # Errors
    ///
    /// If the type cannot be said in these rules: it has a map, or anything goes somewhere.
    pub fn strict(&self) -> Result<&Value, NotStrict> {
        self.strict.as_ref().map_err(NotStrict::clone)
    }

    /// True if the type is no object, and so the member `value` of one.
    pub const fn is_wrapped(&self) -> bool {
        self.is_wrapped
    }

    /// The part of an answer, whole or not, that is of the type itself.
    pub(crate) fn own_part<'a>(&self, answer: &'a Value) -> Option<&'a Value> {
        if self.is_wrapped { answer.get(VALUE) } else { Some(answer) }
    }

    /// The schema of the type itself.
    fn own(&self) -> &Value {
        if self.is_wrapped { &self.plain["properties"][VALUE] } else { &self.plain }
    }
}

#[cfg(test)]
mod tests;
