//! Asking a model, both ways: the request out, the answer in.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, ACCEPT_ENCODING};
use http::{HeaderName, HeaderValue, Method};
use llm_provider_base::{
    CallSpan, FailureClass, Replay, Reply, Shape, TransportError, TransportErrorKind, without_bom,
};
use llm_types::{
    Error, ErrorKind, Operation, Result, Retry, StandardRequest, StandardResponse, StandardStream,
};
use openrouter_auth::KeyLease;
use openrouter_wire::models::Id;
use openrouter_wire::{
    Access, DecodeError, DecodeErrorKind, Operation as _, chat as wire, headers,
};

use crate::chat_reader::{ChatReader, ChunkStream};
use crate::client::{
    Call, Called, Choice, Client, Draft, Held, Leased, Read, Shortening, said, settle, written,
};
use crate::convert;
use crate::ending::read_answer;
use crate::error::{Failure, error_beside};
use crate::model_selector::ModelSelector;
use crate::model_set::ModelSet;
use crate::operations::in_headers;
use crate::options::OpenRouterOptions;
use crate::preflight::{self, Preflight};
use crate::spans;
use crate::spending::Extent;

/// An answer, as far as an attempt has to read it.
#[derive(Debug)]
enum Answer {
    /// The head of a stream, up to its first content.
    Streaming(Box<ChunkStream>),
    /// The whole answer.
    Whole(Box<StandardResponse>),
}

/// Reads an answer: a stream up to its first content, a document whole.
struct ReadChat<'a> {
    client: &'a Arc<Client>,
}

impl Read for ReadChat<'_> {
    type Value = Answer;

    async fn read(&self, leased: Leased) -> Result<Answer, Failure> {
        let Leased { mut reply, lease } = leased;
        match reply.shape().await.map_err(broken_document)? {
            Shape::Page => Err(Failure::web_page()),
            Shape::Events => {
                let path = &self.client.path;
                let Reply { headers, body, echo, naming, .. } = reply;
                let held = Held::new(lease, echo, Arc::clone(&path.clock));
                let reader = ChatReader::new(naming, said(&headers), held);
                let mut stream = Box::new(ChunkStream::new(path, body, reader));
                stream.commit().await?;
                Ok(Answer::Streaming(stream))
            }
            Shape::Document => self.whole(reply, lease).await.map(Box::new).map(Answer::Whole),
        }
    }
}

impl ReadChat<'_> {
    async fn whole(
        &self,
        reply: Reply,
        lease: Option<KeyLease>,
    ) -> Result<StandardResponse, Failure> {
        let Reply { headers: head, body, .. } = reply;
        let head = said(&head);
        let named = |mut failure: Failure| {
            if let Some(id) = &head.generation_id {
                failure.error = failure.error.with_response_id(id.as_str());
            }
            failure
        };
        let (body, broken) = body.gather(self.client.path.limits.answer).await;
        let now = self.client.moment();
        let body = without_bom(&body);
        let read = match (openrouter_wire::decode(body), broken) {
            (Ok(answer), None) => read_answer(answer, &head, now),
            (Ok(answer), Some(error)) => finished(read_answer(answer, &head, now), error),
            (Err(_), Some(error)) => return Err(named(broken_document(error))),
            (Err(error), None) => Err(error_beside(body, now).unwrap_or_else(|| unreadable(error))),
        };
        if let Some(lease) = lease {
            settle(lease, read.as_ref().err(), self.client.path.clock.now());
        }
        read.map_err(named)
    }
}

/// The document is whole, but its transfer broke. It counts as an answer if that says of itself
/// that it is all, and as an error if it is one.
fn finished(
    read: Result<StandardResponse, Failure>,
    error: TransportError,
) -> Result<StandardResponse, Failure> {
    match read {
        Ok(answer) if answer.finish_reason().is_none() => Err(broken_document(error)),
        _ if error.kind() == TransportErrorKind::TooLarge => Err(broken_document(error)),
        read => read,
    }
}

/// A body that broke off is not asked for again: the answer was written, and is charged for.
fn broken_document(error: TransportError) -> Failure {
    Failure::broken_transfer(error).once_made()
}

