//! Documents through the wire types, there and back.

use std::fmt::Debug;

use openrouter_wire::chat::{Chunk, ChunkDecoder, Payload, Request, Response};
use openrouter_wire::{Operation as _, embeddings, error, key, models};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::exchange::Exchange;
use super::json_diff::same;
use super::nullable;
use super::report::{Check, Report};
use super::unknown_fields::unknown_fields;

/// Checks all documents of an exchange with an endpoint of which more is known than its types: what
/// may be null. False if it is with another one.
pub(crate) fn check(exchange: &Exchange, report: &mut Report) -> bool {
    if exchange.is_at(Request::PATH) {
        check_chat(exchange, report);
    } else if exchange.is_at(embeddings::Request::PATH) {
        check_embeddings(exchange, report);
    } else if exchange.is_at(models::List::PATH) {
        check_reply::<models::ListResponse>(exchange, Check::Models, nullable::MODELS, report);
    } else if exchange.is_at(key::Get::PATH) {
        check_reply::<key::Response>(exchange, Check::Key, nullable::KEY, report);
    } else {
        return false;
    }
    true
}

fn check_reply<T: Debug + DeserializeOwned + Serialize>(
    exchange: &Exchange,
    check: Check,
    nullable: &[&str],
    report: &mut Report,
) {
    if exchange.is_success() {
        document::<T>(exchange, check, nullable, report);
    } else {
        check_error(exchange, report);
    }
}

fn check_chat(exchange: &Exchange, report: &mut Report) {
    if !exchange.request.is_null() {
        let result = there_and_back::<Request>(
            &exchange.request.to_string(),
            &exchange.request,
            nullable::REQUEST,
            report,
        );
        report.record(Check::Request, &exchange.name, result);
    }
    if !exchange.is_success() {
        check_error(exchange, report);
    } else if exchange.is_event_stream() {
        let result = check_chunks(exchange, report);
        report.record(Check::Chunks, &exchange.name, result);
        report.record(Check::ChunkDecoder, &exchange.name, check_decoder(exchange));
    } else {
        document::<Response>(exchange, Check::Answer, nullable::ANSWER, report);
    }
}

fn check_embeddings(exchange: &Exchange, report: &mut Report) {
    let request = &exchange.request;
    // Nothing in them is recorded as null, so none stands for an absent field.
    let result = there_and_back::<embeddings::Request>(&request.to_string(), request, &[], report);
    report.record(Check::Embeddings, &exchange.name, result);
    if exchange.is_success() {
        document::<embeddings::Response>(exchange, Check::Embeddings, &[], report);
    } else {
        check_error(exchange, report);
    }
}

/// A body that is not the service's own, such as the page of a proxy, has no shape to check.
fn check_error(exchange: &Exchange, report: &mut Report) {
    match exchange.json() {
        Ok(json) if json.get("error").is_some() => {
            document::<error::Body>(exchange, Check::ErrorBody, nullable::ERROR, report);
        }
        _ => report.note(format!("an error ({}) without an error object", exchange.status)),
    }
}

fn document<T: Debug + DeserializeOwned + Serialize>(
    exchange: &Exchange,
    check: Check,
    nullable: &[&str],
    report: &mut Report,
) {
    let result = exchange
        .json()
        .and_then(|json| there_and_back::<T>(&exchange.body, &json, nullable, report));
    report.record(check, &exchange.name, result);
}

/// Decodes the text and encodes what came of it: it must give the same JSON.
fn there_and_back<T: Debug + DeserializeOwned + Serialize>(
    text: &str,
    json: &Value,
    nullable: &[&str],
    report: &mut Report,
) -> Result<(), String> {
    // With serde's own error, which says more than the one for users.
    let value: T = serde_json::from_str(text).map_err(|error| format!("not decoded: {error}"))?;
    for field in unknown_fields(&value) {
        report.note(format!("kept as unknown field: {field}"));
    }
    let back = serde_json::to_value(&value).map_err(|error| format!("not encoded: {error}"))?;
    same(json, &back, nullable)
}

fn check_chunks(exchange: &Exchange, report: &mut Report) -> Result<(), String> {
    let events = exchange.events()?;
    if events.last().is_none_or(|data| data.trim() != "[DONE]") {
        report.note("a stream that does not say that it is done");
    }
    for (number, data) in events.iter().enumerate() {
        if data.trim() == "[DONE]" {
            continue;
        }
        let in_event = |difference: String| format!("event {number}: {difference}");
        let json = serde_json::from_str(data).map_err(|error| in_event(error.to_string()))?;
        there_and_back::<Chunk>(data, &json, nullable::CHUNK, report).map_err(in_event)?;
    }
    Ok(())
}

