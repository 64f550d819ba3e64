//! What an application knows better than the catalogue.

use llm_types::{Error, ErrorKind, Model, ModelCapabilityOverride, Result};

/// Checks what an application says that it knows better.
///
/// # Errors
///
/// [`ErrorKind::Configuration`] if it names no model, or says what cannot be.
pub(crate) fn check(overrides: &[ModelCapabilityOverride]) -> Result<()> {
    for capability in overrides {
        let id = &capability.model;
        let wrong = if !openrouter_wire::models::Id::is_valid(id.as_str()) {
            "model is not the name of one"
        } else if capability.context_length == Some(0) {
            "context_length is 0, which leaves room for nothing"
        } else if capability.max_output_tokens == Some(0) {
            "max_output_tokens is 0, which leaves no answer"
        } else {
            continue;
        };
        let message = format!("model_overrides: {wrong}");
        return Err(Error::new(ErrorKind::Configuration, message).with_model(id.clone()));
    }
    Ok(())
}

/// Puts what the application knows better over what a list says, the later over the earlier.
pub(crate) fn apply(overrides: &[ModelCapabilityOverride], mut models: Vec<Model>) -> Vec<Model> {
    for capability in overrides {
        let Some(model) = models.iter_mut().find(|model| model.id == capability.model) else {
            tracing::debug!(model = %capability.model, "an override of a model that is not listed");
            continue;
        };
        *model = std::mem::take(model).with_override(capability);
    }
    models
}
