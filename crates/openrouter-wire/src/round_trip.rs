//! The law of this crate: decoding and encoding again changes nothing.

use std::fmt::Debug;

use proptest::{prelude::*, sample::Index};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::{chat, decode, error, fixtures, messages, responses, strategies};

/// Checks that a value survives JSON text, and a `serde_json::Value` in between.
fn survives<T>(value: &T) -> Result<(), TestCaseError>
where
    T: Serialize + DeserializeOwned + PartialEq + Debug,
{
    let text = serde_json::to_string(value).unwrap();
    let decoded: T = decode(text.as_bytes())
        .map_err(|error| TestCaseError::fail(format!("{error} of {text}")))?;
    prop_assert_eq!(&decoded, value, "through {}", &text);

    // `reasoning_details` are equal if their text is, which `Value` does not keep: compare JSON.
    let loose = serde_json::to_value(value).unwrap();
    let decoded: T = serde_json::from_value(loose.clone()).unwrap();
    prop_assert_eq!(serde_json::to_value(decoded).unwrap(), loose);
    Ok(())
}

proptest! {
    #[test]
    fn a_request_survives(request in strategies::request()) {
        survives(&request)?;
    }

    #[test]
    fn a_message_survives(message in strategies::message()) {
        survives(&message)?;
    }

    #[test]
    fn a_reply_survives(response in strategies::response()) {
        survives(&response)?;
    }

    #[test]
    fn a_chunk_survives(chunk in strategies::chunk()) {
        survives(&chunk)?;
    }

    #[test]
    fn a_request_for_embeddings_survives(request in strategies::embeddings_request()) {
        survives(&request)?;
    }

    #[test]
    fn a_reply_with_embeddings_survives(reply in strategies::embeddings_response()) {
        survives(&reply)?;
    }

    #[test]
    fn the_record_of_a_generation_survives(record in strategies::generation()) {
        survives(&record)?;
    }

    #[test]
    fn what_an_account_has_and_did_survives(
        credits in strategies::credits(),
        activity in strategies::activity(),
        keys in strategies::key_list(),
    ) {
        survives(&credits)?;
        survives(&activity)?;
        survives(&keys)?;
    }

    #[test]
    fn the_making_and_changing_of_a_key_survives(
        create in strategies::create_key(),
        created in strategies::created_key(),
        update in strategies::update_key(),
    ) {
        survives(&create)?;
        survives(&created)?;
        survives(&update)?;
    }

    #[test]
    fn codes_for_keys_survive(
        request in strategies::code_request(),
        response in strategies::code_response(),
    ) {
        survives(&request)?;
        survives(&response)?;
    }

    #[test]
    fn an_error_survives(body in strategies::body()) {
        survives(&body)?;
    }
}

/// Something wrong to put somewhere in a document.
#[derive(Clone, Debug)]
struct Fault {
    place: Index,
    kind: FaultKind,
}

#[derive(Clone, Debug)]
enum FaultKind {
    Replace(Value),
    Add(Value),
    Remove,
}

fn fault() -> impl Strategy<Value = Fault> {
    let odd = prop_oneof![
        Just(json!(null)),
        Just(json!(true)),
        Just(json!(0)),
        Just(json!(-1)),
        Just(json!(1.5)),
        Just(json!(1e300)),
        Just(json!("")),
        Just(json!("text")),
        Just(json!([])),
        Just(json!([null, {"type": "text"}])),
        Just(json!({})),
        Just(json!({"type": "function", "role": "assistant", "id": "web"})),
    ];
    let kind = prop_oneof![
        4 => odd.clone().prop_map(FaultKind::Replace),
        1 => odd.prop_map(FaultKind::Add),
        1 => Just(FaultKind::Remove),
    ];
    (any::<Index>(), kind).prop_map(|(place, kind)| Fault { place, kind })
}

/// Applies a fault at the place counted down to 0 in depth-first order.
fn apply(value: &mut Value, place: &mut usize, kind: &FaultKind) {
    let here = *place == 0;
    *place = place.wrapping_sub(1);
    match value {
        _ if here && matches!(kind, FaultKind::Replace(_)) => {
            if let FaultKind::Replace(odd) = kind {
                value.clone_from(odd);
            }
        }
        Value::Object(fields) if here => match kind {
            FaultKind::Add(odd) => {
                fields.insert("surprise".to_owned(), odd.clone());
            }
            _ => fields.clear(),
        },
        Value::Object(fields) => fields.values_mut().for_each(|field| apply(field, place, kind)),
        Value::Array(items) => items.iter_mut().for_each(|item| apply(item, place, kind)),
        _ => {}
    }
}

fn size(value: &Value) -> usize {
    1 + match value {
        Value::Object(fields) => fields.values().map(size).sum(),
        Value::Array(items) => items.iter().map(size).sum(),
        _ => 0,
    }
}

