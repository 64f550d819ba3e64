//! [`look_up`]: a model by its name.

use std::time::Duration;

use llm_types::{Error, ErrorKind};
use openrouter_provider::CallOptions;
use openrouter_provider::openrouter_wire::endpoints::{self, Endpoint};
use openrouter_provider::openrouter_wire::models::{Get, Model};

use crate::connection::Connection;
use crate::failure::Failure;

/// So long may the service take for each answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// A model, and who serves it. Dated names, variants and aliases are understood.
///
/// # Errors
///
/// [`ErrorKind::ModelNotFound`] with names that are much like it, if there is no such model;
/// otherwise as every call.
pub(super) async fn look_up(
    id: &str,
    connection: &Connection,
) -> Result<(Model, Vec<Endpoint>), Failure> {
    let provider = connection.provider();
    let options = CallOptions::default().with_timeout(PATIENCE);
    let Some(get) = Get::from_id(id) else { return Err(unknown(id)) };
    let model = match provider.call_with(&get, &options).await {
        Ok(found) => found.value.data,
        Err(error) if is_unknown(&error) => return Err(unknown(id)),
        Err(error) => return Err(error.into()),
    };
    // The service may have understood another name than the model's own.
    let Some(list) = endpoints::List::from_id(&model.id) else { return Ok((model, Vec::new())) };
    let endpoints = match provider.call_with(&list, &options).await {
        Ok(found) => found.value.data.endpoints,
        // As it says of routers and aliases.
        Err(error) if is_unknown(&error) => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    Ok((model, endpoints))
}

fn is_unknown(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::ModelNotFound | ErrorKind::NotFound)
}

fn unknown(id: &str) -> Failure {
    let error = Error::new(ErrorKind::ModelNotFound, "no such model is listed").with_model(id);
    Failure::from(error)
}