/// The decoder with a memory gives for each event what serde gives for it alone.
fn check_decoder(exchange: &Exchange) -> Result<(), String> {
    let mut decoder = ChunkDecoder::new();
    let mut last: Option<Chunk> = None;
    for (number, data) in exchange.events()?.iter().enumerate() {
        let payload = decoder.decode(data).map_err(|error| format!("event {number}: {error}"))?;
        let chunk = match payload {
            Payload::Done if data.trim() == "[DONE]" => continue,
            Payload::Done => return Err(format!("event {number}: taken for the end")),
            Payload::Chunk(chunk) => {
                last = Some((*chunk).clone());
                *chunk
            }
            Payload::Text(text) => with_text(last.clone(), &text)
                .ok_or_else(|| format!("event {number}: text, and no chunk before it"))?,
        };
        let alone: Chunk = serde_json::from_str(data).map_err(|error| error.to_string())?;
        let json = |chunk: &Chunk| serde_json::to_value(chunk).map_err(|error| error.to_string());
        same(&json(&alone)?, &json(&chunk)?, &[])
            .map_err(|difference| format!("event {number}: {difference}"))?;
    }
    Ok(())
}

/// A chunk like the last one, with this text.
fn with_text(last: Option<Chunk>, text: &str) -> Option<Chunk> {
    let mut chunk = last?;
    let choice = chunk.choices.as_mut()?.first_mut()?;
    choice.delta.as_mut()?.content = Some(text.into());
    Some(chunk)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn checked(request: &Value, body: &str, status: u16) -> Report {
        checked_at("/v1/chat/completions", request, body, status)
    }

    fn checked_at(path: &str, request: &Value, body: &str, status: u16) -> Report {
        let exchange = serde_json::from_value(json!({
            "name": "n", "method": "POST", "path": path, "request": request,
            "status": status, "headers": {}, "body": body,
        }));
        let mut report = Report::default();
        check(&exchange.unwrap(), &mut report);
        report
    }

    #[test]
    fn a_whole_answer_and_its_request_go_there_and_back() {
        let report = checked(&json!({"model": "m", "odd": 1}), r#"{"id":"g","new":null}"#, 200);
        assert!(report.is_success(), "{report}");
        assert!(report.to_string().contains("Request.odd"), "{report}");
    }

    #[test]
    fn what_is_lost_on_the_way_is_a_failure() {
        // An empty list of messages is known to be left out.
        let report = checked(&json!({"messages": []}), "{}", 200);
        assert!(report.to_string().contains("messages: expected [], got nothing"), "{report}");
    }

    #[test]
    fn streams_are_checked_by_both_decoders() {
        let chunk = r#"{"id":"g","choices":[{"index":0,"delta":{"content":"a"}}]}"#;
        let body =
            format!("data: {chunk}\n\ndata: {}\n\ndata: [DONE]\n\n", chunk.replace('a', "b"));
        let report = checked(&Value::Null, &body, 200);
        assert!(report.is_success(), "{report}");
        let report = checked(&Value::Null, "data: {\n\n", 200).to_string();
        assert!(report.contains("2 failed"), "{report}");
    }

    #[test]
    fn requests_and_replies_of_embeddings_go_there_and_back() {
        let request = json!({"model": "m", "input": ["a"]});
        let body = r#"{"object":"list","model":"m","data":[{"embedding":[0,0.5]}]}"#;
        let report = checked_at("/v1/embeddings", &request, body, 200);
        assert!(report.is_success(), "{report}");
        let body = r#"{"object":"list","model":"m"}"#;
        let report = checked_at("/v1/embeddings", &request, body, 200);
        assert!(report.to_string().contains("data: expected nothing, got null"), "{report}");
        let body = r#"{"error":{"code":400,"message":"x"}}"#;
        let report = checked_at("/v1/embeddings", &json!({"input": 1}), body, 400);
        assert!(report.to_string().contains("missing field `model`"), "{report}");
    }

    #[test]
    fn errors_are_checked_where_they_have_a_shape() {
        assert!(checked(&Value::Null, r#"{"error":{"code":404,"message":"x"}}"#, 404).is_success());
        let report = checked(&Value::Null, "<html>", 502).to_string();
        assert!(report.contains("without an error object"), "{report}");
    }
}