/// Returns JSON without fields that are null, and without `messages` if it is empty: what this
/// crate takes for the same.
fn essence(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .into_iter()
            .filter(|(name, field)| !field.is_null() && (name != "messages" || *field != json!([])))
            .map(|(name, field)| (name, essence(field)))
            .collect(),
        Value::Array(items) => items.into_iter().map(essence).collect(),
        other => other,
    }
}

/// Returns whether a number stands where a union has its tag: serde takes it for the index of a
/// variant. Nobody sends that, so the derived decoders may stay.
fn has_number_for_tag(value: &Value) -> bool {
    match value {
        Value::Object(fields) => {
            ["type", "id"].iter().any(|tag| fields.get(*tag).is_some_and(Value::is_number))
                || fields.values().any(has_number_for_tag)
        }
        Value::Array(items) => items.iter().any(has_number_for_tag),
        _ => false,
    }
}

/// Checks that a damaged document is refused, or kept as it is.
fn is_refused_or_kept<T>(value: &T, faults: &[Fault]) -> Result<(), TestCaseError>
where
    T: Serialize + DeserializeOwned,
{
    let mut damaged = serde_json::to_value(value).unwrap();
    for Fault { place, kind } in faults {
        let mut place = place.index(size(&damaged));
        apply(&mut damaged, &mut place, kind);
    }
    if has_number_for_tag(&damaged) {
        return Ok(());
    }
    if let Ok(decoded) = decode::<T>(damaged.to_string().as_bytes()) {
        let encoded = serde_json::to_value(decoded).unwrap();
        prop_assert_eq!(essence(encoded), essence(damaged));
    }
    Ok(())
}

fn of<T: DeserializeOwned>(json: &str) -> T {
    decode(json.as_bytes()).unwrap()
}

fn faults() -> impl Strategy<Value = Vec<Fault>> {
    proptest::collection::vec(fault(), 1..4)
}

proptest! {
    #[test]
    fn a_damaged_request_is_refused_or_kept(request in strategies::request(), faults in faults()) {
        is_refused_or_kept(&request, &faults)?;
    }

    #[test]
    fn a_damaged_reply_is_refused_or_kept(reply in strategies::response(), faults in faults()) {
        is_refused_or_kept(&reply, &faults)?;
    }

    #[test]
    fn a_damaged_chunk_is_refused_or_kept(chunk in strategies::chunk(), faults in faults()) {
        is_refused_or_kept(&chunk, &faults)?;
    }

    #[test]
    fn a_damaged_error_is_refused_or_kept(body in strategies::body(), faults in faults()) {
        is_refused_or_kept(&body, &faults)?;
    }

    #[test]
    fn damaged_embeddings_are_refused_or_kept(
        request in strategies::embeddings_request(),
        reply in strategies::embeddings_response(),
        faults in faults(),
    ) {
        is_refused_or_kept(&request, &faults)?;
        is_refused_or_kept(&reply, &faults)?;
    }

    #[test]
    fn a_damaged_record_or_list_of_keys_is_refused_or_kept(
        record in strategies::generation(),
        keys in strategies::key_list(),
        faults in faults(),
    ) {
        is_refused_or_kept(&record, &faults)?;
        is_refused_or_kept(&keys, &faults)?;
    }

    #[test]
    fn damaged_responses_are_refused_or_kept(event in any::<Index>(), faults in faults()) {
        is_refused_or_kept::<responses::Request>(&of(responses::fixtures::REQUEST), &faults)?;
        is_refused_or_kept::<responses::Response>(&of(responses::fixtures::RESPONSE), &faults)?;
        let events: Vec<_> = fixtures::events(responses::fixtures::STREAM).collect();
        // The last one is `[DONE]`.
        let event = events[event.index(events.len() - 1)];
        is_refused_or_kept::<responses::Event>(&of(event), &faults)?;
    }

    #[test]
    fn damaged_messages_are_refused_or_kept(event in any::<Index>(), faults in faults()) {
        is_refused_or_kept::<messages::Request>(&of(messages::fixtures::REQUEST), &faults)?;
        is_refused_or_kept::<messages::Response>(&of(messages::fixtures::REPLY), &faults)?;
        let events: Vec<_> = fixtures::events(messages::fixtures::STREAM).collect();
        // The last one is `[DONE]`.
        let event = events[event.index(events.len() - 1)];
        is_refused_or_kept::<messages::Event>(&of(event), &faults)?;
    }

    #[test]
    fn no_text_makes_decoding_panic(text in "[\\[\\]{}\":,a-z0-9\\\\. -]{0,40}|\\PC{0,20}") {
        drop(decode::<chat::Chunk>(text.as_bytes()));
        drop(decode::<chat::Request>(text.as_bytes()));
        drop(decode::<error::Body>(text.as_bytes()));
    }
}