/// Where the end of the body is the end of the connection, an answer that broke off shows as a
/// document that does. Anything else that is no answer may be somebody else's word, and is asked
/// for again, but only once.
fn unreadable(error: DecodeError) -> Failure {
    let is_cut = error.kind() == DecodeErrorKind::Truncated;
    let mut failure = Failure::not_understood("the answer", error);
    failure.class = FailureClass::Ambiguous;
    if is_cut {
        failure.error = failure.error.with_kind(ErrorKind::Interrupted).with_retry(Retry::Never);
    }
    failure
}

/// Asks, and gives the answer as it comes.
pub(crate) async fn stream(
    client: &Arc<Client>,
    request: &StandardRequest,
) -> Result<StandardStream> {
    let limits = &client.path.timeouts;
    let (first_byte, deadline) = (limits.first_byte, limits.first_content);
    let call = call(client, request, Way { stream: true, first_byte, deadline })?;
    let span = spans::start(client, &call);
    spans::asks(&span, request);
    let open = call.http.receipt.begin();
    let called = match client.call_in(span, &call, &ReadChat { client }).await {
        Ok(called) => called,
        Err(error) => {
            open.close(false);
            return Err(error);
        }
    };
    let end = request.timeout.and_then(|limit| called.started.checked_add(limit));
    Ok(match hand_over(called) {
        Answer::Streaming(stream) => {
            let stream = match end {
                Some(end) => stream.until(end),
                None => *stream,
            };
            StandardStream::with_receipt(stream, open)
        }
        Answer::Whole(answer) => {
            let events = answer.into_events().into_iter().map(Ok);
            StandardStream::with_receipt(futures::stream::iter(events), open)
        }
    })
}

/// Asks, and waits for the whole answer.
pub(crate) async fn complete(
    client: &Arc<Client>,
    request: &StandardRequest,
) -> Result<StandardResponse> {
    let limits = &client.path.timeouts;
    let (first_byte, deadline) = (limits.first_byte_whole, limits.total_whole);
    let call = call(client, request, Way { stream: false, first_byte, deadline })?;
    let span = spans::start(client, &call);
    spans::asks(&span, request);
    let open = call.http.receipt.begin();
    let answer = whole(client, &call, span).await;
    open.close(answer.is_ok());
    answer
}

async fn whole(client: &Arc<Client>, call: &Call, span: CallSpan) -> Result<StandardResponse> {
    let called = client.call_in(span, call, &ReadChat { client }).await?;
    let deadline = call.http.deadline.and_then(|limit| called.started.checked_add(limit));
    let begun = client.path.clock.now();
    match hand_over(called) {
        Answer::Whole(answer) => Ok(*answer),
        // The service streams although it was not asked to.
        Answer::Streaming(stream) => {
            let had = || client.path.clock.now().saturating_duration_since(begun);
            stream.whole(deadline, || call.http.out_of_time(had())).await
        }
    }
}

/// Hands over to what outlives the call: the attempts, and the account of it.
fn hand_over(called: Called<Answer>) -> Answer {
    let Called { value, account, started: _ } = called;
    match value {
        Answer::Streaming(mut stream) => {
            stream.hand_over(account);
            Answer::Streaming(stream)
        }
        Answer::Whole(mut answer) => {
            account.answered(&mut answer);
            Answer::Whole(answer)
        }
    }
}

/// What is said of a request beside its body.
fn said_in_headers(options: &OpenRouterOptions) -> Result<Vec<(HeaderName, HeaderValue)>> {
    let said = headers::Request {
        cache: options.response_cache.clone().unwrap_or_default(),
        router_metadata: options.router_metadata,
        anthropic_beta: options.anthropic_beta.iter().cloned().collect(),
        ..headers::Request::default()
    };
    let mut headers = in_headers(&said)?;
    if let Some(attribution) = &options.attribution {
        headers.extend(attribution.headers(ErrorKind::InvalidRequest)?);
    }
    Ok(headers)
}

/// Which way an answer is asked for, and how long it may take unless the request says otherwise.
#[derive(Debug, Clone, Copy)]
struct Way {
    stream: bool,
    first_byte: Option<Duration>,
    /// Of a stream until its first content.
    deadline: Option<Duration>,
}

