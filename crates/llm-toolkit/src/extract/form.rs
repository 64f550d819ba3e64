//! [`AnswerForm`]: how a model is brought to answer in JSON.

use llm_types::{Capabilities, Capability, Model};

/// How a model is brought to answer in JSON, from the firmest way to the weakest.
///
/// Unless one is [chosen](super::Extraction::form), the first is taken that the type has, the
/// provider can, and the [model](super::Extraction::model) obeys, where that is known. If the
/// provider refuses the request ([`InvalidRequest`](llm_types::ErrorKind::InvalidRequest) or
/// [`Unsupported`](llm_types::ErrorKind::Unsupported)), the next one is tried, since many servers
/// do not know all forms: a refusal costs nothing but the time. If all are refused, the first
/// refusal is the error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum AnswerForm {
    /// The provider holds the model to the schema. Not every type has such a schema:
    /// [`TypeSchema::strict`](crate::TypeSchema::strict) says which, and why not.
    StrictSchema,
    /// The provider is given the schema, and makes of it what it can.
    Schema,
    /// The provider holds the model to JSON of any shape; the schema is in the prompt.
    JsonObject,
    /// The schema is in the prompt, and that is all.
    Prompt,
}

impl AnswerForm {
    /// Those that may do, the best first.
    pub(super) fn candidates(
        capabilities: &Capabilities,
        model: Option<&Model>,
        has_strict: bool,
    ) -> Vec<Self> {
        let model = model.filter(|model| !model.supported_parameters.is_empty());
        let obeys = |parameter| model.is_none_or(|model| model.supports(parameter));
        let schemas =
            capabilities.has(Capability::StructuredOutputs) && obeys("structured_outputs");
        let objects = obeys("response_format") || obeys("structured_outputs");
        let strict = (schemas && has_strict).then_some(Self::StrictSchema);
        let plain = schemas.then_some(Self::Schema);
        let object = objects.then_some(Self::JsonObject);
        // A provider that takes schemas and refuses the strict one may dislike this very schema.
        [strict, plain, object, Some(Self::Prompt)].into_iter().flatten().collect()
    }

    /// Whether the model reads the schema in the prompt.
    pub(super) const fn is_prompted(self) -> bool {
        matches!(self, Self::JsonObject | Self::Prompt)
    }
}
