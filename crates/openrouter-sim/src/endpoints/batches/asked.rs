//! What is handed in, and what is refused of it at once.

use std::collections::HashSet;

use openrouter_wire::{
    RawJson,
    batches::{Create, Endpoint, Request},
};
use serde_json::{Map, Value};

use crate::{refusal::Refusal, reply::encode, server::Call};

/// Reads a batch, and gives each request the model of all.
pub(super) fn read(call: &Call<'_>) -> Result<Create, Refusal> {
    check_order(&call.json()?)?;
    let mut batch: Create = call.json()?;
    if let Endpoint::Other(name) = &batch.endpoint {
        return Err(Refusal::bad_request(format!("`endpoint` cannot be {name:?}")));
    }
    if batch.requests.is_empty() {
        return Err(Refusal::bad_request("`requests` must not be empty"));
    }
    let mut ids = HashSet::new();
    for request in &mut batch.requests {
        let id = &request.custom_id;
        if id.is_empty() || !ids.insert(id.clone()) {
            let message = format!("`custom_id` {id:?} is empty, or there twice");
            return Err(Refusal::bad_request(message));
        }
        request.body = with_model(request, &batch.model)?;
    }
    Ok(batch)
}

/// Refuses a body that has the requests before what is to be done with them: the service reads
/// it as it comes.
fn check_order(body: &Map<String, Value>) -> Result<(), Refusal> {
    let place = |name: &str| body.keys().position(|key| key == name);
    let requests = place("requests");
    for name in ["endpoint", "model"] {
        // Nothing comes before everything, and one that is missing is refused later.
        if requests.is_some() && requests < place(name) {
            let message = format!("`{name}` must come before `requests`");
            return Err(Refusal::bad_request(message));
        }
    }
    Ok(())
}

/// Returns the body of a request with the model of the batch, which it may not contradict.
fn with_model(request: &Request, model: &str) -> Result<RawJson, Refusal> {
    let refused =
        |message: &str| Refusal::bad_request(format!("request {:?}: {message}", request.custom_id));
    let body = openrouter_wire::decode(request.body.as_str().as_bytes());
    let mut body: Map<String, Value> = body.map_err(|_| refused("`body` must be an object"))?;
    let own = body.entry("model").or_insert_with(|| model.into());
    if own != model {
        return Err(refused("`model` is another than that of the batch"));
    }
    RawJson::from_text(encode(&body)).map_err(|_| refused("`body` is no JSON"))
}
