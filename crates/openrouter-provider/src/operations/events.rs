//! [`EventStream`]: the events of an operation as they come.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures::{Stream, StreamExt};
use llm_provider_base::{Reply, Shape, Streaming, without_bom};
use llm_types::{ErrorKind, OpenReceipt, Receipt, Result};
use openrouter_auth::KeyLease;
use openrouter_wire::{Stage, StreamedEvent, StreamedOperation};
use serde::de::DeserializeOwned;

use super::event_reader::EventReader;
use super::plan::{Form, plan};
use super::success::failure_in;
use super::{CallOptions, Details};
use crate::OpenRouter;
use crate::client::{Call, Client, Held, Leased, Read, said, settle};
use crate::error::{Failure, from_api_error};

/// The events of an answer as they come.
///
/// It ends with `None` after a whole answer, and otherwise with one `Err`: nothing follows it. A
/// stream that was cut is such an error, never a quiet end. It owns the connection, the lease of
/// the key and the account of the call; dropping it cancels the call.
#[must_use = "dropping a stream cancels the call"]
pub struct EventStream<E: DeserializeOwned + StreamedEvent + fmt::Debug + Send + Unpin + 'static> {
    events: Box<Streaming<EventReader<E>>>,
    details: Details,
    receipt: Receipt,
    /// Open until the end.
    open: Option<OpenReceipt>,
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

    /// What is known of the call. It can be read while the stream goes on, and stays when the
    /// stream is dropped: what that did cost can be
    /// [looked up](crate::OpenRouter::reconcile_call).
    pub fn receipt(&self) -> Receipt {
        self.receipt.clone()
    }
}

impl<E> Stream for EventStream<E>
where
    E: DeserializeOwned + StreamedEvent + fmt::Debug + Send + Unpin + 'static,
{
    type Item = Result<E>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let item = ready!(self.events.poll_next_unpin(cx));
        if !matches!(item, Some(Ok(_)))
            && let Some(open) = self.open.take()
        {
            open.close(item.is_none());
        }
        Poll::Ready(item)
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
struct ReadEvents<'a, O> {
    client: &'a Arc<Client>,
    call: &'a Call,
    operation: &'a O,
}

impl<O> Read for ReadEvents<'_, O>
where
    O: StreamedOperation<Response: DeserializeOwned>,
    O::Event: DeserializeOwned + fmt::Debug + Send + Unpin + 'static,
{
    type Value = EventStream<O::Event>;

    async fn read(&self, leased: Leased) -> Result<EventStream<O::Event>, Failure> {
        let Leased { mut reply, lease } = leased;
        let path = &self.client.path;
        let shape = reply.shape().await.map_err(Failure::broken_transfer)?;
        let details = Details::of(&reply.headers);
        match shape {
            Shape::Page => Err(Failure::web_page()),
            Shape::Document => {
                let events = self.document(reply, lease).await?;
                let events = Box::new(Streaming::ready(path, events));
                Ok(EventStream {
                    events,
                    details,
                    receipt: self.call.http.receipt.clone(),
                    open: None,
                })
            }
            Shape::Events => {
                let Reply { headers, body, echo, .. } = reply;
                let held = Held::new(lease, echo, Arc::clone(&path.clock));
                let last = self.operation.last_events();
                let reader = EventReader::new(last, said(&headers), held);
                let mut events = Box::new(Streaming::new(path, body, reader));
                events.commit().await?;
                Ok(EventStream {
                    events,
                    details,
                    receipt: self.call.http.receipt.clone(),
                    open: None,
                })
            }
        }
    }
}

impl<O: StreamedOperation<Response: DeserializeOwned>> ReadEvents<'_, O> {
    /// The events of a document that came where a stream was asked for: of an answer by a model
    /// that cannot stream, or of an error.
    async fn document(
        &self,
        reply: Reply,
        lease: Option<KeyLease>,
    ) -> Result<Vec<O::Event>, Failure> {
        let Reply { headers, body, .. } = reply;
        let events = match body.collect(self.client.path.limits.answer).await {
            Ok(body) => self.events_in(without_bom(&body)),
            Err(error) => Err(Failure::broken_transfer(error).once_made()),
        };
        if let Some(lease) = lease {
            settle(lease, events.as_ref().err(), self.client.path.clock.now());
        }
        events.map_err(|failure| match Details::of(&headers).generation_id {
            Some(id) => Failure { error: failure.error.with_response_id(id), ..failure },
            None => failure,
        })
    }

    fn events_in(&self, body: &[u8]) -> Result<Vec<O::Event>, Failure> {
        if let Some(failure) = failure_in(body, self.call, self.client) {
            return Err(failure);
        }
        let answer = openrouter_wire::decode(body)
            .map_err(|error| Failure::not_understood("the reply", error).once_made())?;
        let Some(events) = O::events_of(answer) else {
            let message = "the service sent one document in place of a stream";
            return Err(Failure::fatal(ErrorKind::Decode, message).once_made());
        };
        match events.last().map(StreamedEvent::stage) {
            Some(Stage::Last) => Ok(events),
            Some(Stage::Failed(api)) => Err(from_api_error(&api, None, None, self.client.moment())),
            Some(Stage::Preamble | Stage::Content) => Err(Failure::truncated().once_made()),
            None => Err(Failure::blank()),
        }
    }
}

impl OpenRouter {
    /// Carries an operation out whose answer comes as a stream of events.
    ///
    /// The operation is asked to stream, whatever it says itself. As
    /// [`ChatProvider::stream`](llm_types::ChatProvider::stream), it returns once the first content
    /// is there: what fails before it is tried again, what fails after it ends the stream. An
    /// answer that comes whole all the same, as images do from models that cannot stream, is handed
    /// out as events.
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
        O: StreamedOperation<Response: DeserializeOwned>,
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
        O: StreamedOperation<Response: DeserializeOwned>,
        O::Event: DeserializeOwned + fmt::Debug + Send + Unpin + 'static,
    {
        let client = self.client();
        let call = plan(&client, &operation.streamed(), Form::Events, options)?;
        let read = ReadEvents { client: &client, call: &call, operation };
        let open = call.http.receipt.begin();
        let called = match client.call(&call, &read).await {
            Ok(called) => called,
            Err(error) => {
                open.close(false);
                return Err(error);
            }
        };
        let (mut stream, account) = (called.value, called.account);
        stream.details.attempts = account.attempts().to_vec();
        stream.events.hand_over(account);
        stream.open = Some(open);
        Ok(stream)
    }
}
