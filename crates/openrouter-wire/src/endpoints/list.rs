//! To ask who serves a model.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::Endpoint;
use crate::{
    Access, Count, Data, Extra, Method, Modality, Operation,
    models::{InstructType, Tokenizer},
};

/// `GET /models/{author}/{slug}/endpoints`: who serves a model.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    /// Who made the model: what stands before the slash of its id.
    #[serde(skip)]
    pub author: String,
    /// Its name: what stands after the slash of its id.
    #[serde(skip)]
    pub slug: String,
}

impl List {
    /// Creates a question about a model.
    pub fn new(author: impl Into<String>, slug: impl Into<String>) -> Self {
        Self { author: author.into(), slug: slug.into() }
    }

    /// Creates a question about the model with this id, such as `acme/quill-2`; nothing if there
    /// is no slash in it.
    pub fn from_id(id: &str) -> Option<Self> {
        id.split_once('/').map(|(author, slug)| Self::new(author, slug))
    }
}

impl Operation for List {
    const ID: &'static str = "listEndpoints";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/models/{author}/{slug}/endpoints";
    const ACCESS: Access = Access::Public;
    type Response = Data<Model>;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.author.as_str().into(), self.slug.as_str().into()]
    }
}

/// `GET /endpoints/zdr`: the endpoints of all models at which no data is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListZdr {}

impl Operation for ListZdr {
    const ID: &'static str = "listEndpointsZdr";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/endpoints/zdr";
    const ACCESS: Access = Access::Public;
    type Response = Data<Vec<Endpoint>>;
}

/// A model and who serves it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Model {
    /// Its id.
    pub id: String,
    /// Its name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// When it was added, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<Count>,
    /// What it is good for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What it reads and writes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub architecture: Option<Architecture>,
    /// Who serves it.
    pub endpoints: Vec<Endpoint>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What a model reads and writes. Unlike [`models::Architecture`](crate::models::Architecture),
/// it has every field, as `null` where the service does not know.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Architecture {
    /// Both in one word, such as `text+image->text`.
    pub modality: Option<String>,
    /// What it reads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_modalities: Option<Vec<Modality>>,
    /// What it writes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_modalities: Option<Vec<Modality>>,
    /// The family of its tokenizer.
    pub tokenizer: Option<Tokenizer>,
    /// The template of its prompts.
    pub instruct_type: Option<InstructType>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        chat::Quantization, decode, endpoints::Status, fixtures::check, models::Parameter,
    };

    const ENDPOINTS: &str = include_str!("../../fixtures/endpoints.json");

    #[test]
    fn a_model_is_named_in_the_path() {
        let list = List::from_id("acme/quill-2:free").unwrap();
        assert_eq!(list.path().unwrap(), "/models/acme/quill-2:free/endpoints");
        assert_eq!(List::from_id("quill-2"), None);
        assert_eq!(ListZdr {}.path().unwrap(), "/endpoints/zdr");
    }

    #[test]
    fn an_endpoint_is_read() {
        let reply: Data<Model> = decode(ENDPOINTS.as_bytes()).unwrap();
        let [first, second] = reply.data.endpoints.try_into().unwrap();
        assert_eq!(first.tag.as_deref(), Some("acme-cloud/priority"));
        assert_eq!(first.quantization, Some(Quantization::Fp8));
        assert_eq!(first.supported_parameters, Some(vec![Parameter::MaxTokens, Parameter::Tools]));
        assert!(first.status.is_some_and(|status| status.is_healthy()));
        let latency = first.latency_last_30m.unwrap();
        assert_eq!(latency.p99.to_string(), "1200");
        assert_eq!(second.status, Some(Status::from(-5)));
        assert_eq!((second.latency_last_30m, second.quantization), (None, None));
    }

    #[test]
    fn what_is_not_known_is_null() {
        insta::assert_snapshot!(
            serde_json::to_string(&Endpoint::default()).unwrap(),
            @r#"{"max_completion_tokens":null,"max_prompt_tokens":null,"quantization":null,"uptime_last_5m":null,"uptime_last_30m":null,"uptime_last_1d":null,"latency_last_30m":null,"throughput_last_30m":null}"#
        );
        insta::assert_snapshot!(
            serde_json::to_string(&Architecture::default()).unwrap(),
            @r#"{"modality":null,"tokenizer":null,"instruct_type":null}"#
        );
    }

    #[test]
    fn every_field_has_a_place() {
        check::<Data<Model>>(ENDPOINTS);
    }
}
