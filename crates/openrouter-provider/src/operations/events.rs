//! [`EventStream`]: the events of an operation as they come.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures::{Stream, StreamExt};
use llm_types::{ErrorKind, Result, Retry};
use openrouter_wire::{StreamedEvent, StreamedOperation};
use serde::de::DeserializeOwned;

use super::event_reader::EventReader;
use super::plan::{Form, plan};
use super::success::failure_in;
use super::{CallOptions, Details};
use crate::OpenRouter;
use crate::client::{BODY_LIMIT, Call, Client, Read, Reply, Shape, settle, without_bom};
use crate::error::{Failure, broken_transfer, from_transport, web_page};
use crate::streaming::Streaming;

/// The events of an answer as they come.
///
/// It ends with `None` after a whole answer, and otherwise with one `Err`: nothing follows it. A
/// stream that was cut is such an error, never a quiet end. It owns the connection, the lease of
/// the key and the account of the call; dropping it cancels the call.
#[must_use = "dropping a stream cancels the call"]
pub struct EventStream<E: DeserializeOwned + StreamedEvent + fmt::Debug + Send + Unpin + 'static> {
    events: Box<Streaming<EventReader<E>>>,
    details: Details,
}

impl<E> EventStream<E>
where
    E: DeserializeOwned + StreamedEvent + fmt::Debug + Send + Unpin + 'static,
{
    /// The next event; `None` after a whole answer.
    ///
    /// # Errors
    ///
    /// The error that ends the stream.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses no event.
    pub async fn next_event(&mut self) -> Result<Option<E>> {
        self.next().await.transpose()
    }

    /// How the stream came about.
    pub const fn details(&self) -> &Details {
        &self.details
    }
}

impl<E> Stream for EventStream<E>
where
    E: DeserializeOwned + StreamedEvent + fmt::Debug + Send + Unpin + 'static,
{
    type Item = Result<E>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.events.poll_next_unpin(cx)
    }
}

/// Shows nothing of the answer.
impl<E> fmt::Debug for EventStream<E>
where
    E: DeserializeOwned + StreamedEvent + fmt::Debug + Send + Unpin + 'static,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream").field("details", &self.details).finish_non_exhaustive()
    }
}

/// Reads a stream up to its first content.
struct ReadEvents<'a, E> {
    client: &'a Arc<Client>,
    call: &'a Call,
    events: std::marker::PhantomData<fn() -> E>,
}

impl<E> Read for ReadEvents<'_, E>
where
    E: DeserializeOwned + StreamedEvent + fmt::Debug + Send + Unpin + 'static,
{
    type Value = EventStream<E>;

    async fn read(&self, mut reply: Reply) -> Result<EventStream<E>, Failure> {
        let shape = reply.shape().await.map_err(from_transport).map_err(broken_transfer)?;
        let details = Details::of(&reply.headers);
        match shape {
            Shape::Page => Err(web_page()),
            Shape::Document => Err(self.document(reply).await),
            Shape::Events => {
                let reader = EventReader::new();
                let mut events = Box::new(Streaming::new(Arc::clone(self.client), reply, reader));
                events.commit().await?;
                Ok(EventStream { events, details })
            }
        }
    }
}

impl<E> ReadEvents<'_, E> {
    /// Why there is a document where a stream was asked for: an error, as a rule.
    async fn document(&self, reply: Reply) -> Failure {
        let Reply { headers, body, lease } = reply;
        let failure = match body.collect(BODY_LIMIT).await {
            Err(error) => broken_transfer(from_transport(error)),
            Ok(body) => {
                let body = without_bom(&body);
                failure_in(body, self.call, self.client).unwrap_or_else(|| {
                    let message = "the service sent one document in place of a stream";
                    let mut failure = Failure::fatal(ErrorKind::Decode, message);
                    failure.error = failure.error.with_maybe_billed(true).with_retry(Retry::Never);
                    failure
                })
            }
        };
        if let Some(lease) = lease {
            settle(lease, Some(&failure), self.client.clock.now());
        }
        match Details::of(&headers).generation_id {
            Some(id) => Failure { error: failure.error.with_response_id(id), ..failure },
            None => failure,
        }
    }
}

impl OpenRouter {
    /// Carries an operation out whose answer comes as a stream of events.
    ///
    /// The operation is asked to stream, whatever it says itself. As
    /// [`ChatProvider::stream`](llm_types::ChatProvider::stream), it returns once the first content
    /// is there: what fails before it is tried again, what fails after it ends the stream.
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call).
    ///
    /// # Cancel safety
    ///
    /// Dropping the future, or the stream, cancels the call.
    pub async fn events<O>(&self, operation: &O) -> Result<EventStream<O::Event>>
    where
        O: StreamedOperation,
        O::Event: DeserializeOwned + fmt::Debug + Send + Unpin + 'static,
    {
        self.events_with(operation, &CallOptions::default()).await
    }

    /// As [`events`](Self::events), with options.
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call).
    pub async fn events_with<O>(
        &self,
        operation: &O,
        options: &CallOptions,
    ) -> Result<EventStream<O::Event>>
    where
        O: StreamedOperation,
        O::Event: DeserializeOwned + fmt::Debug + Send + Unpin + 'static,
    {
        let client = self.client();
        let call = plan(&client, &operation.streamed(), Form::Events, options)?;
        let read = ReadEvents { client: &client, call: &call, events: std::marker::PhantomData };
        let called = client.call(&call, &read).await?;
        let (mut stream, mut account) = (called.value, called.account);
        account.guard.first_content(client.clock.now());
        stream.details.attempts.clone_from(&account.attempts);
        stream.events.hand_over(account);
        Ok(stream)
    }
}
