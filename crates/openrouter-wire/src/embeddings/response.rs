//! The reply.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Number, Value};

use super::Usage;
use crate::{Count, Extra, chat::Upstream, error::ApiError};

/// The reply: a vector for each input.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// The generation, `gen-emb-…`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// `list`.
    pub object: Option<String>,
    /// The model that answered, without its author: `openai/x` in the request is `x` here.
    pub model: Option<String>,
    /// The upstream that answered. Undocumented, always seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<Upstream>,
    /// The vectors. [`Embedding::index`] says to which input each belongs.
    pub data: Option<Vec<Embedding>>,
    /// What it used and cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// What went wrong. Never seen here with status 200, but in chat replies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Box<ApiError>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// One vector.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Embedding {
    /// `embedding`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// To which input it belongs, counted from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<Count>,
    /// The vector.
    pub embedding: Vector,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Extra,
}

/// A vector, in one of the ways of [`EncodingFormat`](super::EncodingFormat).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Vector {
    /// Numbers.
    Floats(Vec<Number>),
    /// Base64 of 32-bit floats, least significant byte first.
    Base64(String),
    /// Another shape.
    Other(Value),
}

/// By hand: vectors are long, and a derived decoder would go over each of them once a variant.
impl<'de> Deserialize<'de> for Vector {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Value::deserialize(deserializer)? {
            Value::String(text) => Self::Base64(text),
            Value::Array(items) if items.iter().all(Value::is_number) => {
                let number = |item| match item {
                    Value::Number(number) => Some(number),
                    _ => None,
                };
                Self::Floats(items.into_iter().filter_map(number).collect())
            }
            other => Self::Other(other),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{decode, fixtures};

    #[test]
    fn a_reply_has_a_vector_for_each_input() {
        let reply: Response = decode(fixtures::EMBEDDINGS.as_bytes()).unwrap();
        let data = reply.data.unwrap();
        let indices: Vec<_> = data.iter().map(|row| row.index.as_ref().unwrap().get()).collect();
        assert_eq!(indices, [Some(0), Some(1)]);
        assert!(matches!(&data[0].embedding, Vector::Floats(numbers) if numbers.len() == 4));
        assert_eq!(data[1].embedding, Vector::Base64("AAAAPwAAgL4=".to_owned()));
        assert_eq!(reply.provider, Some("Acme Cloud".into()));
    }

    #[test]
    fn vectors_are_kept_as_they_were_written() {
        for (json, is_known) in [
            ("[0,0.0,-1e-7,0.0252685546875]", true),
            ("[]", true),
            (r#""AAAAPw==""#, true),
            (r#"[1,"2"]"#, false),
            ("null", false),
            (r#"{"indices":[1],"values":[0.5]}"#, false),
        ] {
            let vector: Vector = decode(json.as_bytes()).unwrap();
            assert_eq!(!matches!(vector, Vector::Other(_)), is_known, "{json}");
            assert_eq!(serde_json::to_string(&vector).unwrap(), json);
        }
    }

    #[test]
    fn an_error_in_place_of_vectors_is_seen() {
        let body = json!({"data": null, "error": {"code": 524, "message": "late"}}).to_string();
        let reply: Response = decode(body.as_bytes()).unwrap();
        assert_eq!(reply.error.and_then(|error| error.status()), Some(524));
    }
}