fn call(client: &Client, request: &StandardRequest, way: Way) -> Result<Call> {
    let Way { stream, first_byte, deadline } = way;
    if request.max_attempts == Some(0) {
        let message = "max_attempts is 0, which leaves no attempt; 1 never retries";
        return Err(Error::new(ErrorKind::InvalidRequest, message));
    }
    let mut wire = convert::request(request)?;
    wire.stream = Some(stream);
    let options = request.extension::<OpenRouterOptions>();
    if !wire.model.iter().chain(wire.models.iter().flatten()).all(|name| Id::is_valid(name)) {
        let message = "the name of a model is empty, too long, or has white space or control characters in it";
        return Err(Error::new(ErrorKind::InvalidRequest, message));
    }
    let selector = choose_from(client, &mut wire, options.is_some_and(|given| given.free_only))?;
    let catalog = (client.preflight != Preflight::Off).then(|| client.catalog.get()).flatten();
    let (selected, wall) = (selector.as_ref(), client.path.clock.wall());
    preflight::check(client.preflight, catalog.as_ref(), request, &wire, selected, wall)?;
    let mut headers = vec![(ACCEPT, HeaderValue::from_static("application/json"))];
    if stream {
        headers = vec![
            (ACCEPT, HeaderValue::from_static("text/event-stream")),
            // A compressed stream would come in lumps.
            (ACCEPT_ENCODING, HeaderValue::from_static("identity")),
        ];
    }
    if let Some(options) = options {
        headers.extend(said_in_headers(options)?);
    }
    let costs = &client.costs;
    let extent = costs.spending.as_ref().and_then(|_| Extent::of(&wire));
    let least = options.and_then(|given| given.shorten_to_afford).or(costs.shorten_to_afford);
    let asked = wire.max_tokens.max(wire.max_completion_tokens);
    let shorten_to_afford = least.map(|least| Shortening { least, asked });
    let hedge_after = options.and_then(|given| given.hedge_after);
    let model = wire.model.as_deref().map(Into::into);
    let (body, choice) = match selector {
        Some(selector) => {
            let outlasts_refusals =
                client.rotate_on_refusal || options.is_some_and(|given| given.rotate_on_refusal);
            (Bytes::new(), Some(Choice { selector, draft: Draft::new(wire), outlasts_refusals }))
        }
        None => (written(&wire)?, None),
    };
    // Whoever hurries learns nothing of the model that did not keep up.
    let is_hurried = match (request.timeout, deadline) {
        (Some(timeout), Some(deadline)) => timeout < deadline,
        (timeout, _) => timeout.is_some(),
    };
    let deadline = match request.timeout {
        // The first content of a stream is no less overdue because the whole may take longer.
        Some(timeout) if stream && !is_hurried => deadline.map(|usual| usual.min(timeout)),
        Some(timeout) => Some(timeout),
        None => deadline,
    };
    let url = client.base_url.endpoint(openrouter_wire::chat::Request::PATH)?;
    let mut http = llm_provider_base::Call::new(Operation::Chat, Method::POST, url);
    (http.body, http.headers, http.model) = (body, headers, model);
    (http.first_byte, http.deadline, http.is_hurried) = (first_byte, deadline, is_hurried);
    http.replay = if stream { Replay::Answer } else { Replay::WholeAnswer };
    http.is_charged = true;
    http.max_attempts = request.max_attempts;
    http.receipt = request.receipt.clone().unwrap_or_default();
    let mut call = Call::new(http, Access::Key);
    (call.choice, call.shorten_to_afford, call.extent) = (choice, shorten_to_afford, extent);
    call.hedge_after = hedge_after.or(costs.hedge_after);
    Ok(call)
}

/// Names the model to ask where the request names none; or gives what it is chosen by, attempt by
/// attempt. A list of the request's own is the service's to choose from, and is left to it.
fn choose_from(
    client: &Client,
    wire: &mut wire::Request,
    free_only: bool,
) -> Result<Option<ModelSelector>> {
    let free_only = free_only || client.free_only;
    if wire.model.is_none() {
        match &client.models {
            ModelSet::Chosen { selector, free } if wire.models.is_none() => {
                return if free_only { free.clone().map(Some) } else { Ok(Some(selector.clone())) };
            }
            ModelSet::Listed(models) if wire.models.is_none() => {
                let mut models = models.iter().map(ToString::to_string);
                wire.model = models.next();
                wire.models = Some(models.collect()).filter(|rest: &Vec<_>| !rest.is_empty());
            }
            _ => wire.model = client.default_model.as_ref().map(ToString::to_string),
        }
    }
    if free_only {
        if wire.model.is_none() && wire.models.is_none() {
            let message = "free_only: name a model, since the account's default may cost something";
            return Err(Error::new(ErrorKind::InvalidRequest, message));
        }
        convert::make_free(wire)?;
    }
    Ok(None)
}
