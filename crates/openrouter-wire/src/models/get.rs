//! To ask for one model, or for a number of them.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Model, OutputModalities};
use crate::{Access, Count, Data, Extra, Method, Operation};

/// `GET /model/{author}/{slug}`: one model. Variants and aliases are understood.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Get {
    /// Who made it: what stands before the slash of its id.
    #[serde(skip)]
    pub author: String,
    /// Its name with the variant: what stands after the slash of its id.
    #[serde(skip)]
    pub slug: String,
}

impl Get {
    /// Creates a question about a model.
    pub fn new(author: impl Into<String>, slug: impl Into<String>) -> Self {
        Self { author: author.into(), slug: slug.into() }
    }

    /// Creates a question about the model with this id, such as `acme/quill-2:free`; nothing if
    /// there is no slash in it.
    pub fn from_id(id: &str) -> Option<Self> {
        id.split_once('/').map(|(author, slug)| Self::new(author, slug))
    }
}

impl Operation for Get {
    const ID: &'static str = "getModel";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/model/{author}/{slug}";
    const ACCESS: Access = Access::Public;
    type Response = Data<Model>;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.author.as_str().into(), self.slug.as_str().into()]
    }
}

/// `GET /models/count`: how many models there are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetCount {
    /// What they write; `text` if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_modalities: Option<OutputModalities>,
}

impl Operation for GetCount {
    const ID: &'static str = "listModelsCount";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/models/count";
    const ACCESS: Access = Access::Public;
    type Response = Data<Total>;
}

/// How many models there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    /// The number.
    pub count: Count,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode;

    #[test]
    fn an_id_is_two_parts_of_the_path() {
        let get = Get::from_id("acme/quill-2:free").unwrap();
        assert_eq!(get, Get::new("acme", "quill-2:free"));
        assert_eq!(get.path().unwrap(), "/model/acme/quill-2:free");
        assert_eq!(Get::from_id("quill-2"), None);
        assert!(Get::from_id("acme/").unwrap().path().is_err());
    }

    #[test]
    fn a_model_is_in_a_wrapper() {
        let reply: Data<Model> = decode(br#"{"data":{"id":"acme/quill-2"}}"#).unwrap();
        assert_eq!(reply.data.id, "acme/quill-2");
    }

    #[test]
    fn models_are_counted() {
        let all = GetCount { output_modalities: Some(OutputModalities::ALL) };
        assert_eq!(all.query().unwrap(), "output_modalities=all");
        let reply: Data<Total> = decode(br#"{"data":{"count":413}}"#).unwrap();
        assert_eq!(reply.data.count.get(), Some(413));
        assert_eq!(serde_json::to_string(&reply).unwrap(), r#"{"data":{"count":413}}"#);
    }
}
