//! Reads an API description: `OpenAPI` 3.1, in YAML or JSON.

mod operation;
mod shape;

pub(crate) use operation::{Documented, Parameter};
pub(crate) use shape::{Field, NumberRules, Shape, ShapeId, Shapes, TextRules};

use std::path::Path;

use serde_json::{Map, Value};

/// The methods that a path may have.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// An API description.
#[derive(Debug)]
pub(crate) struct Description(Value);

impl Description {
    /// Reads a file. JSON is YAML, so one parser is enough.
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
        Self::parse(&text).map_err(|error| format!("{}: {error}", path.display()))
    }

    /// Reads text.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let root: Value = serde_yaml_ng::from_str(text).map_err(|error| error.to_string())?;
        if root.get("paths").is_some_and(Value::is_object) {
            Ok(Self(root))
        } else {
            Err("no API description: it has no `paths`".to_owned())
        }
    }

    /// The whole document.
    pub(crate) const fn root(&self) -> &Value {
        &self.0
    }

    /// The operations, in the order of the document.
    pub(crate) fn operations(&self) -> Vec<Documented<'_>> {
        let paths = self.0["paths"].as_object().into_iter().flatten();
        paths
            .flat_map(|(path, item)| {
                METHODS.iter().filter_map(move |method| {
                    let operation = item.get(method)?;
                    Some(Documented::new(self, path, method, item, operation))
                })
            })
            .collect()
    }

    /// The schema that a schema stands for, which is itself unless it is a reference.
    ///
    /// A reference that leads nowhere, or around in a circle, is the empty schema: anything goes.
    pub(crate) fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        let mut schema = schema;
        for _ in 0..64 {
            let Some(reference) = schema.get("$ref").and_then(Value::as_str) else {
                return schema;
            };
            let place = reference.strip_prefix('#').and_then(|pointer| self.0.pointer(pointer));
            match place {
                Some(target) => schema = target,
                None => break,
            }
        }
        &Value::Null
    }

    /// A schema as a document of its own, which a validator can take: with all that it refers to.
    pub(crate) fn standalone(&self, schema: &Value) -> Value {
        let mut document = schema.as_object().cloned().unwrap_or_default();
        document.insert("components".to_owned(), self.0["components"].clone());
        Value::Object(document)
    }

    /// The schemas that have names.
    pub(crate) fn named_schemas(&self) -> Option<&Map<String, Value>> {
        self.0.pointer("/components/schemas")?.as_object()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r##"
openapi: 3.1.0
paths:
  /things/{id}:
    parameters:
      - { name: id, in: path, required: true, schema: { type: string } }
    get:
      operationId: getThing
      parameters:
        - { name: full, in: query, schema: { type: boolean } }
      responses:
        "200":
          content:
            application/json: { schema: { $ref: "#/components/schemas/Thing" } }
        "404": { description: none }
components:
  schemas:
    Thing: { $ref: "#/components/schemas/Real" }
    Real: { type: object, properties: { id: { type: string } } }
    Round: { $ref: "#/components/schemas/Round" }
"##;

    #[test]
    fn an_operation_is_read_with_the_parameters_of_its_path() {
        let description = Description::parse(SMALL).unwrap();
        let [operation] = description.operations().try_into().unwrap();
        assert_eq!(
            (operation.id, operation.method.as_str(), operation.path),
            ("getThing", "GET", "/things/{id}")
        );
        let names: Vec<_> = operation.parameters.iter().map(|p| (p.place, p.name)).collect();
        assert_eq!(names, [("path", "id"), ("query", "full")]);
        assert_eq!(operation.responses.len(), 2);
        let schema = operation.response_schema("application/json").unwrap();
        assert_eq!(description.resolve(schema)["type"], "object");
    }

    #[test]
    fn a_circle_of_references_ends() {
        let description = Description::parse(SMALL).unwrap();
        let round = &description.named_schemas().unwrap()["Round"];
        assert!(description.resolve(round).is_null());
    }

    #[test]
    fn what_is_no_description_is_refused() {
        assert!(Description::parse("a: 1").unwrap_err().contains("no `paths`"));
        assert!(Description::parse("a: [").is_err());
    }
}
