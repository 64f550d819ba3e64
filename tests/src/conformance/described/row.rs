//! [`Row`]: an operation, and how its documents go there and back through its types.

use std::fmt::Debug;

use openrouter_wire::{Method, Operation, Stage, StreamedEvent, StreamedOperation, error};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::conformance::unknown_fields::{Unknown, unknown};

/// Decodes a document and encodes what came of it.
pub(crate) type Trip = fn(&str) -> Result<Back, String>;

/// What came back of a document.
#[derive(Debug)]
pub(crate) struct Back {
    pub(crate) json: Value,
    /// What the types have no name for.
    pub(crate) unknown: Vec<Unknown>,
    /// Of an event: where it stands in its stream.
    pub(crate) stage: Option<StageKind>,
}

/// Where in a stream an event stands, without what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StageKind {
    Preamble,
    Content,
    Last,
    Failed,
}

/// An operation, and how its documents go there and back through its types.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    pub(crate) id: &'static str,
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    /// Of what is sent: a body, or a query as an object. Nothing where it is not JSON.
    pub(crate) request: Option<Trip>,
    /// The parameters that another type of the same operation has.
    pub(crate) omitted: &'static [&'static str],
    /// Of what comes back; nothing where that is bytes.
    pub(crate) response: Option<Trip>,
    /// Of what comes back of a request that failed.
    pub(crate) failure: Trip,
    /// Of the payload of one event, where the answer can be streamed.
    pub(crate) event: Option<Trip>,
}

impl Row {
    /// An operation whose request and reply are JSON.
    pub(super) fn json<O>() -> Self
    where
        O: Operation<Response: Debug + DeserializeOwned + Serialize>
            + Debug
            + DeserializeOwned
            + Serialize,
    {
        Self { response: Some(trip::<O::Response>), ..Self::bytes::<O>() }
    }

    /// An operation whose answer can also be streamed.
    pub(super) fn streamed<O>() -> Self
    where
        O: StreamedOperation<
                Response: Debug + DeserializeOwned + Serialize,
                Event: Debug + DeserializeOwned + Serialize,
            > + Debug
            + DeserializeOwned
            + Serialize,
    {
        Self { event: Some(trip_event::<O::Event>), ..Self::json::<O>() }
    }

    /// The same with events that say nothing of their stage.
    pub(super) fn with_events<E: Debug + DeserializeOwned + Serialize>(self) -> Self {
        Self { event: Some(trip::<E>), ..self }
    }

    /// The same with failures of another shape.
    pub(super) fn failing_with<E: Debug + DeserializeOwned + Serialize>(self) -> Self {
        Self { failure: trip::<E>, ..self }
    }

    /// The same without parameters that another type of the operation has.
    pub(super) fn omitting(self, omitted: &'static [&'static str]) -> Self {
        Self { omitted, ..self }
    }

    /// An operation whose reply is bytes.
    pub(super) fn bytes<O: Operation + Debug + DeserializeOwned + Serialize>() -> Self {
        let request: Trip = if O::METHOD.has_body() { trip::<O> } else { trip_query::<O> };
        Self { request: Some(request), ..Self::opaque::<O>() }
    }

    /// An operation of which only the reply is JSON: what is sent is a form.
    pub(super) fn form<O>() -> Self
    where
        O: Operation<Response: Debug + DeserializeOwned + Serialize>,
    {
        Self { response: Some(trip::<O::Response>), ..Self::opaque::<O>() }
    }

    /// An operation whose request and reply are not JSON.
    pub(super) fn opaque<O: Operation>() -> Self {
        let (request, response, event) = (None, None, None);
        let (id, method, path) = (O::ID, O::METHOD, O::PATH);
        let failure = trip::<error::Body>;
        Self { id, method, path, request, omitted: &[], response, failure, event }
    }
}

fn trip<T: Debug + DeserializeOwned + Serialize>(text: &str) -> Result<Back, String> {
    Ok(decoded::<T>(text)?.1)
}

fn trip_event<T: StreamedEvent + Debug + DeserializeOwned + Serialize>(
    text: &str,
) -> Result<Back, String> {
    let (event, back) = decoded::<T>(text)?;
    let stage = match event.stage() {
        Stage::Preamble => StageKind::Preamble,
        Stage::Content => StageKind::Content,
        Stage::Last => StageKind::Last,
        Stage::Failed(_) => StageKind::Failed,
    };
    Ok(Back { stage: Some(stage), ..back })
}

/// A query, as an object of texts.
fn trip_query<O: Operation + Debug + DeserializeOwned + Serialize>(
    text: &str,
) -> Result<Back, String> {
    let (operation, back) = decoded::<O>(text)?;
    let query = operation.query().map_err(|error| format!("not encoded: {error}"))?;
    let pairs: Vec<(String, String)> =
        serde_urlencoded::from_str(&query).map_err(|error| format!("`{query}`: {error}"))?;
    let pairs: Map<_, _> = pairs.into_iter().map(|(name, value)| (name, value.into())).collect();
    Ok(Back { json: pairs.into(), ..back })
}

fn decoded<T: Debug + DeserializeOwned + Serialize>(text: &str) -> Result<(T, Back), String> {
    // With serde's own error, which says more than the one for users.
    let value: T = serde_json::from_str(text).map_err(|error| format!("not decoded: {error}"))?;
    let json = serde_json::to_value(&value).map_err(|error| format!("not encoded: {error}"))?;
    let back = Back { json, unknown: unknown(&value), stage: None };
    Ok((value, back))
}
