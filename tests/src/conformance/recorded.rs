//! Recorded exchanges through the types of their operation, there and back.

use std::cell::RefCell;
use std::collections::BTreeSet;

use openrouter_wire::Method;
use serde_json::Value;

use super::described::{Row, StageKind, Trip};
use super::exchange::Exchange;
use super::json_diff::difference_where;
use super::report::{Check, Report};

/// The operation of an exchange: of those at its address the one with the fewest names in braces.
pub(crate) fn row_of<'a>(exchange: &Exchange, rows: &'a [Row]) -> Option<&'a Row> {
    let here = rows.iter().filter(|row| {
        exchange.method.eq_ignore_ascii_case(row.method.as_str()) && exchange.is_at(row.path)
    });
    // A form is recorded by its fields at most, which the type for JSON does not understand.
    let body = exchange.request.to_string();
    let is_refused = |trip: Trip| !exchange.request.is_null() && trip(&body).is_err();
    here.min_by_key(|row| {
        let refused = row.request.is_some_and(is_refused);
        // A type whose documents are JSON says more than one whose documents are not.
        (row.path.matches('{').count(), refused, row.response.is_none())
    })
}

/// Checks all documents of an exchange.
pub(crate) fn check(exchange: &Exchange, row: &Row, report: &mut Report) {
    let check = || Check::Recorded(row.id.to_owned());
    if let Some(trip) = row.request.filter(|_| row.method.has_body())
        && !exchange.request.is_null()
    {
        // Nothing is changed by what is null, unless it is asked to be.
        let nulls = if row.method == Method::Patch { Nulls::Kept } else { Nulls::Merged };
        let result = there_and_back(trip, &exchange.request.to_string(), nulls, row, report);
        let result = result.map(drop);
        report.record(check(), &exchange.name, result);
    }
    let trip = if exchange.is_success() { row.response } else { Some(row.failure) };
    let result = match (trip, row.event) {
        (_, Some(event)) if exchange.is_success() && exchange.is_event_stream() => {
            events(event, exchange, row, report)
        }
        (Some(trip), _) if serde_json::from_str::<Value>(&exchange.body).is_ok() => {
            there_and_back(trip, &exchange.body, Nulls::Merged, row, report).map(drop)
        }
        (Some(_), _) if exchange.is_success() && !exchange.body.trim().is_empty() => {
            Err("the body is not JSON".to_owned())
        }
        // Bytes have no shape, and neither has a page of a proxy.
        _ => Ok(()),
    };
    report.record(check(), &exchange.name, result);
}

/// Whether a field that is null is the same as one that is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Nulls {
    Merged,
    Kept,
}

/// Decodes a text and encodes what came of it: it must give the same JSON.
fn there_and_back(
    trip: Trip,
    text: &str,
    nulls: Nulls,
    row: &Row,
    report: &mut Report,
) -> Result<Option<StageKind>, String> {
    let json: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let back = trip(text)?;
    for unknown in &back.unknown {
        report.note(format!("kept as unknown: {unknown}"));
    }
    let merged = RefCell::new(BTreeSet::new());
    let difference = difference_where(&json, &back.json, &|path, _| {
        let is_merged = nulls == Nulls::Merged;
        if is_merged {
            merged.borrow_mut().insert(path.to_owned());
        }
        is_merged
    });
    merged.into_inner().into_iter().for_each(|path| report.merged(row.id, path));
    difference.map_or(Ok(back.stage), Err)
}

