//! The reply.

use serde::{Deserialize, Serialize};
use serde_json::Number;

use super::StructuredDocument;
use crate::{Count, Extra};

/// The reply: the documents, the best first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// The generation, `gen-rerank-…`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The model that ranked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The display name of the upstream that ranked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// The documents, the best first, and no more of them than were asked for.
    pub results: Vec<Ranked>,
    /// What it used and cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A document and its rank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranked {
    /// Which document of the request it is, counted from 0.
    pub index: Count,
    /// How well it answers the query; the scale is the model's.
    pub relevance_score: Number,
    /// The document as it was sent; text stands in a field here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<StructuredDocument>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// What a request used and cost.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Tokens in all, where the model counts them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_tokens: Option<Count>,
    /// Searches as Cohere bills them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search_units: Option<Count>,
    /// What the account pays, in US dollars.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<Number>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{decode, fixtures};

    fn reply() -> String {
        json!({
            "id": "gen-rerank-1786000000-AbCdEfGhIjKlMnOpQrSt",
            "model": "acme/rank-1",
            "provider": "Acme Cloud",
            "results": [
                {"index": 1, "relevance_score": 0.93, "document": {"text": "A tern"}},
                {"index": 0, "relevance_score": 0, "document": {
                    "text": "A stone", "image": "https://example.org/stone.png",
                }},
            ],
            "usage": {"total_tokens": 31, "search_units": 1, "cost": 0.002},
        })
        .to_string()
    }

    #[test]
    fn every_field_has_a_place() {
        fixtures::check::<Response>(&reply());
    }

    #[test]
    fn results_point_at_the_documents_of_the_request() {
        let reply: Response = decode(reply().as_bytes()).unwrap();
        let order: Vec<_> = reply.results.iter().map(|ranked| ranked.index.get()).collect();
        assert_eq!(order, [Some(1), Some(0)]);
    }

    #[test]
    fn what_is_only_an_error_is_no_ranking() {
        assert!(decode::<Response>(br#"{"error":{"code":502,"message":"m"}}"#).is_err());
    }
}
