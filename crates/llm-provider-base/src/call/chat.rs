//! Calls that ask a model, both ways: what any provider of chats does alike.

use std::future::Future;

use bytes::Bytes;
use http::header::{ACCEPT, ACCEPT_ENCODING};
use http::{HeaderValue, Method};
use llm_types::{
    Error, ErrorKind, Operation, Result, StandardRequest, StandardResponse, StandardStream,
    StreamEvent,
};
use url::Url;

use super::{Call, CallPath, Called, Replay, Stake};
use crate::failure::Failure;
use crate::streaming::{ReadFailure, Reader, Streaming};
use crate::{Body, FailureClass, TransportErrorKind};

/// An answer of a model, as far as an attempt has to read it: the
/// [`Value`](crate::Service::Value) of a service that is asked for chats.
#[derive(Debug)]
pub enum ChatReply<R: Reader<Item = StreamEvent>> {
    /// The head of a stream, up to its first content.
    Streaming(Box<Streaming<R>>),
    /// The whole answer.
    Whole(Box<StandardResponse>),
}

/// What a document is that should be an answer.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "it lives for a moment, and is mostly the larger")]
pub enum ChatDocument<B = ()> {
    /// It was understood: an answer, or why there is none.
    Understood(Result<StandardResponse, Failure<B>>),
    /// It makes no sense. Where the end of the body is the end of the connection, an answer that
    /// broke off shows as one that does.
    Unreadable {
        /// Only its end is missing.
        is_cut: bool,
        /// What is wrong with it.
        failure: Failure<B>,
    },
}

impl Call {
    /// Asks a model: whole, or for a stream. What the request says of time and attempts goes over
    /// the limits of the path.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequest`] if the request leaves no attempt.
    pub fn chat(
        path: &CallPath,
        url: Url,
        request: &StandardRequest,
        body: Bytes,
        is_stream: bool,
    ) -> Result<Self> {
        if request.max_attempts == Some(0) {
            let message = "max_attempts is 0, which leaves no attempt; 1 never retries";
            return Err(Error::new(ErrorKind::InvalidRequest, message));
        }
        let mut call = Self::new(Operation::Chat, Method::POST, url);
        let limits = &path.timeouts;
        let usual = if is_stream {
            call.headers = vec![
                (ACCEPT, HeaderValue::from_static("text/event-stream")),
                // A compressed stream would come in lumps.
                (ACCEPT_ENCODING, HeaderValue::from_static("identity")),
            ];
            call.replay = Replay::Answer;
            call.first_byte = limits.first_byte;
            limits.first_content
        } else {
            call.headers = vec![(ACCEPT, HeaderValue::from_static("application/json"))];
            call.replay = Replay::WholeAnswer;
            call.first_byte = limits.first_byte_whole;
            limits.total_whole
        };
        call.deadline = match request.timeout {
            // The first content of a stream is no less overdue because the whole may take longer.
            Some(timeout) if is_stream => Some(usual.map_or(timeout, |usual| usual.min(timeout))),
            timeout => timeout.or(usual),
        };
        // Whoever hurries learns nothing of the model that did not keep up.
        call.is_hurried = request.timeout.is_some_and(|it| usual.is_none_or(|usual| it < usual));
        call.body = body;
        call.is_charged = true;
        call.max_attempts = request.max_attempts;
        call.receipt = request.receipt.clone().unwrap_or_default();
        Ok(call)
    }
}

impl<R: Reader<Item = StreamEvent>> ChatReply<R> {
    /// Reads a stream up to its first content.
    ///
    /// # Errors
    ///
    /// What failed before it.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future drops the stream.
    pub async fn streaming(path: &CallPath, body: Body, reader: R) -> Result<Self, ReadFailure<R>> {
        let mut stream = Box::new(Streaming::new(path, body, reader));
        stream.commit().await?;
        Ok(Self::Streaming(stream))
    }

