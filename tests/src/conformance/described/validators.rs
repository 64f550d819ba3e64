//! [`Validators`]: the schemas of a description, ready to judge.

use jsonschema::{Draft, Registry, RegistryBuilder, Validator};
use serde_json::Value;

use crate::openapi::Description;

/// The address that stands for the description in references.
const ADDRESS: &str = "description:///document";

/// The schemas of a description, ready to judge.
///
/// The document is read once; each schema refers into it.
#[derive(Debug)]
pub(crate) struct Validators(Registry<'static>);

impl Validators {
    pub(crate) fn new(description: &Description) -> Result<Self, String> {
        let mut root = description.root().clone();
        make_current(&mut root);
        let root = Draft::Draft202012.create_resource(root);
        let registry = Registry::new()
            .add(ADDRESS, root)
            .and_then(RegistryBuilder::prepare)
            .map_err(|error| error.to_string())?;
        Ok(Self(registry))
    }

    /// What judges by a schema of the document.
    pub(crate) fn of(&self, schema: &Value) -> Result<Validator, String> {
        let mut schema = schema.clone();
        make_current(&mut schema);
        make_absolute(&mut schema);
        jsonschema::options()
            .with_draft(Draft::Draft202012)
            .with_registry(&self.0)
            .should_validate_formats(true)
            .build(&schema)
            .map_err(|error| error.to_string())
    }
}

/// Writes ends of ranges as the current version does: an older one had `exclusiveMinimum: true`
/// beside the `minimum`.
fn make_current(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            for (end, exclusive) in
                [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")]
            {
                if fields.get(exclusive) == Some(&Value::Bool(true))
                    && let Some(end) = fields.remove(end)
                {
                    fields.insert(exclusive.to_owned(), end);
                }
            }
            fields.values_mut().for_each(make_current);
        }
        Value::Array(items) => items.iter_mut().for_each(make_current),
        _ => {}
    }
}

/// Makes references lead into the document also from outside of it.
fn make_absolute(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(target) if name == "$ref" && target.starts_with('#') => {
                        target.insert_str(0, ADDRESS);
                    }
                    value => make_absolute(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(make_absolute),
        _ => {}
    }
}
