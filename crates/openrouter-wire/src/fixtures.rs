//! Recorded shapes with invented values, and the check that nothing of them is lost.

use std::fmt::Debug;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{activity, chat, decode, embeddings, error, generation, key, keys, models};

pub(crate) const REPLY: &str = include_str!("../fixtures/reply.json");
pub(crate) const REPLY_TOOLS: &str = include_str!("../fixtures/reply_tools.json");
pub(crate) const REPLY_FAILED: &str = include_str!("../fixtures/reply_failed.json");
pub(crate) const REPLY_NESTED: &str = include_str!("../fixtures/reply_nested.json");
pub(crate) const REQUEST: &str = include_str!("../fixtures/request.json");
pub(crate) const STREAM_TEXT: &str = include_str!("../fixtures/stream_text.sse");
pub(crate) const STREAM_TOOLS: &str = include_str!("../fixtures/stream_tools.sse");
pub(crate) const STREAM_FAILURE: &str = include_str!("../fixtures/stream_failure.sse");
pub(crate) const ACTIVITY: &str = include_str!("../fixtures/activity.json");
pub(crate) const EMBEDDINGS: &str = include_str!("../fixtures/embeddings.json");
pub(crate) const EMBEDDINGS_REQUEST: &str = include_str!("../fixtures/embeddings_request.json");
pub(crate) const ERRORS: &str = include_str!("../fixtures/errors.json");
pub(crate) const GENERATION: &str = include_str!("../fixtures/generation.json");
pub(crate) const KEY: &str = include_str!("../fixtures/key.json");
pub(crate) const KEYS: &str = include_str!("../fixtures/keys.json");
pub(crate) const MODELS: &str = include_str!("../fixtures/models.json");

/// Returns the data of the events of a stream. The fixtures have one line of data an event.
pub(crate) fn events(stream: &str) -> impl Iterator<Item = &str> {
    stream.lines().filter_map(|line| line.strip_prefix("data: "))
}

/// Returns the chunks of a stream.
pub(crate) fn chunks(stream: &str) -> Vec<chat::Chunk> {
    let chunks = events(stream).filter(|data| *data != "[DONE]");
    chunks.map(|data| decode(data.as_bytes()).unwrap()).collect()
}

/// Returns JSON without fields that are null.
pub(crate) fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .into_iter()
            .filter(|(_, field)| !field.is_null())
            .map(|(name, field)| (name, without_nulls(field)))
            .collect(),
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        other => other,
    }
}

/// Checks that JSON survives, and that each field of it has a place of its own.
#[track_caller]
pub(crate) fn check<T: Serialize + DeserializeOwned + Debug>(json: &str) {
    let decoded: T = decode(json.as_bytes()).unwrap();
    let encoded = serde_json::to_value(&decoded).unwrap();
    let original = serde_json::from_str(json).unwrap();
    assert_eq!(without_nulls(encoded), without_nulls(original));

    let debug = format!("{decoded:?}");
    let untyped = debug.replace("extra: Extra({})", "");
    for mark in ["extra: Extra(", "Other("] {
        let found = untyped.find(mark).map(|at| untyped[at..].chars().take(80).collect::<String>());
        assert_eq!(found, None);
    }
}

#[test]
fn every_field_of_a_request_has_a_place() {
    check::<chat::Request>(REQUEST);
}

#[test]
fn every_field_of_a_reply_has_a_place() {
    for json in [REPLY, REPLY_TOOLS, REPLY_FAILED, REPLY_NESTED] {
        check::<chat::Response>(json);
    }
}

#[test]
fn every_field_of_a_chunk_has_a_place() {
    for data in [STREAM_TEXT, STREAM_TOOLS, STREAM_FAILURE].into_iter().flat_map(events) {
        if data != "[DONE]" {
            check::<chat::Chunk>(data);
        }
    }
}

#[test]
fn every_field_of_an_error_has_a_place() {
    let bodies: Vec<Value> = serde_json::from_str(ERRORS).unwrap();
    for body in bodies {
        check::<error::Body>(&body.to_string());
    }
}

#[test]
fn every_field_of_embeddings_has_a_place() {
    check::<embeddings::Request>(EMBEDDINGS_REQUEST);
    check::<embeddings::Response>(EMBEDDINGS);
}

#[test]
fn every_field_of_a_key_and_a_model_has_a_place() {
    check::<key::Response>(KEY);
    check::<models::ListResponse>(MODELS);
}

#[test]
fn every_field_of_a_generation_and_of_the_account_has_a_place() {
    check::<generation::Response>(GENERATION);
    check::<activity::Response>(ACTIVITY);
    check::<keys::ListResponse>(KEYS);
}