    /// Reads a document, and makes an answer of it.
    ///
    /// # Errors
    ///
    /// Why it is none. What broke off is not asked for again, since it was made; what makes no sense
    /// may be somebody else's word, and is risked once more.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future drops the body.
    pub async fn whole(
        path: &CallPath,
        body: Body,
        read: impl FnOnce(&[u8]) -> ChatDocument<<R::Stake as Stake>::Blame> + Send,
    ) -> Result<Self, ReadFailure<R>> {
        let (body, broken) = body.gather(path.limits.answer).await;
        let read = read(super::without_bom(&body));
        let answer = match (read, broken) {
            (ChatDocument::Understood(answer), None) => answer?,
            // It counts if it says of itself that it is all, although its transfer broke.
            (ChatDocument::Understood(answer), Some(error))
                if error.kind() != TransportErrorKind::TooLarge
                    && answer.as_ref().map_or(true, |it| it.finish_reason().is_some()) =>
            {
                answer?
            }
            (_, Some(error)) => return Err(Failure::broken_transfer(error).once_made()),
            (ChatDocument::Unreadable { is_cut, mut failure }, None) => {
                failure.class = FailureClass::Ambiguous;
                if is_cut {
                    failure = failure.once_made();
                    failure.error = failure.error.with_kind(ErrorKind::Interrupted);
                }
                return Err(failure);
            }
        };
        Ok(Self::Whole(Box::new(answer)))
    }
}

impl CallPath {
    /// Asks, and gives the answer as it comes. `asking` is the call on its way.
    ///
    /// # Errors
    ///
    /// That of `asking`.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future or the stream cancels the call.
    pub async fn stream_chat<R, S>(
        &self,
        call: &Call,
        request: &StandardRequest,
        asking: impl Future<Output = Result<Called<ChatReply<R>, S>>>,
    ) -> Result<StandardStream>
    where
        R: Reader<Item = StreamEvent, Stake = S>,
        S: Stake,
    {
        let open = call.receipt.begin();
        let called = match asking.await {
            Ok(called) => called,
            Err(error) => {
                open.close(false);
                return Err(error);
            }
        };
        let end = request.timeout.and_then(|limit| called.started.checked_add(limit));
        Ok(match hand_over(called) {
            ChatReply::Streaming(stream) => {
                let stream = match end {
                    Some(end) => stream.until(end),
                    None => *stream,
                };
                StandardStream::with_receipt(stream, open)
            }
            ChatReply::Whole(answer) => {
                let events = answer.into_events().into_iter().map(Ok);
                StandardStream::with_receipt(futures::stream::iter(events), open)
            }
        })
    }

    /// Asks, and waits for the whole answer.
    ///
    /// # Errors
    ///
    /// That of `asking`; or what went wrong with a stream that came although none was asked for.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future cancels the call.
    pub async fn complete_chat<R, S>(
        &self,
        call: &Call,
        asking: impl Future<Output = Result<Called<ChatReply<R>, S>>>,
    ) -> Result<StandardResponse>
    where
        R: Reader<Item = StreamEvent, Stake = S>,
        S: Stake,
    {
        let open = call.receipt.begin();
        let answer = self.whole_chat(call, asking).await;
        open.close(answer.is_ok());
        answer
    }

    async fn whole_chat<R, S>(
        &self,
        call: &Call,
        asking: impl Future<Output = Result<Called<ChatReply<R>, S>>>,
    ) -> Result<StandardResponse>
    where
        R: Reader<Item = StreamEvent, Stake = S>,
        S: Stake,
    {
        let called = asking.await?;
        let deadline = call.deadline.and_then(|limit| called.started.checked_add(limit));
        let begun = self.clock.now();
        match hand_over(called) {
            ChatReply::Whole(answer) => Ok(*answer),
            ChatReply::Streaming(stream) => {
                let had = || self.clock.now().saturating_duration_since(begun);
                stream.whole(deadline, || call.out_of_time(had())).await
            }
        }
    }
}

/// Hands over to what outlives the call: the attempts, and the account of it.
fn hand_over<R, S>(called: Called<ChatReply<R>, S>) -> ChatReply<R>
where
    R: Reader<Item = StreamEvent, Stake = S>,
    S: Stake,
{
    let Called { value, account, started: _ } = called;
    match value {
        ChatReply::Streaming(mut stream) => {
            stream.hand_over(account);
            ChatReply::Streaming(stream)
        }
        ChatReply::Whole(mut answer) => {
            account.answered(&mut answer);
            ChatReply::Whole(answer)
        }
    }
}
