//! From an operation to a [`Call`].

use std::time::Duration;

use http::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Method};
use llm_types::{Error, ErrorKind, ModelId, Result};
use openrouter_wire::{EncodeError, Operation, Payload};
use serde::Deserialize;

use super::CallOptions;
use super::subject::{is_charged, replay, subject};
use crate::address::root;
use crate::client::{Call, Caller, Client};

/// Until the reply of what asks no model, and until the end of the call.
pub(super) const SOON: (Duration, Duration) = (Duration::from_secs(30), Duration::from_secs(60));

/// What is expected to come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// One JSON document.
    Document,
    /// A stream of events.
    Events,
    /// Bytes of some media type.
    Bytes,
}

/// What is to be sent for an operation.
pub(crate) fn plan<O: Operation>(
    client: &Client,
    operation: &O,
    form: Form,
    options: &CallOptions,
) -> Result<Call> {
    let base_url = root(&client.base_url, O::ROOT)?;
    let mut url = base_url.endpoint(&operation.path().map_err(unsendable)?)?;
    let query = operation.query().map_err(unsendable)?;
    if !query.is_empty() {
        url.set_query(Some(&query));
    }
    let caller = match client.remembered.makers.of(&url) {
        Some(key) => Caller::Maker(key),
        None => Caller::Anyone,
    };
    let payload = operation.payload().map_err(unsendable)?;
    let mut headers = accepted(form);
    headers.extend(options.headers()?);
    let is_charged = is_charged::<O>();
    let mut model = None;
    let mut is_upload = false;
    let body = match payload {
        Some(Payload { content_type, bytes }) => {
            is_upload = content_type != "application/json";
            if is_charged && !is_upload {
                model = model_of(&bytes);
            }
            let content_type = HeaderValue::from_str(&content_type).map_err(|error| {
                Error::new(ErrorKind::InvalidRequest, "the media type is none").with_source(error)
            })?;
            headers.push((CONTENT_TYPE, content_type));
            bytes.into()
        }
        None => bytes::Bytes::new(),
    };
    let limits = &client.path.timeouts;
    let (first_byte, deadline) = match form {
        Form::Events => (limits.first_byte, limits.first_content),
        _ if is_charged || is_upload => (limits.first_byte_whole, limits.total_whole),
        Form::Bytes => (limits.first_byte, limits.first_content),
        Form::Document => (Some(SOON.0), Some(SOON.1)),
    };
    let mut http = llm_provider_base::Call::new(subject::<O>(), method(O::METHOD), url);
    (http.body, http.headers, http.model) = (body, headers, model);
    (http.first_byte, http.deadline) = (first_byte, options.timeout.or(deadline));
    http.replay = replay::<O>(form != Form::Events);
    http.is_charged = is_charged;
    http.max_attempts = options.max_attempts;
    http.receipt = options.receipt.clone().unwrap_or_default();
    let mut call = Call::new(http, O::ACCESS);
    call.caller = caller;
    Ok(call)
}

fn method(method: openrouter_wire::Method) -> Method {
    match method {
        openrouter_wire::Method::Get => Method::GET,
        openrouter_wire::Method::Post => Method::POST,
        openrouter_wire::Method::Put => Method::PUT,
        openrouter_wire::Method::Patch => Method::PATCH,
        openrouter_wire::Method::Delete => Method::DELETE,
    }
}

fn accepted(form: Form) -> Vec<(HeaderName, HeaderValue)> {
    let kind = match form {
        Form::Document => "application/json",
        Form::Events => "text/event-stream",
        Form::Bytes => "*/*",
    };
    let mut headers = vec![(ACCEPT, HeaderValue::from_static(kind))];
    if form != Form::Document {
        // A compressed stream would come in lumps, and hides how long a file is.
        headers.push((ACCEPT_ENCODING, HeaderValue::from_static("identity")));
    }
    headers
}

/// The model that a body asks, for the metrics.
fn model_of(body: &[u8]) -> Option<ModelId> {
    #[derive(Deserialize)]
    struct Asked {
        model: Option<String>,
    }
    serde_json::from_slice::<Asked>(body).ok()?.model.map(Into::into)
}

fn unsendable(error: EncodeError) -> Error {
    Error::new(ErrorKind::InvalidRequest, error.to_string()).with_source(error)
}
