//! Vectors for texts.

use llm_provider_base::{Called, Failure};
use llm_types::{
    EmbeddingInput, EmbeddingRequest, EmbeddingResponse, Error, ErrorKind, ModelId, Operation,
    Result,
};
use serde_json::{Map, Value};

use crate::OpenAiOptions;
use crate::client::Client;
use crate::convert;
use crate::wire::{EmbeddingList, Vector};

/// Makes a vector for each input.
pub(crate) async fn embed(
    client: &Client,
    request: &EmbeddingRequest,
) -> Result<EmbeddingResponse> {
    let mut call =
        client.endpoint.post(&client.path, Operation::Embeddings, "embeddings", &body(request)?)?;
    call.model = Some(request.model.clone());
    call.is_charged = true;
    let Called { value, account, .. } = client.document::<EmbeddingList>(&call).await?;
    let EmbeddingList { model, data, usage } = value;
    let vectors = match in_order(data, request.inputs.len()) {
        Ok(vectors) => vectors,
        Err(error) => return Err(account.failed(Failure::malformed(error))),
    };
    let mut response = EmbeddingResponse::new(vectors);
    response.model = model.map(ModelId::from);
    response.usage = convert::usage(&usage);
    response.attempts = account.finished(response.usage.as_ref(), None);
    Ok(response)
}

fn body(request: &EmbeddingRequest) -> Result<Map<String, Value>> {
    let EmbeddingRequest { model, inputs, dimensions, .. } = request;
    let invalid = |message: &str| Error::new(ErrorKind::InvalidRequest, message);
    if model.as_str().is_empty() {
        return Err(invalid("no model is named"));
    }
    if inputs.is_empty() {
        return Err(invalid("there is no input"));
    }
    let of_kind = |input: &EmbeddingInput| match input {
        EmbeddingInput::Text(text) => Some(Value::from(text.as_str())),
        EmbeddingInput::Tokens(tokens) => Some(Value::from(tokens.as_slice())),
        _ => None,
    };
    let written = inputs.iter().map(of_kind).collect::<Option<Vec<_>>>();
    let written = written.ok_or_else(|| convert::unsupported("inputs that are no text"))?;
    if written.iter().any(Value::is_string) && !written.iter().all(Value::is_string) {
        return Err(convert::unsupported("texts and tokens in one request"));
    }
    let mut body = Map::new();
    convert::put(&mut body, "model", model.as_str());
    convert::put(&mut body, "input", written);
    convert::put(&mut body, "encoding_format", "float");
    convert::put(&mut body, "dimensions", *dimensions);
    if let Some(options) = request.extension::<OpenAiOptions>() {
        body.extend(options.extra.clone());
    }
    Ok(body)
}

/// The vectors in the order of the inputs.
fn in_order(data: Vec<Vector>, count: usize) -> Result<Vec<Vec<f32>>> {
    let wrong = || Error::new(ErrorKind::Decode, "the vectors do not fit the inputs");
    let mut vectors = vec![None; count];
    for (place, vector) in data.into_iter().enumerate() {
        let slot = vectors.get_mut(vector.index.unwrap_or(place)).ok_or_else(wrong)?;
        if slot.replace(vector.embedding).is_some() {
            return Err(wrong());
        }
    }
    vectors.into_iter().collect::<Option<_>>().ok_or_else(wrong)
}
