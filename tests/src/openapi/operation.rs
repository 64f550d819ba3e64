//! What a description says about one operation.

use serde_json::Value;

use super::Description;

/// An operation as the description has it.
#[derive(Debug)]
pub(crate) struct Documented<'a> {
    /// `operationId`.
    pub(crate) id: &'a str,
    /// In capitals.
    pub(crate) method: String,
    /// With names in braces.
    pub(crate) path: &'a str,
    /// Those of the path come first.
    pub(crate) parameters: Vec<Parameter<'a>>,
    /// The bodies that may be sent: media type and what is said about it (`schema`, `example` …).
    pub(crate) requests: Vec<(&'a str, &'a Value)>,
    /// The replies: status, and each media type with what is said about it.
    pub(crate) responses: Vec<(&'a str, Vec<(&'a str, &'a Value)>)>,
}

/// A parameter of an operation.
#[derive(Debug)]
pub(crate) struct Parameter<'a> {
    /// `path`, `query` or `header`.
    pub(crate) place: &'a str,
    /// Its name.
    pub(crate) name: &'a str,
    /// What it may be.
    pub(crate) schema: &'a Value,
    /// Whether it must be there.
    pub(crate) required: bool,
}

impl<'a> Documented<'a> {
    pub(super) fn new(
        description: &'a Description,
        path: &'a str,
        method: &str,
        item: &'a Value,
        operation: &'a Value,
    ) -> Self {
        let listed = |value: &'a Value| value["parameters"].as_array().into_iter().flatten();
        let parameters = listed(item)
            .chain(listed(operation))
            .map(|parameter| Parameter::new(description.resolve(parameter)))
            .collect();
        let responses = operation["responses"].as_object().into_iter().flatten();
        Self {
            id: operation["operationId"].as_str().unwrap_or_default(),
            method: method.to_uppercase(),
            path,
            parameters,
            requests: media_types(&operation["requestBody"]),
            responses: responses
                .map(|(status, response)| (status.as_str(), media_types(response)))
                .collect(),
        }
    }

    /// The schema of a body that may be sent.
    pub(crate) fn request_schema(&self, media_type: &str) -> Option<&'a Value> {
        let (_, content) = self.requests.iter().find(|(name, _)| *name == media_type)?;
        content.get("schema")
    }

    /// The schema of the reply that is a success.
    pub(crate) fn response_schema(&self, media_type: &str) -> Option<&'a Value> {
        let successes = self.responses.iter().filter(|(status, _)| status.starts_with('2'));
        let (_, content) =
            successes.flat_map(|(_, contents)| contents).find(|(name, _)| *name == media_type)?;
        content.get("schema")
    }
}

impl<'a> Parameter<'a> {
    fn new(parameter: &'a Value) -> Self {
        Self {
            place: parameter["in"].as_str().unwrap_or_default(),
            name: parameter["name"].as_str().unwrap_or_default(),
            schema: &parameter["schema"],
            required: parameter["required"] == true,
        }
    }
}

fn media_types(holder: &Value) -> Vec<(&str, &Value)> {
    let content = holder["content"].as_object().into_iter().flatten();
    content.map(|(name, value)| (name.as_str(), value)).collect()
}
