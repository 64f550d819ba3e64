//! The upstreams of a model that makes images.

use std::{borrow::Cow, collections::BTreeMap};

use serde::{Deserialize, Serialize};

use super::{Parameter, Price};
use crate::{Access, Extra, Method, Operation};

/// `GET /images/models/{author}/{slug}/endpoints`: who serves a model, how and at what price.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListEndpoints {
    /// What stands before the slash of the model's id.
    #[serde(skip)]
    pub author: String,
    /// What stands behind it.
    #[serde(skip)]
    pub slug: String,
}

impl ListEndpoints {
    /// Creates a question about the model `author/slug`.
    pub fn new(author: impl Into<String>, slug: impl Into<String>) -> Self {
        Self { author: author.into(), slug: slug.into() }
    }
}

impl Operation for ListEndpoints {
    const ID: &'static str = "listImageModelEndpoints";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/images/models/{author}/{slug}/endpoints";
    const ACCESS: Access = Access::Public;
    type Response = EndpointsResponse;

    fn path_values(&self) -> Vec<Cow<'_, str>> {
        vec![self.author.as_str().into(), self.slug.as_str().into()]
    }
}

/// The reply. It is not wrapped in `data`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointsResponse {
    /// The model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Who serves it.
    pub endpoints: Vec<Endpoint>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// An upstream that serves a model.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// The upstream's display name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_name: Option<String>,
    /// Its name in a request, see [`ProviderPreferences`](super::ProviderPreferences).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_slug: Option<String>,
    /// The name of this endpoint of it in a request.
    pub provider_tag: Option<String>,
    /// Which fields a request may have, by name, and which values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supported_parameters: Option<BTreeMap<String, Parameter>>,
    /// Which settings of [`options`](super::ProviderPreferences::options) are passed on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_passthrough_parameters: Option<Vec<String>>,
    /// Whether it can stream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supports_streaming: Option<bool>,
    /// What it costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pricing: Option<Vec<Price>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{decode, fixtures};

    #[test]
    fn every_field_has_a_place() {
        fixtures::check::<EndpointsResponse>(
            &json!({
                "id": "acme/brush-1",
                "endpoints": [{
                    "provider_name": "Acme Cloud",
                    "provider_slug": "acme",
                    "provider_tag": "acme/eu",
                    "supported_parameters": {"n": {"type": "range", "min": 1, "max": 4}},
                    "allowed_passthrough_parameters": ["steps"],
                    "supports_streaming": false,
                    "pricing": [
                        {
                            "billable": "output_image", "unit": "megapixel", "cost_usd": 0.05,
                            "variant": "2K",
                        },
                        {"billable": "input_text", "unit": "token", "cost_usd": 1e-6},
                    ],
                }],
            })
            .to_string(),
        );
    }

    #[test]
    fn the_model_stands_in_the_path() {
        let list = ListEndpoints::new("acme", "brush-1:free");
        assert_eq!(list.path().unwrap(), "/images/models/acme/brush-1:free/endpoints");
        assert_eq!(list.query().unwrap(), "");
    }

    #[test]
    fn the_list_is_not_wrapped() {
        assert!(decode::<EndpointsResponse>(br#"{"data":{"endpoints":[]}}"#).is_err());
        let endpoint: Endpoint = decode(br#"{"provider_tag":null}"#).unwrap();
        assert_eq!(serde_json::to_string(&endpoint).unwrap(), r#"{"provider_tag":null}"#);
    }
}
