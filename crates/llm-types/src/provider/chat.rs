//! [`ChatProvider`].

use std::fmt::Debug;

use async_trait::async_trait;

use crate::{Result, StandardRequest, StandardResponse, StandardStream};

/// Asks a model.
///
/// # Contract
///
/// Both methods take the same requests, retry and fail alike. [`complete`](Self::complete) gives
/// what the last event of [`stream`](Self::stream) would have held. Until the first content is
/// handed out a provider may try again, with another key or another model; after it, never.
///
/// # Implementing it
///
/// The trait is one of [`async_trait`](https://docs.rs/async-trait), which whoever implements it
/// depends on as well. An [`Accumulator`](crate::Accumulator) adds the deltas up:
///
/// ```
/// use async_trait::async_trait;
/// use llm_types::{
///     Accumulator, ChatProvider, FinishReason, Result, StandardRequest, StandardResponse,
///     StandardStream, StreamEvent,
/// };
///
/// /// Answers with the number of messages.
/// #[derive(Debug)]
/// struct Counter;
///
/// #[async_trait]
/// impl ChatProvider for Counter {
///     async fn complete(&self, request: StandardRequest) -> Result<StandardResponse> {
///         self.stream(request).await?.collect().await
///     }
///
///     async fn stream(&self, request: StandardRequest) -> Result<StandardStream> {
///         let delta = StreamEvent::Text { choice: 0, text: request.messages.len().to_string() };
///         let mut answer = Accumulator::new();
///         answer.push(&delta)?;
///         answer.finish_choice(0, FinishReason::Stop)?;
///         let finished = StreamEvent::Finished(Box::new(answer.finish()));
///         Ok(StandardStream::from_items([Ok(delta), Ok(finished)]))
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<()> {
/// # use llm_types::ProviderExt;
/// assert_eq!(Counter.ask("Hello").await?.to_string(), "1");
/// # Ok(()) }
/// ```
///
/// One that takes time keeps the request's [`timeout`](StandardRequest::timeout), and writes in
/// its [`receipt`](StandardRequest::receipt) what becomes of the call: it
/// [begins](crate::Receipt::begin) there, notes each [attempt](crate::Receipt::attempt), and gives
/// the open receipt to [`StandardStream::with_receipt`], which closes it at the end. Providers over
/// HTTP find all of that, and a test kit for the whole contract, in `llm-provider-base`.
#[async_trait]
pub trait ChatProvider: Debug + Send + Sync + 'static {
    /// Asks, and waits for the whole answer.
    ///
    /// # Errors
    ///
    /// Of any [`ErrorKind`](crate::ErrorKind); [`Error::attempts`](crate::Error::attempts) lists
    /// what was tried. An answer that broke off is
    /// [`Interrupted`](crate::ErrorKind::Interrupted), with what had come in
    /// [`Error::partial`](crate::Error::partial).
    ///
    /// # Cancel safety
    ///
    /// Dropping the future cancels the request. The provider may charge for it all the same.
    async fn complete(&self, request: StandardRequest) -> Result<StandardResponse>;

    /// Asks, and gives the answer as it comes.
    ///
    /// Returns once the first content is there, so that everything that goes wrong before it is an
    /// ordinary `Err`, after the ordinary retries.
    ///
    /// # Errors
    ///
    /// As [`complete`](Self::complete). What goes wrong later is the stream's one error.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future or the stream cancels the request.
    async fn stream(&self, request: StandardRequest) -> Result<StandardStream>;
}
