//! Asking a model, both ways: the request out, the answer in.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderName, HeaderValue};
use llm_provider_base::{ChatDocument, ChatReply, Reply, Shape};
use llm_types::{Error, ErrorKind, Result, StandardRequest, StandardResponse, StandardStream};
use openrouter_wire::models::Id;
use openrouter_wire::{Access, DecodeErrorKind, Operation as _, chat as wire, headers};

use crate::chat_reader::ChatReader;
use crate::client::{
    Call, Choice, Client, Draft, Held, Leased, Read, Shortening, said, settle, written,
};
use crate::convert;
use crate::ending::read_answer;
use crate::error::{Blamed, Failure, Moment, error_beside};
use crate::model_selector::ModelSelector;
use crate::model_set::ModelSet;
use crate::operations::in_headers;
use crate::options::OpenRouterOptions;
use crate::preflight::{self, Preflight};
use crate::spans;
use crate::spending::Extent;

/// Reads an answer: a stream up to its first content, a document whole.
struct ReadChat<'a> {
    client: &'a Arc<Client>,
}

impl Read for ReadChat<'_> {
    type Value = ChatReply<ChatReader>;

    async fn read(&self, leased: Leased) -> Result<Self::Value, Failure> {
        let Leased { mut reply, lease } = leased;
        let path = &self.client.path;
        match reply.shape().await.map_err(|error| Failure::broken_transfer(error).once_made())? {
            Shape::Page => Err(Failure::web_page()),
            Shape::Events => {
                let Reply { headers, body, echo, naming, .. } = reply;
                let held = Held::new(lease, echo, Arc::clone(&path.clock));
                let reader = ChatReader::new(naming, said(&headers), held);
                ChatReply::streaming(path, body, reader).await
            }
            Shape::Document => {
                let head = said(&reply.headers);
                let now = self.client.moment();
                let read = |body: &[u8]| document(body, &head, now);
                let answer = ChatReply::whole(path, reply.body, read).await;
                if let Some(lease) = lease {
                    settle(lease, answer.as_ref().err(), path.clock.now());
                }
                answer.map_err(|failure| match &head.generation_id {
                    Some(id) => failure.map_error(|error| error.with_response_id(id.as_str())),
                    None => failure,
                })
            }
        }
    }
}

fn document(body: &[u8], head: &headers::Reply, now: Moment) -> ChatDocument<Blamed> {
    let error = match openrouter_wire::decode(body) {
        Ok(answer) => return ChatDocument::Understood(read_answer(answer, head, now)),
        Err(error) => error,
    };
    match error_beside(body, now) {
        Some(failure) => ChatDocument::Understood(Err(failure)),
        None => ChatDocument::Unreadable {
            is_cut: error.kind() == DecodeErrorKind::Truncated,
            failure: Failure::not_understood("the answer", error),
        },
    }
}

/// Asks, and gives the answer as it comes.
pub(crate) async fn stream(
    client: &Arc<Client>,
    request: &StandardRequest,
) -> Result<StandardStream> {
    let call = call(client, request, true)?;
    let span = spans::start(client, &call);
    spans::asks(&span, request);
    let read = ReadChat { client };
    // Boxed, so that the futures of callers stay small.
    let asking = Box::pin(client.call_in(span, &call, &read));
    client.path.stream_chat(&call.http, request, asking).await
}

/// Asks, and waits for the whole answer.
pub(crate) async fn complete(
    client: &Arc<Client>,
    request: &StandardRequest,
) -> Result<StandardResponse> {
    let call = call(client, request, false)?;
    let span = spans::start(client, &call);
    spans::asks(&span, request);
    let read = ReadChat { client };
    // Boxed, so that the futures of callers stay small.
    let asking = Box::pin(client.call_in(span, &call, &read));
    client.path.complete_chat(&call.http, asking).await
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

fn call(client: &Client, request: &StandardRequest, stream: bool) -> Result<Call> {
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
    let url = client.base_url.endpoint(openrouter_wire::chat::Request::PATH)?;
    let mut http = llm_provider_base::Call::chat(&client.path, url, request, body, stream)?;
    http.model = model;
    if let Some(options) = options {
        http.headers.extend(said_in_headers(options)?);
    }
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
