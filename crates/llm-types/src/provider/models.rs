//! [`ModelProvider`].

use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;

use crate::{Model, ModelId, Result};

/// Says which models there are.
#[async_trait]
pub trait ModelProvider: Debug + Send + Sync + 'static {
    /// The models that can be asked. Providers cache the list; a stale or built-in one says so in
    /// [`Model::status`].
    ///
    /// # Errors
    ///
    /// If the list cannot be had, and there is no earlier one.
    async fn models(&self) -> Result<Arc<[Model]>>;

    /// The model that is asked where a request names none; `None` if the provider's own account
    /// settings decide.
    fn default_model(&self) -> Option<ModelId>;

    /// The model that answered the latest finished call. Best effort: with several callers at once
    /// it may be another's. [`StandardResponse::model`](crate::StandardResponse::model) is exact.
    fn last_used_model(&self) -> Option<ModelId>;
}
