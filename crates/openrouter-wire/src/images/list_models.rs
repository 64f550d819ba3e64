//! The list of models that make images.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Parameter;
use crate::{Access, Count, Extra, Method, Modality, Operation};

/// `GET /images/models`: the models that make images.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListModels {}

impl Operation for ListModels {
    const ID: &'static str = "listImageModels";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/images/models";
    const ACCESS: Access = Access::Public;
    type Response = ModelsResponse;
}

/// The reply: all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelsResponse {
    /// The models.
    pub data: Vec<Model>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A model that makes images.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Model {
    /// What a request calls it.
    pub id: String,
    /// A name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// When it was made, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<Count>,
    /// What it reads and makes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub architecture: Option<Architecture>,
    /// Which fields a request may have, by name, and which values. It is what all of its
    /// endpoints can do together; [`ListEndpoints`](super::ListEndpoints) tells what each can.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supported_parameters: Option<BTreeMap<String, Parameter>>,
    /// Whether one of its endpoints can stream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supports_streaming: Option<bool>,
    /// Where its endpoints are listed, a path of the host: `/api/v1/images/models/…`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoints: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What a model reads and makes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Architecture {
    /// What it reads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_modalities: Option<Vec<Modality>>,
    /// What it makes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_modalities: Option<Vec<Modality>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fixtures;

    #[test]
    fn every_field_has_a_place() {
        fixtures::check::<ModelsResponse>(
            &json!({"data": [{
                "id": "acme/brush-1",
                "name": "Brush 1",
                "description": "Paints birds.",
                "created": 1_786_000_000,
                "architecture": {
                    "input_modalities": ["text", "image", "file", "audio", "video"],
                    "output_modalities": ["image", "text"],
                },
                "supported_parameters": {
                    "resolution": {"type": "enum", "values": ["1K", "2K"]},
                    "output_compression": {"type": "range", "min": 0, "max": 100},
                    "seed": {"type": "boolean"},
                },
                "supports_streaming": true,
                "endpoints": "/api/v1/images/models/acme/brush-1/endpoints",
            }]})
            .to_string(),
        );
    }

    #[test]
    fn everybody_may_ask_for_the_models() {
        assert_eq!(ListModels::ACCESS, Access::Public);
        assert_eq!(ListModels::default().path().unwrap(), "/images/models");
    }
}