/// Each event there and back, and in an order that makes sense.
fn events(trip: Trip, exchange: &Exchange, row: &Row, report: &mut Report) -> Result<(), String> {
    let mut end = None;
    for (number, data) in exchange.events()?.iter().enumerate() {
        if data.trim() == "[DONE]" {
            continue;
        }
        let in_event = |difference: String| format!("event {number}: {difference}");
        let stage = there_and_back(trip, data, Nulls::Merged, row, report).map_err(in_event)?;
        if let Some(end) = end
            && stage != Some(StageKind::Preamble)
        {
            return Err(in_event(format!("{stage:?} after {end:?}")));
        }
        end = stage.filter(|stage| matches!(stage, StageKind::Last | StageKind::Failed));
    }
    if end.is_none() {
        report.note(format!("a stream of {} without its last event", row.id));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::described::rows;
    use super::*;

    fn exchange(method: &str, path: &str, request: &Value, status: u16, body: &str) -> Exchange {
        let exchange = json!({
            "name": "n", "method": method, "path": path, "request": request,
            "status": status, "headers": {}, "body": body,
        });
        serde_json::from_value(exchange).unwrap()
    }

    fn checked(method: &str, path: &str, request: &Value, status: u16, body: &str) -> Report {
        let exchange = exchange(method, path, request, status, body);
        let mut report = Report::default();
        let rows = rows();
        check(&exchange, row_of(&exchange, &rows).unwrap(), &mut report);
        report
    }

    #[test]
    fn an_exchange_is_known_by_its_whole_path() {
        let id = |method: &str, path: &str| {
            let exchange = exchange(method, path, &Value::Null, 200, "{}");
            row_of(&exchange, &rows()).map(|row| row.id)
        };
        assert_eq!(id("GET", "/api/v1/keys"), Some("list"));
        assert_eq!(id("POST", "/api/v1/keys"), Some("createKeys"));
        assert_eq!(id("POST", "/api/v1/auth/keys"), Some("exchangeAuthCodeForAPIKey"));
        assert_eq!(id("GET", "/api/v1/models/"), Some("getModels"));
        assert_eq!(id("GET", "/v1/models/count"), Some("listModelsCount"));
        assert_eq!(id("GET", "/api/v1/models/acme/quill/endpoints?x=1"), Some("listEndpoints"));
        assert_eq!(id("GET", "/keys/0123"), Some("getKey"));
        assert_eq!(id("GET", "/api/v1/auth/key"), Some("getCurrentKey"));
        assert_eq!(id("GET", "/api/v1/nothing"), None);
        assert_eq!(id("GET", "/api/v1/keys/0123/more"), None);
        assert_eq!(id("PUT", "/api/v1/keys"), None);
    }

    #[test]
    fn a_form_is_told_from_json_by_its_fields() {
        let path = "/api/v1/audio/transcriptions";
        let sound = json!({"model": "m", "input_audio": {"data": "AAAA", "format": "wav"}});
        for (request, is_json) in [(json!({"model": "m"}), false), (sound, true)] {
            let exchange = exchange("POST", path, &request, 200, "{}");
            let rows = rows();
            let row = row_of(&exchange, &rows).unwrap();
            assert_eq!(row.request.is_some(), is_json, "{request}");
        }
    }

    #[test]
    fn requests_replies_and_failures_go_there_and_back() {
        let request = json!({"model": "m", "query": "q", "documents": ["d"], "user": null});
        let report = checked("POST", "/api/v1/rerank", &request, 200, r#"{"results":[],"odd":1}"#);
        let text = report.to_string();
        assert!(!text.contains("FAILED") && text.contains("kept as unknown:"), "{text}");
        let body = r#"{"error":{"code":404,"message":"x"}}"#;
        assert!(checked("GET", "/api/v1/keys/h", &Value::Null, 404, body).is_success());
        let lost = checked("GET", "/api/v1/keys", &Value::Null, 200, r#"{"data":{}}"#);
        assert!(lost.to_string().contains("FAILED list, there and back"), "{lost}");
        assert!(!checked("GET", "/api/v1/keys", &Value::Null, 200, "<html>").is_success());
        assert!(checked("GET", "/api/v1/keys", &Value::Null, 502, "<html>").is_success());
    }

    #[test]
    fn a_change_to_null_is_none_to_nothing() {
        let reply = r#"{"data":{"hash":"h"}}"#;
        let report = checked("PATCH", "/api/v1/keys/h", &json!({"name": null}), 200, reply);
        assert!(report.to_string().contains("name: expected null, got nothing"), "{report}");
        let report = checked("PATCH", "/api/v1/keys/h", &json!({"limit": null}), 200, reply);
        assert!(!report.to_string().contains("limit: expected null"), "{report}");
    }

    #[test]
    fn events_go_there_and_back_and_end_once() {
        let delta = r#"{"type":"content_block_stop","index":0}"#;
        let stop = r#"{"type":"message_stop"}"#;
        let streamed = |events: &[&str]| {
            let line = |data: &&str| format!("event: e\ndata: {data}\n\n");
            let body: String = events.iter().map(line).collect();
            checked("POST", "/api/v1/messages", &Value::Null, 200, &body).to_string()
        };
        let whole = streamed(&[delta, stop]);
        assert!(whole.contains("all passed") && !whole.contains("without its last"), "{whole}");
        assert!(streamed(&[delta]).contains("without its last event"));
        let wrong = streamed(&[stop, delta]);
        assert!(wrong.contains("event 1: Some(Content) after Last"), "{wrong}");
        assert!(streamed(&["{"]).contains("FAILED"));
    }
}
