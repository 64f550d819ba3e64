//! [`Service`]: a service with one key, or none.

use std::future::Future;

use http::{HeaderMap, StatusCode};
use llm_types::Result;
use tokio::time::Instant;
use tracing::Instrument as _;

use super::exchange::{Exchange, Turn};
use super::reply::{error_body, is_compressed, without_bom};
use super::{Call, CallPath, Called, Parcel, Reply, Trace};
use crate::failure::Failure;
use crate::retry_after;
use crate::spans::CallSpan;

/// A service with one key, or none: what a request carries besides its call, and what replies mean.
/// Everything else is done by [`CallPath::ask`].
///
/// A provider in miniature, whose answers come word by word. Its service is overloaded at first:
///
/// ```
/// # #[cfg(feature = "test-util")]
/// # mod acme {
/// use std::collections::VecDeque;
/// use std::sync::Arc;
///
/// use futures::TryStreamExt;
/// use http::header::AUTHORIZATION;
/// use http::{HeaderMap, HeaderValue, Method, StatusCode};
/// use llm_provider_base::{
///     BaseUrl, Call, CallPath, Failure, Parcel, Reader, Reply, ScriptedReply, ScriptedTransport,
///     Service, SseEvent, Step, Streaming, Terminator, plain_text, retry_after,
/// };
/// use llm_types::{Operation, Secret};
///
/// struct Acme<'a> {
///     path: &'a CallPath,
///     key: Secret,
/// }
///
/// impl Service for Acme<'_> {
///     type Value = Box<Streaming<Words>>;
///
///     fn parcel(&self, _: &Call) -> Parcel {
///         let bearer = HeaderValue::from_str(&format!("Bearer {}", self.key.expose()));
///         let headers = bearer.into_iter().map(|bearer| (AUTHORIZATION, bearer)).collect();
///         Parcel { headers, secret: Some(self.key.clone()), ..Parcel::default() }
///     }
///
///     async fn read(&self, _: &Call, reply: Reply) -> Result<Self::Value, Failure> {
///         let mut words = Box::new(Streaming::new(self.path, reply.body, Words));
///         words.commit().await?;
///         Ok(words)
///     }
///
///     fn refused(&self, _: &Call, status: StatusCode, head: &HeaderMap, body: &[u8]) -> Failure {
///         let said = plain_text(&String::from_utf8_lossy(body)).unwrap_or_default();
///         Failure::of_status(status.as_u16(), said, retry_after(head, self.path.clock.wall()))
///     }
/// }
///
/// #[derive(Debug)]
/// struct Words;
///
/// impl Reader for Words {
///     type Item = String;
///     type Stake = ();
///
///     fn read(&mut self, event: &SseEvent<'_>, _: &mut VecDeque<String>) -> Option<Step<String>> {
///         Some(match &*event.data {
///             "[DONE]" => Step::Done,
///             word => Step::Item(word.to_owned()),
///         })
///     }
///
///     fn is_finished(&self) -> bool {
///         false
///     }
///
///     fn end(self, end: Result<Terminator, Failure>) -> Result<Option<String>, Failure> {
///         match end? {
///             Terminator::Done => Ok(None),
///             Terminator::Eof => Err(Failure::truncated()),
///         }
///     }
/// }
///
/// # pub async fn run() -> llm_types::Result<()> {
/// let transport = Arc::new(ScriptedTransport::new([
///     ScriptedReply::status(StatusCode::SERVICE_UNAVAILABLE).chunk("overloaded"),
///     ScriptedReply::event_stream().chunk("data: Hello\n\ndata: world\n\ndata: [DONE]\n\n"),
/// ]));
/// let path = CallPath::new("acme", transport);
/// let url = BaseUrl::parse("https://api.example.com/v1")?.endpoint("words")?;
/// let mut call = Call::new(Operation::Chat, Method::POST, url);
/// call.body = "{}".into();
///
/// let acme = Acme { path: &path, key: Secret::new("key-0123456789") };
/// let called = path.ask(&call, &acme).await?;
/// assert_eq!(called.account.attempts().len(), 2);
/// let mut words = called.value;
/// words.hand_over(called.account);
/// assert_eq!(words.try_collect::<Vec<_>>().await?, ["Hello", "world"]);
/// # Ok(())
/// # }
/// # }
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> llm_types::Result<()> {
/// # #[cfg(feature = "test-util")]
/// # acme::run().await?;
/// # Ok(())
/// # }
/// ```
pub trait Service: Sync {
    /// What a call is made for.
    type Value: Send;

    /// The headers of every request, that of the key included, and the key.
    fn parcel(&self, call: &Call) -> Parcel;

    /// Reads as much of a reply of success as the value needs. What fails here may be tried again.
    ///
    /// # Errors
    ///
    /// Why it holds no value.
    fn read(
        &self,
        call: &Call,
        reply: Reply,
    ) -> impl Future<Output = Result<Self::Value, Failure>> + Send;

    /// What a reply of failure means. Its body is a hint at best: it may be cut, it is empty where
    /// it did not come, and the key is not in it.
    fn refused(&self, call: &Call, status: StatusCode, head: &HeaderMap, body: &[u8]) -> Failure;
}

impl CallPath {
    /// Asks a service: attempts until there is a value, or no use in another.
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call).
    ///
    /// # Cancel safety
    ///
    /// Dropping the future cancels the call.
    pub async fn ask<S: Service>(&self, call: &Call, service: &S) -> Result<Called<S::Value>> {
        self.ask_in(CallSpan::start(self, call), call, service).await
    }

    /// The same in a span that knows more of the call.
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call).
    ///
    /// # Cancel safety
    ///
    /// Dropping the future cancels the call.
    pub async fn ask_in<S: Service>(
        &self,
        span: CallSpan,
        call: &Call,
        service: &S,
    ) -> Result<Called<S::Value>> {
        let asking = Asking { path: self, call, service };
        // Boxed, so that the futures of callers stay small.
        self.call_in(span, call, Box::pin(self.carry_out(call, asking))).await
    }
}

