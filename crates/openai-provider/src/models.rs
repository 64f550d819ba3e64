//! The list of models.

use std::sync::Arc;

use llm_types::{Model, Operation, Result};
use serde_json::Value;

use crate::client::Client;
use crate::wire::{ListedModel, ModelList};

/// Asks for the list.
pub(crate) async fn models(client: &Client, operation: Operation) -> Result<Arc<[Model]>> {
    let call = client.endpoint.get(&client.path, operation, "models")?;
    let called = client.document::<ModelList>(&call).await?;
    drop(called.account.finished(None, None));
    let overrides = &client.overrides;
    let knowing_better = |model: Model| {
        let id = model.id.clone();
        overrides.iter().filter(|ours| ours.model == id).fold(model, Model::with_override)
    };
    Ok(called.value.data.into_iter().flatten().map(model).map(knowing_better).collect())
}

fn model(listed: ListedModel) -> Model {
    let ListedModel { id, created, max_model_len, context_length, meta } = listed;
    let mut model = Model::new(id);
    model.created = created;
    let of_meta = |name: &str| meta.get(name).and_then(Value::as_u64);
    model.context_length = max_model_len
        .or(context_length)
        .or_else(|| of_meta("n_ctx"))
        .or_else(|| of_meta("n_ctx_train"));
    model
}
