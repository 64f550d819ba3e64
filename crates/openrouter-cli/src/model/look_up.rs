//! [`look_up`]: a model by its name.

use std::time::Duration;

use llm_types::{Error, ErrorKind, ModelStatus};
use openrouter_provider::CallOptions;
use openrouter_provider::openrouter_wire::endpoints::{self, Endpoint};
use openrouter_provider::openrouter_wire::models::{Get, Model};

use crate::connection::Connection;
use crate::failure::Failure;
use crate::printable::one_line;

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
    let Some(get) = Get::from_id(id) else { return Err(unknown(id, connection).await) };
    let model = match provider.call_with(&get, &options).await {
        Ok(found) => found.value.data,
        Err(error) if is_unknown(&error) => return Err(unknown(id, connection).await),
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

/// There is no such model; but others may be much like it.
async fn unknown(id: &str, connection: &Connection) -> Failure {
    let plain = Error::new(ErrorKind::ModelNotFound, "it is not listed").with_model(id);
    let catalog = connection.provider().catalog().await.ok();
    let catalog = catalog.filter(|catalog| catalog.status() != ModelStatus::Fallback);
    let found = catalog.as_ref().map(|catalog| catalog.get(id));
    match found {
        None => Failure::from(plain),
        Some(Ok(found)) => {
            let hint = format!("what is listed is {}", one_line(found.model.id.as_str()));
            Failure::from(plain).with_hint(hint)
        }
        Some(Err(unknown)) if unknown.similar.is_empty() => Failure::from(plain)
            .with_hint("`openrouter models WORD` lists those with a word in their name"),
        Some(Err(unknown)) => {
            let similar: Vec<_> = unknown.similar.iter().map(|id| one_line(id.as_str())).collect();
            Failure::from(plain).with_hint(format!("did you mean {}?", similar.join(" or ")))
        }
    }
}
