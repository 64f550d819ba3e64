//! The cases of the event stream decoder.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use llm_provider_base::{SseDecoder, SseFrame};
use serde::Deserialize;
use serde_json::{Value, json};

use super::json_diff::same;
use super::report::{Check, Report};

/// How many bytes the splits of one case may feed to the decoder: beyond it, positions near the
/// ends of lines are tried, and of the others as many as fit.
const WORK: usize = 1 << 29;

#[derive(Debug, Deserialize)]
struct Case {
    name: String,
    /// In base64.
    chunks: Vec<String>,
    /// With `event`, `data`, `id`, and the `retry` that holds when the event is dispatched.
    expected: Vec<Value>,
    final_last_event_id: Option<Value>,
    final_retry: Option<Value>,
    events_after_chunk: Option<Vec<usize>>,
    /// Fields that the case does not decide.
    #[serde(default)]
    ignore_fields: Vec<String>,
}

/// Checks the decoder against the cases of a folder.
pub(crate) fn check(dir: &Path, report: &mut Report) {
    let path = dir.join("sse").join("cases.json");
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => return report.missing(format!("sse/cases.json ({error})")),
    };
    let cases: Vec<Value> = match serde_json::from_str(&text) {
        Ok(cases) => cases,
        Err(error) => {
            return report.record(Check::SseAsGiven, "cases.json", Err(error.to_string()));
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let parts: Vec<_> = cases.chunks(cases.len().div_ceil(threads).max(1)).collect();
    let reports = std::thread::scope(|scope| {
        let running: Vec<_> = parts.iter().map(|part| scope.spawn(|| check_cases(part))).collect();
        running.into_iter().map(std::thread::ScopedJoinHandle::join).collect::<Vec<_>>()
    });
    for checked in reports {
        match checked {
            Ok(checked) => report.merge(checked),
            Err(_) => report.record(Check::SseAsGiven, "cases", Err("panicked".to_owned())),
        }
    }
}

fn check_cases(cases: &[Value]) -> Report {
    let mut report = Report::default();
    for case in cases {
        let name = case.get("name").and_then(Value::as_str).unwrap_or("without a name");
        match Case::deserialize(case).map_err(|error| error.to_string()).and_then(|case| {
            let chunks = chunks(&case)?;
            Ok((case, chunks))
        }) {
            Ok((case, chunks)) => check_case(&case, &chunks, &mut report),
            Err(error) => report.record(Check::SseAsGiven, name, Err(error)),
        }
    }
    report
}

fn chunks(case: &Case) -> Result<Vec<Bytes>, String> {
    let decoded = case.chunks.iter().map(|chunk| STANDARD.decode(chunk).map(Bytes::from));
    decoded.collect::<Result<_, _>>().map_err(|error| format!("a chunk is not base64: {error}"))
}

fn check_case(case: &Case, chunks: &[Bytes], report: &mut Report) {
    let given = decode(chunks.iter().cloned());
    let counts = given.as_ref().map(|decoded| decoded.counts.clone()).unwrap_or_default();
    let as_given = given.and_then(|decoded| decoded.compare(case)).and_then(|()| {
        match &case.events_after_chunk {
            Some(expected) if case.decides("events_after_chunk") && *expected != counts => {
                Err(format!("events after each chunk: expected {expected:?}, got {counts:?}"))
            }
            _ => Ok(()),
        }
    });
    report.record(Check::SseAsGiven, &case.name, as_given);

    let whole = Bytes::from(chunks.concat());
    let bytes = (0..whole.len()).map(|at| whole.slice(at..=at));
    let result = decode(bytes).and_then(|decoded| decoded.compare(case));
    report.record(Check::SseByteByByte, &case.name, result);

    let positions = positions(&whole);
    if positions.len() <= whole.len() {
        report.note("sse: a case too long to be split everywhere");
    }
    let result = positions.into_iter().try_for_each(|at| {
        decode([whole.slice(..at), whole.slice(at..)])
            .and_then(|decoded| decoded.compare(case))
            .map_err(|difference| format!("split at byte {at}: {difference}"))
    });
    report.record(Check::SseEverySplit, &case.name, result);
}

/// Where to split: everywhere, ends included, unless that would take too long.
fn positions(whole: &[u8]) -> Vec<usize> {
    let length = whole.len();
    let most = (WORK / length.max(1)).max(64);
    if length < most {
        return (0..=length).collect();
    }
    let step = length.div_ceil(most / 2);
    let is_near_an_end = |at: usize| {
        let near = &whole[at.saturating_sub(2)..(at + 2).min(length)];
        near.iter().any(|byte| matches!(byte, b'\r' | b'\n'))
    };
    (0..=length).filter(|at| at % step == 0 || (*at < most * 4 && is_near_an_end(*at))).collect()
}

#[derive(Debug)]
struct Decoded {
    events: Vec<Value>,
    /// How many events there were after each chunk.
    counts: Vec<usize>,
    last_event_id: String,
    retry: Value,
}

fn decode(chunks: impl IntoIterator<Item = Bytes>) -> Result<Decoded, String> {
    let mut decoder = SseDecoder::new();
    let mut events = Vec::new();
    let mut counts = Vec::new();
    for chunk in chunks {
        decoder.push(chunk);
        while let Some(frame) = decoder.next_frame().map_err(|error| error.to_string())? {
            let SseFrame::Event(event) = frame else { continue };
            let mut event = json!({"event": event.event, "data": event.data, "id": event.id});
            event["retry"] = retry(&decoder);
            events.push(event);
        }
        counts.push(events.len());
    }
    let last_event_id = decoder.last_event_id().to_owned();
    Ok(Decoded { events, counts, last_event_id, retry: retry(&decoder) })
}

/// In milliseconds, as the stream says it.
fn retry(decoder: &SseDecoder) -> Value {
    decoder.retry().map_or(Value::Null, |wait| {
        u64::try_from(wait.as_millis()).map_or(Value::Null, Value::from)
    })
}

impl Case {
    fn decides(&self, field: &str) -> bool {
        !self.ignore_fields.iter().any(|ignored| ignored == field)
    }

    /// The fields of an event that the case decides.
    fn decided(&self, event: &Value) -> Value {
        let mut event = event.clone();
        if let Value::Object(fields) = &mut event {
            fields.retain(|name, _| self.decides(name));
        }
        event
    }
}

impl Decoded {
    fn compare(&self, case: &Case) -> Result<(), String> {
        let decided = |events: &[Value]| -> Value {
            events.iter().map(|event| case.decided(event)).collect()
        };
        same(&decided(&case.expected), &decided(&self.events), &[])?;
        let last = [
            ("final_last_event_id", &case.final_last_event_id, json!(self.last_event_id)),
            ("final_retry", &case.final_retry, self.retry.clone()),
        ];
        last.into_iter().filter(|(field, _, _)| case.decides(field)).try_for_each(
            |(field, expected, got)| {
                let Some(expected) = expected else { return Ok(()) };
                same(expected, &got, &[]).map_err(|difference| format!("{field}: {difference}"))
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(text: &str, expected: &Value) -> Value {
        json!({
            "name": "case",
            "chunks": [STANDARD.encode(text)],
            "expected": expected,
            "final_last_event_id": "7",
            "final_retry": 20,
            "events_after_chunk": [1],
        })
    }

    fn expected() -> Value {
        json!([{"event": "message", "data": "a\nb", "id": "7", "retry": 20}])
    }

    #[test]
    fn a_case_is_checked_in_three_ways() {
        let report = check_cases(&[case("id:7\nretry:20\ndata:a\ndata:b\n\n", &expected())]);
        assert!(report.is_success(), "{report}");
        assert_eq!(report.to_string().matches("sse: ").count(), 3, "{report}");
    }

    #[test]
    fn a_difference_in_any_field_is_a_failure_unless_the_case_leaves_it_open() {
        for (field, text) in [
            ("data", "id:7\nretry:20\ndata:a\ndata:c\n\n"),
            ("event", "event:x\nid:7\nretry:20\ndata:a\ndata:b\n\n"),
            ("final_retry", "id:7\nretry:20\ndata:a\ndata:b\n\nretry:30\n"),
            ("final_last_event_id", "id:7\nretry:20\ndata:a\ndata:b\n\nid:8\n\n"),
        ] {
            let mut case = case(text, &expected());
            assert!(!check_cases(&[case.clone()]).is_success(), "{field}");
            case["ignore_fields"] = json!([field]);
            let report = check_cases(&[case]);
            assert!(report.is_success(), "{field}: {report}");
        }
    }

    #[test]
    fn what_is_not_a_case_is_a_failure() {
        assert!(!check_cases(&[json!({"name": "no chunks"})]).is_success());
        let mut case = case("data:a\n\n", &expected());
        case["chunks"] = json!(["not base64!"]);
        assert!(!check_cases(&[case]).is_success());
    }

    #[test]
    fn long_cases_are_split_near_the_ends_of_lines() {
        let text = "data: 0123456789\n\n".repeat(2000);
        let positions = positions(text.as_bytes());
        assert!(positions.len() < text.len() && positions.len() > 500, "{}", positions.len());
        assert!(positions.contains(&17) && positions.contains(&18));
    }
}
