//! Operations of the API, carried out: every endpoint that is not a chat, by five verbs.
//!
//! An operation is a value of [`openrouter_wire`]; what it is asked with depends on what comes
//! back. [`OpenRouter::call`] for a document, [`OpenRouter::events`] for a stream,
//! [`OpenRouter::download`] for bytes, [`OpenRouter::pages`] for a list, and waiting for what is
//! made later. All of them go through the one call path.

mod answer;
pub use answer::{Answer, Details};
mod call_options;
pub use call_options::CallOptions;
pub(crate) use call_options::in_headers;
mod document;
mod download;
pub use download::Download;
mod event_reader;
mod events;
pub use events::EventStream;
mod lookup;
mod models;
pub use models::ModelKind;
mod pages;
pub use pages::Pages;
mod plan;
mod reconcile;
pub use reconcile::{AttemptCost, LookedUpCost, Reconciliation};
mod subject;
mod success;
mod transfer;
mod videos;
pub use videos::VideoProgress;

use llm_types::{ResponseId, Result};
use openrouter_wire::Operation;
use serde::de::DeserializeOwned;

pub(crate) use self::document::{Document, ReadDocument};
pub(crate) use self::plan::{Form, plan};
use crate::OpenRouter;
use crate::client::{Call, Client};

impl OpenRouter {
    /// Carries an operation out whose reply is a JSON document.
    ///
    /// ```no_run
    /// # async fn example(openrouter: openrouter_provider::OpenRouter) -> llm_types::Result<()> {
    /// use openrouter_wire::embeddings;
    ///
    /// let request = embeddings::Request::new("openai/text-embedding-3-small", "Hello");
    /// let reply = openrouter.call(&request).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// What reads, changes or removes is sent again where nobody knows what became of it. What
    /// makes something is not. An answer that is charged for is asked for once more at the most.
    ///
    /// # Errors
    ///
    /// As every call: [`Error::kind`](llm_types::Error::kind) says what to do. An error that comes
    /// with a status of success, such as an answer whose own status is `failed`, is an `Err` too.
    /// A `DELETE` that was sent again after silence may find that there is nothing left to remove.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future cancels the request; the service may have carried it out already.
    pub async fn call<O>(&self, operation: &O) -> Result<O::Response>
    where
        O: Operation<Response: DeserializeOwned + Send>,
    {
        self.call_with(operation, &CallOptions::default()).await.map(|answer| answer.value)
    }

    /// As [`call`](Self::call), with options, and with how the answer came about.
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call).
    pub async fn call_with<O>(
        &self,
        operation: &O,
        options: &CallOptions,
    ) -> Result<Answer<O::Response>>
    where
        O: Operation<Response: DeserializeOwned + Send>,
    {
        let client = self.client();
        let call = plan(&client, operation, Form::Document, options)?;
        let open = call.http.receipt.begin();
        let document = document(&client, &call).await;
        open.close(document.is_ok());
        let document = document?;
        Ok(Answer::new(document.value, document.details))
    }
}

/// Makes the call, and closes its account.
async fn document<T: DeserializeOwned + Send>(client: &Client, call: &Call) -> Result<Document<T>> {
    let called = client.call(call, &ReadDocument::new(client, call)).await?;
    let mut document = called.value;
    let id = document.details.generation_id.as_ref();
    document.details.attempts = called.account.finished(None, id);
    let generation = document.details.generation_id.as_ref().map(ResponseId::as_str);
    client.remembered.makers.note(generation, &document.details.attempts);
    client.remembered.makers.note(document.made.as_deref(), &document.details.attempts);
    Ok(document)
}