/// One call of a service on its way.
struct Asking<'a, S> {
    path: &'a CallPath,
    call: &'a Call,
    service: &'a S,
}

impl<S: Service> Exchange for Asking<'_, S> {
    type Value = S::Value;
    type Stake = ();
    type Note = ();

    async fn attempt(&mut self, mut turn: Turn<'_, '_>) -> Result<S::Value, Failure> {
        turn.trace.model.clone_from(&self.call.model);
        turn.sending(self.call, self.path.clock.now());
        let span = turn.trace.span().clone();
        self.exchange(turn.trace).instrument(span).await
    }

    fn into_stake(self, _: &mut Trace, _: Instant) {}
}

impl<S: Service> Asking<'_, S> {
    async fn exchange(&self, trace: &mut Trace) -> Result<S::Value, Failure> {
        let Self { path, call, service } = self;
        let reply = path.send(call, service.parcel(call), trace).await?;
        let echo = reply.echo.clone();
        let read = if !call.takes(reply.status) {
            let body = echo.without_key(error_body(reply.body).await);
            // What is compressed still is nothing to read.
            let body = if is_compressed(&reply.headers) { &[] } else { without_bom(&body) };
            let unexpected = || service.refused(call, reply.status, &reply.headers, body);
            Err(Failure::unexpected_status(reply.status).unwrap_or_else(unexpected))
        } else if is_compressed(&reply.headers) {
            Err(Failure::compressed())
        } else {
            let asked = retry_after(&reply.headers, path.clock.wall());
            service.read(call, reply).await.map_err(|failure| failure.waiting(asked))
        };
        read.map_err(|mut failure| {
            echo.take_out_of(&mut failure.error);
            failure
        })
    }
}
