//! Making vectors: the call, and what only OpenRouter takes and says of it.

mod options;
pub use options::OpenRouterEmbeddingOptions;
mod outcome;
pub use outcome::OpenRouterEmbeddingOutcome;

use async_trait::async_trait;
use llm_types::{EmbeddingProvider, EmbeddingRequest, EmbeddingResponse, Result};
use openrouter_wire::embeddings;

use crate::client::Called;
use crate::operations::{CallOptions, Document, Form, ReadDocument, plan};
use crate::{OpenRouter, convert};

#[async_trait]
impl EmbeddingProvider for OpenRouter {
    async fn embed(&self, request: EmbeddingRequest) -> Result<EmbeddingResponse> {
        let operation = convert::embedding_request(&request)?;
        let options = request.extension::<OpenRouterEmbeddingOptions>();
        let options = options.map(OpenRouterEmbeddingOptions::call).unwrap_or_default();
        let client = self.client();
        let call = plan(&client, &operation, Form::Document, &options)?;
        let read = ReadDocument::<embeddings::Response>::new(&client, &call);
        let Called { value, account, started: _ } = client.call(&call, &read).await?;
        let Document { value, details, .. } = value;
        let mut answer = match convert::embedding_response(value, &details, request.inputs.len()) {
            Ok(answer) => answer,
            Err(error) => return Err(account.failed(error.into())),
        };
        let id = details.generation_id.as_ref();
        answer.attempts = account.finished(answer.usage.as_ref(), id);
        Ok(answer)
    }
}

impl OpenRouterEmbeddingOptions {
    fn call(&self) -> CallOptions {
        let mut options = CallOptions::default();
        options.session_id.clone_from(&self.session_id);
        options.cache = self.response_cache.clone().unwrap_or_default();
        options.router_metadata = self.router_metadata;
        options
    }
}
